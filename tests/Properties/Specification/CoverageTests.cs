using Virtspec.Model.Rules;
using Virtspec.Specification.Catalogue;
using Virtspec.Specification.Citations;
using Virtspec.Specification.Coverage;
using Virtspec.Tests;
using Xunit;

namespace Virtspec.Properties.Specification;

/// <summary>What the sources say of coverage is what is committed, adds up, and notices what is taken away.</summary>
public sealed class CoverageTests
{
    private static readonly RequirementCatalogue Catalogue = RequirementCatalogue.Load();
    private static readonly List<(string File, string Text)> Sources = [.. SourceScanner.Files(GeneratedFile.Root())];
    private static readonly IReadOnlyDictionary<string, IReadOnlySet<string>> Exercised = Suites.Read(GeneratedFile.Root());

    public static TheoryData<string> Rules => [.. Rule.All.Select(rule => rule.Id)];

    [Fact]
    public void What_is_committed_is_up_to_date() =>
        Assert.All(SourceCoverage.Of(GeneratedFile.Root(), Catalogue).Files, file => GeneratedFile.Check(file.File, file.Text));

    [Fact]
    public void Every_citation_is_sound() => Assert.Empty(SourceCoverage.Of(GeneratedFile.Root(), Catalogue).Problems);

    [Fact]
    public void The_rules_of_the_sources_are_those_of_the_program() =>
        Assert.Equal(Rule.All.Select(rule => rule.Id).Order(StringComparer.Ordinal), SourceScanner.Read(Sources).Rules.Select(rule => rule.Id));

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_rule_that_is_taken_away_is_missed(string id)
    {
        var without = SourceScanner.Read(Sources.Select(file => (file.File, Without(file.Text, id))));
        Assert.Contains(CoverageProblems.Of(Catalogue, without, Exercised), problem => problem.StartsWith(id + ":", StringComparison.Ordinal));
        Assert.NotEqual(
            CoverageSnapshot.Write(Evidence.Gather(Catalogue, SourceScanner.Read(Sources), Exercised)),
            CoverageSnapshot.Write(Evidence.Gather(Catalogue, without, Exercised)));
    }

    [Theory]
    [InlineData("//= core.status.driver.99", "cites core.status.driver.99")]
    [InlineData("Rule Nothing = new(\"core.status.driver.99\")", "a rule for core.status.driver.99")]
    [InlineData("Rule Permission = new(\"core.config.driver.4\")", "does not call ruled")]
    [InlineData("Rule Idle = new(\"core.status.driver.1\")", "nothing in the model applies")]
    public void What_cannot_be_is_named(string added, string problem)
    {
        var sources = SourceScanner.Read([.. Sources, ("spec/Model/Rules/Added.cs", added)]);
        Assert.Contains(CoverageProblems.Of(Catalogue, sources, Exercised), text => text.Contains(problem, StringComparison.Ordinal));
    }

    [Fact]
    public void A_suite_that_lists_what_there_is_not_is_named()
    {
        var suites = new Dictionary<string, IReadOnlySet<string>> { ["check"] = new HashSet<string> { "core.status.driver.99" } };
        Assert.Contains(
            CoverageProblems.Of(Catalogue, SourceScanner.Read(Sources), suites),
            text => text.StartsWith("spec/exercised/check.txt: lists core.status.driver.99", StringComparison.Ordinal));
    }

    [Fact]
    public void A_snapshot_reads_back_as_it_was_written()
    {
        var evidence = Evidence.Gather(Catalogue, SourceScanner.Read(Sources), Exercised);
        var text = CoverageSnapshot.Write(evidence);
        Assert.Equal(text, CoverageSnapshot.Write(CoverageSnapshot.Parse(text)));
        Assert.Equal(evidence.Select(one => one.Id), CoverageSnapshot.Parse(text).Select(one => one.Id));
    }

    [Theory]
    [InlineData("core.status.driver.1 MUST")]
    [InlineData("core.status.driver.1 OUGHT rule")]
    [InlineData("core.status.driver.1 MUST rule\n  rumour x")]
    [InlineData("  test x")]
    public void A_line_of_no_snapshot_is_refused(string text) =>
        Assert.Contains("is no line of a snapshot", Assert.Throws<CatalogueException>(() => CoverageSnapshot.Parse(text)).Message);

    [Fact]
    public void Totals_add_up_to_the_catalogue()
    {
        var table = CoverageTable.Count(Catalogue, Evidence.Gather(Catalogue, SourceScanner.Read(Sources), Exercised));
        Assert.Equal(Catalogue.All.Count, table.Total.Statements);
        Assert.Equal(Rule.All.Count, table.Total.Rules);
        foreach (var rows in (IReadOnlyList<CoverageRow>[])[table.Chapters, table.Roles, [table.Total]])
        {
            Assert.All(rows, row => Assert.Equal(row.Statements, row.Rules + row.Exceptions + row.Open));
            Assert.Equal(table.Total.Statements, rows.Sum(row => row.Statements));
            Assert.Equal(table.Total.Rules, rows.Sum(row => row.Rules));
            Assert.Equal(table.Total.Untested, rows.Sum(row => row.Untested));
            Assert.Equal(table.Total.BindingRules, rows.Sum(row => row.BindingRules));
            Assert.Equal(table.Total.Exercised, table.Suites.Select((_, suite) => rows.Sum(row => row.Exercised[suite])));
        }
    }

    [Fact]
    public void A_difference_shows_the_statement_and_the_lines_that_changed()
    {
        string[] before = ["# head", "a.b.driver.1 MUST rule", "  rule X", "a.b.driver.2 MUST open"];
        string[] after = ["# head", "a.b.driver.1 MUST rule", "  rule Y", "a.b.driver.3 MUST open"];
        Assert.Equal(
            ["  a.b.driver.1 MUST rule", "-   rule X", "+   rule Y", "- a.b.driver.2 MUST open", "+ a.b.driver.3 MUST open"],
            LineDifference.Between(before, after));
    }

    private static string Without(string text, string id) =>
        string.Join('\n', text.Split('\n').Where(line => !line.Contains($"new(\"{id}\")", StringComparison.Ordinal)));
}
