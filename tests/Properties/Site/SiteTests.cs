using System.Xml.Linq;
using Virtspec.Specification.Catalogue;
using Virtspec.Specification.Coverage;
using Virtspec.Specification.Site;
using Xunit;

namespace Virtspec.Properties.Site;

/// <summary>The site of the catalogue as it is: it holds together, is complete, and says what <c>spec coverage</c> says.</summary>
public sealed class SiteTests
{
    private static readonly RequirementCatalogue Catalogue = RequirementCatalogue.Load();
    private static readonly SiteContent Content = new(
        Catalogue, CoverageSnapshot.Load(), new Dictionary<string, StatementUse>(), 0, FindingsLibrary.Load(), []);
    private static readonly IReadOnlyList<SiteFile> Files = SitePages.Render(Content);
    private static readonly Dictionary<string, XElement> Pages = SiteReader.Read(Files);

    public static TheoryData<string> PageNames => [.. Pages.Keys];

    [Theory]
    [MemberData(nameof(PageNames))]
    public void Every_address_is_relative_and_leads_to_a_place_that_is_there(string name)
    {
        foreach (var address in SiteReader.Addresses(Pages[name]).Where(address => address != "data:,"))
        {
            var (path, anchor) = address.Split('#', 2) is [var before, var after] ? (before, after) : (address, string.Empty);
            var file = path.Length == 0 ? name : path.Split('?')[0];
            Assert.True(Files.Any(one => one.Name == file), $"{name}: {address}");
            Assert.True(anchor.Length == 0 || SiteReader.Ids(Pages[file]).Contains(anchor), $"{name}: {address}");
        }
    }

    [Theory]
    [MemberData(nameof(PageNames))]
    public void A_page_has_a_language_a_title_one_first_heading_and_no_id_twice(string name)
    {
        var page = Pages[name];
        Assert.Equal("en", page.Attribute("lang")?.Value);
        Assert.StartsWith(Assert.Single(page.Descendants("h1")).Value, Assert.Single(page.Descendants("title")).Value);
        Assert.Equal(SiteReader.Ids(page).Distinct(), SiteReader.Ids(page));
        // Nothing runs but the one script, and that is a file.
        Assert.Equal("script.js", Assert.Single(page.Descendants("script")).Attribute("src")?.Value);
        Assert.DoesNotContain(page.Descendants().Attributes(), attribute => attribute.Name.LocalName.StartsWith("on", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_statement_is_an_anchor_exactly_once_and_a_line_of_the_page_of_all()
    {
        var anchors = Pages.Values.SelectMany(SiteReader.Ids).Where(id => Catalogue.TryGet(id, out _)).Order(RequirementOrder.Instance);
        Assert.Equal(Catalogue.All.Select(requirement => requirement.Id), anchors);
        var lines = Pages[AllPage.File].Descendants("li").Where(line => line.Attribute("data-level") is not null).Select(line => line.Element("a")!.Value);
        Assert.Equal(Catalogue.All.Select(requirement => requirement.Id), lines.Order(RequirementOrder.Instance));
    }

    [Fact]
    public void Counts_of_the_index_are_those_of_coverage()
    {
        var table = CoverageTable.Count(Catalogue, Content.Evidence);
        Assert.All([.. table.Chapters, .. table.Roles, table.Total], row => Assert.Equal(
            [
                $"{row.Statements}", $"{row.Rules}", .. row.Exercised.Select(count => $"{count}"), $"{row.Untested}", $"{row.Exceptions}", $"{row.Open}",
                $"{row.Binding}", row.Binding == 0 ? "-" : $"{100 * row.BindingRules / row.Binding} %",
            ],
            Pages[SitePages.Index].Descendants("tr").Single(line => line.Attribute("id")?.Value == $"row-{row.Name}").Elements("td").Select(cell => cell.Value)));
        var tiles = Pages[SitePages.Index].Descendants("dl").Single(list => list.Attribute("class")?.Value == "totals").Descendants("dd").Select(SiteReader.Words);
        Assert.Equal([$"{table.Total.Statements}", $"{table.Total.Rules}", $"{table.Total.Exceptions}", $"{table.Total.Open}"], tiles.SkipLast(1));
    }

    [Fact]
    public void Statements_of_a_page_are_those_that_the_filter_selects()
    {
        var evidence = Content.Evidence.ToDictionary(one => one.Id);
        foreach (var article in Pages.Values.SelectMany(page => page.Descendants("article")))
        {
            var id = article.Attribute("id")!.Value;
            var status = article.Attribute("data-status")!.Value.Split(' ');
            Assert.Equal(Catalogue[id].Level.IsMust(), article.Attribute("data-level")!.Value == "must");
            Assert.Equal(Catalogue[id].Role.ToString().ToLowerInvariant(), article.Attribute("data-role")!.Value);
            Assert.Contains(Catalogue[id].Judged.ToString().ToLowerInvariant(), status);
            Assert.Equal(evidence[id].Suites.Count > 0, status.Contains("exercised"));
            Assert.Equal(evidence[id] is { Judged: Judged.Rule, Suites.Count: 0 }, status.Contains("unexercised"));
        }
    }

    [Fact]
    public void Clauses_stand_in_the_order_of_sections()
    {
        var sections = Pages["split.html"].Descendants("h2").Select(heading => heading.Element("span")!.Value).ToList();
        Assert.Equal(["2.7.8.2", "2.7.10.1"], sections.Where(section => section is "2.7.8.2" or "2.7.10.1").Distinct());
        Assert.Equal(sections.Order(RequirementOrder.Instance), sections);
    }

    [Fact]
    public void A_statement_that_a_finding_names_links_to_it()
    {
        var article = Pages["split.html"].Descendants("article").Single(one => one.Attribute("id")?.Value == "split.indirect.device.2");
        Assert.Contains("findings-qemu-storage-daemon-7.2.html#q1-indirect-descriptor-behind-direct-ones", SiteReader.Addresses(article));
        Assert.Contains("split.html#split.indirect.device.2", SiteReader.Addresses(Pages["findings-qemu-storage-daemon-7.2.html"]));
    }

    [Fact]
    public void The_same_content_gives_the_same_bytes_and_every_file_says_whose_it_is()
    {
        Assert.Equal(Files, SitePages.Render(Content));
        Assert.All(Files, file => Assert.Contains(SitePages.Marker, file.Text));
        Assert.All(Files, file => Assert.DoesNotContain('\r', file.Text));
        Assert.Equal(SitePages.Index, Files[0].Name);
    }
}
