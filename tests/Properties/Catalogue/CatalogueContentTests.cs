using System.Globalization;
using Virtspec.Specification.Catalogue;
using Xunit;

namespace Virtspec.Properties.Catalogue;

/// <summary>The catalogue that comes with the program is whole: no clause and no statement of it fell out.</summary>
public sealed class CatalogueContentTests
{
    private static readonly RequirementCatalogue Catalogue = RequirementCatalogue.Load();

    /// <summary>
    /// The normative clauses of VIRTIO 1.4 CS01 in its own order: label, section, and the keywords of each sentence that binds. Taken from the
    /// standard and from nothing in this repository, so that what the catalogue lost would be missed here.
    /// </summary>
    private static readonly List<StandardClause> Standard = [.. ReadStandard()];

    /// <summary>One clause (5.22.6.1.2) holds no such sentence.</summary>
    private static readonly List<StandardClause> Binding = [.. Standard.Where(clause => clause.Sentences.Length > 0)];

    public static TheoryData<string> Labels => [.. Binding.Select(clause => clause.Label)];

    // 308 clauses with 1476 sentences are set as normative; one more, with one sentence, has the label alone (4.1.4.11).
    [Fact]
    public void The_standard_has_309_clauses_and_1477_sentences_that_bind()
    {
        Assert.Equal(309, Standard.Count);
        Assert.Equal(1477, Standard.Sum(clause => clause.Sentences.Length));
    }

    [Fact]
    public void The_clauses_of_the_catalogue_are_those_of_the_standard() =>
        Assert.Equal(Binding.Select(clause => clause.Label).Order(), FromStandard().Select(clause => clause.First().Label).Order());

    [Theory]
    [MemberData(nameof(Labels))]
    public void Every_sentence_has_its_statements_with_its_keywords(string label)
    {
        var standard = Binding.Single(clause => clause.Label == label);
        var statements = FromStandard().Single(clause => clause.First().Label == label).ToList();
        Assert.All(statements, statement => Assert.Equal(standard.Section, statement.Section));
        var sentences = statements.GroupBy(Ordinal).ToDictionary(group => group.Key, group => group.ToArray());
        Assert.Equal(Enumerable.Range(1, standard.Sentences.Length), sentences.Keys.Order());
        foreach (var (ordinal, obligations) in sentences)
        {
            Assert.Equal(obligations.Length == 1 ? [""] : obligations.Select((_, i) => $"{(char)('a' + i)}"), obligations.Select(Letter));
            Assert.Equal(
                standard.Sentences[ordinal - 1].Order().Distinct(),
                obligations.Select(obligation => obligation.Level.Keyword()).Order().Distinct());
            Assert.True(obligations.Length >= standard.Sentences[ordinal - 1].Length, $"{obligations[0].Id} holds fewer obligations than its sentence");
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
    public void Summaries_are_sentences_of_at_most_120_characters() => Assert.All(Catalogue.All.Where(r => r.Summary is not null || r.Chapter.Read), r =>
    {
        Assert.NotNull(r.Summary);
        Assert.InRange(r.Summary.Length, 10, 120);
        Assert.EndsWith(".", r.Summary);
        Assert.True(char.IsAsciiLetterUpper(r.Summary[0]));
    });

    [Fact]
    public void Statements_of_a_chapter_have_summaries_of_their_own()
    {
        var shared = Catalogue.All.Where(r => r.Summary is not null).GroupBy(r => (r.Clause, r.Summary)).Where(group => group.Count() > 1);
        Assert.Empty(shared.Select(group => group.Key));
    }

    [Fact]
    public void What_is_in_scope_was_read()
    {
        string[] read = ["admin", "blk", "console", "core", "fs", "mmio", "net", "packed", "pci", "scsi", "shared-memory", "split", "vsock"];
        Assert.All(read, name => Assert.True(Catalogue.All.First(r => r.Chapter.Name == name).Chapter.Read, $"{name} is only listed"));
    }

    [Fact]
    public void Exceptions_have_reasons_and_inferences_rationales() => Assert.All(Catalogue.All, r =>
    {
        if (r.Judged == Judged.Exception || (r.Judged == Judged.Open && r.Chapter.Read))
            Assert.True(r.Reason is { Length: > 10 }, r.Id);
        if (r.Source == "virtspec")
            Assert.True(r.Rationale is { Length: > 10 });
    });

    [Fact]
    public void No_permission_is_judged() =>
        Assert.All(Catalogue.All.Where(r => r.Level == Level.May), r => Assert.NotEqual(Judged.Rule, r.Judged));

    [Fact]
    public void Vhost_user_statements_and_inferences_are_all_judged()
    {
        var others = Catalogue.All.Where(r => r.Source != "virtio-1.4-cs01").ToArray();
        Assert.Contains(others, r => r.Source == "vhost-user");
        Assert.Contains(others, r => r.Source == "virtspec");
        Assert.All(others, r => Assert.Equal(Judged.Rule, r.Judged));
    }

    private static IEnumerable<IGrouping<string, Requirement>> FromStandard() =>
        Catalogue.All.Where(r => r.Source == "virtio-1.4-cs01").GroupBy(r => r.Clause);

    private static string Letter(Requirement r) => char.IsAsciiLetter(r.Id[^1]) ? r.Id[^1..] : "";

    private static int Ordinal(Requirement r) =>
        int.Parse(r.Id[(r.Clause.Length + 1)..^Letter(r).Length], CultureInfo.InvariantCulture);

    private static IEnumerable<StandardClause> ReadStandard()
    {
        using var stream = typeof(CatalogueContentTests).Assembly.GetManifestResourceStream("statements.csv")!;
        using var reader = new StreamReader(stream);
        reader.ReadLine();
        while (reader.ReadLine() is { } line)
        {
            var fields = line.Split(';');
            yield return new StandardClause(fields[0], fields[1], [.. fields[2].Split(',', StringSplitOptions.RemoveEmptyEntries).Select(sentence => sentence.Split('+'))]);
        }
    }

    private sealed record StandardClause(string Label, string Section, string[][] Sentences);
}
