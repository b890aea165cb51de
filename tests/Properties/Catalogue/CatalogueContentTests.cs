using System.Globalization;
using Virtspec.Oracle.Catalogue;
using Xunit;

namespace Virtspec.Properties.Catalogue;

/// <summary>The catalogue that comes with the program is whole: no clause and no statement of it fell out.</summary>
public sealed class CatalogueContentTests
{
    private static readonly RequirementCatalogue Catalogue = RequirementCatalogue.Load();

    /// <summary>Where each clause stands in VIRTIO 1.4 and how many sentences of it bind: counted in the standard.</summary>
    private static readonly Dictionary<string, (string Section, int Statements)> Standard = new()
    {
        ["core.status.driver"] = ("2.1.1", 4),
        ["core.status.device"] = ("2.1.2", 3),
        ["core.features.driver"] = ("2.2.1", 5),
        ["core.features.device"] = ("2.2.2", 4),
        ["core.reset.device"] = ("2.4.1", 2),
        ["core.reset.driver"] = ("2.4.2", 1),
        ["core.config.driver"] = ("2.5.1", 4),
        ["core.config.device"] = ("2.5.2", 1),
        ["core.queue-reset.device"] = ("2.6.1.1.1", 2),
        ["core.queue-reset.driver"] = ("2.6.1.1.2", 2),
        ["core.queue-reenable.device"] = ("2.6.1.2.1", 1),
        ["core.queue-reenable.driver"] = ("2.6.1.2.2", 1),
        ["core.init.driver"] = ("3.1.1", 6),
        ["core.cleanup.driver"] = ("3.3.1", 2),
        ["core.suspend.driver"] = ("3.4.1", 6),
        ["core.suspend.device"] = ("3.4.2", 8),
        ["core.reserved-features.driver"] = ("6.1", 12),
        ["core.reserved-features.device"] = ("6.2", 8),
        ["split.queue.driver"] = ("2.7.1", 1),
        ["split.framing.device"] = ("2.7.4.1", 2),
        ["split.framing.driver"] = ("2.7.4.2", 2),
        ["split.desc.device"] = ("2.7.5.1", 2),
        ["split.desc.driver"] = ("2.7.5.2", 2),
        ["split.indirect.driver"] = ("2.7.5.3.1", 5),
        ["split.indirect.device"] = ("2.7.5.3.2", 2),
        ["split.avail.driver"] = ("2.7.6.1", 1),
        ["split.used-notification.driver"] = ("2.7.7.1", 5),
        ["split.used-notification.device"] = ("2.7.7.2", 6),
        ["split.used.device"] = ("2.7.8.2", 3),
        ["split.used.driver"] = ("2.7.8.3", 1),
        ["split.avail-notification.driver"] = ("2.7.10.1", 7),
        ["split.avail-notification.device"] = ("2.7.10.2", 5),
        ["split.update-idx.driver"] = ("2.7.13.3.1", 1),
        ["split.notify.driver"] = ("2.7.13.4.1", 1),
        ["blk.init.driver"] = ("5.2.5.1", 10),
        ["blk.init.device"] = ("5.2.5.2", 17),
        ["blk.operation.driver"] = ("5.2.6.1", 25),
        ["blk.operation.device"] = ("5.2.6.2", 39),
    };

    [Fact]
    public void The_clauses_taken_from_the_standard_are_those_of_the_table() =>
        Assert.Equal(Standard.Keys.Order(StringComparer.Ordinal), FromStandard().Select(g => g.Key).Order(StringComparer.Ordinal));

    [Fact]
    public void Every_sentence_of_a_clause_has_a_statement_and_letters_run_from_a()
    {
        foreach (var clause in FromStandard())
        {
            var (section, count) = Standard[clause.Key];
            Assert.All(clause, r => Assert.Equal(section, r.Section));
            var sentences = clause.GroupBy(Ordinal).ToDictionary(g => g.Key, g => g.Select(Letter).ToArray());
            Assert.Equal(Enumerable.Range(1, count), sentences.Keys.Order());
            foreach (var letters in sentences.Values)
                Assert.Equal(letters.Length == 1 ? [""] : letters.Select((_, i) => $"{(char)('a' + i)}"), letters);
        }
    }

    [Fact]
    public void A_label_names_one_clause_and_its_role()
    {
        foreach (var byLabel in Catalogue.All.Where(r => r.Source == "virtio-1.4-cs01").GroupBy(r => r.Label))
        {
            Assert.Single(byLabel.Select(r => r.Clause).Distinct());
            Assert.All(byLabel, r => Assert.StartsWith(r.Role == Role.Driver ? "drivernormative:" : "devicenormative:", r.Label));
        }
    }

    [Fact]
    public void Summaries_are_sentences_of_at_most_120_characters() => Assert.All(Catalogue.All, r =>
    {
        Assert.InRange(r.Summary.Length, 10, 120);
        Assert.EndsWith(".", r.Summary);
        Assert.True(char.IsAsciiLetterUpper(r.Summary[0]));
    });

    [Fact]
    public void Exceptions_have_reasons_and_inferences_rationales() => Assert.All(Catalogue.All, r =>
    {
        Assert.Equal(r.Judged == Judged.Exception, r.Reason is { Length: > 10 });
        if (r.Source == "virtspec")
            Assert.True(r.Rationale is { Length: > 10 });
    });

    [Fact]
    public void No_permission_is_judged() =>
        Assert.All(Catalogue.All.Where(r => r.Level == Level.May), r => Assert.Equal(Judged.Exception, r.Judged));

    [Fact]
    public void Vhost_user_statements_and_inferences_are_all_judged()
    {
        var others = Catalogue.All.Where(r => r.Source != "virtio-1.4-cs01").ToArray();
        Assert.Equal(12, others.Count(r => r.Source == "vhost-user"));
        Assert.Equal(20, others.Count(r => r.Source == "virtspec"));
        Assert.All(others, r => Assert.Equal(Judged.Rule, r.Judged));
    }

    private static IEnumerable<IGrouping<string, Requirement>> FromStandard() =>
        Catalogue.All.Where(r => r.Source == "virtio-1.4-cs01").GroupBy(r => r.Clause);

    private static string Letter(Requirement r) => char.IsAsciiLetter(r.Id[^1]) ? r.Id[^1..] : "";

    private static int Ordinal(Requirement r) =>
        int.Parse(r.Id[(r.Clause.Length + 1)..^Letter(r).Length], CultureInfo.InvariantCulture);
}
