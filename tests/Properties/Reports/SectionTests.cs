using System.Text.Json;
using Virtspec.Cli.Report;
using Virtspec.Oracle;
using Virtspec.Specification.Catalogue;
using Xunit;
using JsonDocument = System.Text.Json.JsonDocument;

namespace Virtspec.Properties.Reports;

/// <summary>Results by section and by level, whatever form the report has.</summary>
public sealed class SectionTests
{
    private static readonly IReadOnlyList<ReportSection> Sections = ReportSection.Of(HandMade.AllInScope);

    /// <summary>What is asked of a peer under attack stands apart, whatever document it follows from.</summary>
    private static string SourceOf(Requirement requirement) =>
        requirement.Chapter.Name == CheckReport.RobustnessChapter ? CheckReport.RobustnessChapter : requirement.Source;

    [Fact]
    public void Sections_come_in_the_order_of_the_document_and_invariants_last()
    {
        string[] documents = [CatalogueReader.Standard, CatalogueReader.VhostUser, CatalogueReader.Inferred, CheckReport.RobustnessChapter];
        Assert.Equal(documents, Sections.Select(section => section.Source).Distinct());
        var numbers = Sections.Where(section => section.Source == CatalogueReader.Standard).Select(section => section.Section).ToList();
        Assert.Equal(numbers.OrderBy(number => string.Join('.', number.Split('.').Select(part => part.PadLeft(3, '0'))), StringComparer.Ordinal), numbers);
        Assert.True(numbers.IndexOf("2.7.8.2") < numbers.IndexOf("2.7.10.2"));
        Assert.True(numbers.IndexOf("3.4.2") < numbers.IndexOf("5.2.5.2"));
    }

    [Fact]
    public void Every_result_is_in_the_one_section_that_it_stands_in()
    {
        Assert.Equal(
            HandMade.AllInScope.Select(result => result.Requirement.Id).Order(),
            Sections.SelectMany(section => section.Results).Select(result => result.Requirement.Id).Order());
        Assert.All(Sections, section => Assert.All(
            section.Results, result => Assert.Equal((section.Source, section.Section, section.Heading), (SourceOf(result.Requirement), result.Requirement.Section, result.Requirement.Heading))));
        Assert.Equal(Sections.Count, Sections.Select(section => section.Name).Distinct().Count());
        Assert.Equal(Sections.Count, Sections.Select(section => (section.Source, section.Section)).Distinct().Count());
    }

    [Theory]
    [InlineData("split.used.device.1", "2.7.8.2 The Virtqueue Used Ring (device)")]
    [InlineData("split.used.driver.1a", "2.7.8.3 The Virtqueue Used Ring (driver)")]
    [InlineData("vhost-user.vring.1", "vhost-user: Ring states")]
    [InlineData("inv.split.used-id", "invariants: 2.7.8 The Virtqueue Used Ring")]
    [InlineData("inv.queue.resume", "invariants: VHOST_USER_SET_VRING_BASE")]
    public void The_name_of_a_section_says_where_it_is(string id, string name) =>
        Assert.Equal(name, Assert.Single(ReportSection.Of([HandMade.Passed(id)])).Name);

    [Fact]
    public void Statements_of_a_section_come_by_number()
    {
        var section = Assert.Single(ReportSection.Of([HandMade.Passed("blk.init.device.10"), HandMade.Passed("blk.init.device.2"), HandMade.Passed("blk.init.device.1b")]));
        Assert.Equal(["blk.init.device.1b", "blk.init.device.2", "blk.init.device.10"], section.Results.Select(result => result.Requirement.Id));
    }

    [Fact]
    public void Counts_tell_the_verdicts_apart_and_the_levels()
    {
        IReadOnlyList<RequirementResult> results =
        [
            HandMade.Passed("core.status.device.1"), // MUST NOT
            HandMade.Passed("core.features.device.2b"), // MUST
            HandMade.Failed("core.features.device.4", HandMade.Finding("feature-subsets")), // SHOULD NOT
            HandMade.NotExercised("core.features.device.2a"), // SHOULD
            HandMade.NotObservable("split.used.device.3", "a permission"), // MAY
        ];
        Assert.Equal(new VerdictCounts(2, 1, 1, 1), VerdictCounts.Of(results));
        Assert.Equal(new VerdictCounts(2, 0, 0, 0), VerdictCounts.Of(results, Strength.Must));
        Assert.Equal(new VerdictCounts(0, 1, 1, 0), VerdictCounts.Of(results, Strength.Should));
        Assert.Equal(new VerdictCounts(0, 0, 0, 1), VerdictCounts.Of(results, Strength.May));
    }

    [Theory]
    [InlineData(Level.Must, Strength.Must)]
    [InlineData(Level.MustNot, Strength.Must)]
    [InlineData(Level.Shall, Strength.Must)]
    [InlineData(Level.ShallNot, Strength.Must)]
    [InlineData(Level.Should, Strength.Should)]
    [InlineData(Level.ShouldNot, Strength.Should)]
    [InlineData(Level.May, Strength.May)]
    internal void Every_level_has_its_strength(Level level, Strength strength) => Assert.Equal(strength, level.Strength());

    [Fact]
    public void In_JSON_sections_and_levels_add_up_to_all_requirements()
    {
        using var document = JsonDocument.Parse(JsonReport.Serialize(HandMade.Report(HandMade.AllInScope), exit: 1));
        var report = document.RootElement;
        var all = Counts(report.GetProperty("totals").GetProperty("all"));
        Assert.Equal(HandMade.AllInScope.Count, all.Sum());
        Assert.Equal(all, Sum(((string[])["must", "should", "may"]).Select(level => Counts(report.GetProperty("totals").GetProperty(level)))));
        Assert.Equal(all, Sum(report.GetProperty("sections").EnumerateArray().Select(section => Counts(section.GetProperty("counts")))));
        Assert.Equal(Sections.Select(section => section.Section), report.GetProperty("sections").EnumerateArray().Select(section => section.GetProperty("section").GetString()));
    }

    [Fact]
    public void In_JSON_a_requirement_says_where_it_stands_and_what_shows_it()
    {
        using var document = JsonDocument.Parse(JsonReport.Serialize(HandMade.Report([HandMade.Passed("split.used.device.1")]), exit: 0));
        var requirement = Assert.Single(document.RootElement.GetProperty("requirements").EnumerateArray());
        Assert.Equal("The Virtqueue Used Ring", requirement.GetProperty("heading").GetString());
        Assert.Equal("split", requirement.GetProperty("chapter").GetString());
        Assert.Equal("split.used.device", requirement.GetProperty("clause").GetString());
        Assert.Equal(
            ObservableText.Of(RequirementCatalogue.Load()["split.used.device.1"].Observable),
            requirement.GetProperty("observable").EnumerateArray().Select(feed => feed.GetString()));
        Assert.Contains("back-end", requirement.GetProperty("observable").EnumerateArray().Select(feed => feed.GetString()));
    }

    private static int[] Counts(JsonElement counts) =>
        [.. ((string[])["passed", "failed", "notExercised", "notObservable"]).Select(verdict => counts.GetProperty(verdict).GetInt32())];

    private static int[] Sum(IEnumerable<int[]> rows) => rows.Aggregate((sum, row) => [.. sum.Zip(row, (left, right) => left + right)]);
}
