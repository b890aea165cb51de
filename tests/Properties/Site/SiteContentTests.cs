using System.Xml.Linq;
using Virtspec.Specification.Catalogue;
using Virtspec.Specification.Coverage;
using Virtspec.Specification.Site;
using Xunit;

namespace Virtspec.Properties.Site;

/// <summary>Pages of content made up for the purpose: hostile text, runs, machines, findings.</summary>
public sealed class SiteContentTests
{
    private const string Hostile = "<script>alert('\"1\"')</script> & <b>bold</b>";
    private const string Id = "fun.games.device.1";

    private static readonly RequirementCatalogue Catalogue = RequirementCatalogue.Parse([("fun.yaml", $"""
        source: virtio-1.4-cs01
        title: "Fun {Hostile.Replace("\"", "\\\"", StringComparison.Ordinal)}"
        part: device
        depth: read
        clauses:
          - id: fun.games.device
            label: "devicenormative:Fun / Games <i>"
            section: "9.1"
            role: device
            observable: [back-end]
            statements:
              - id: {Id}
                level: MUST
                summary: "{Hostile.Replace("\"", "\\\"", StringComparison.Ordinal)}"
                features: [VIRTIO_F_IN_ORDER, "!VIRTIO_F_EVENT_IDX"]
                judged: rule
              - id: fun.games.device.2
                level: MAY
                summary: May stop.
                judged: exception
                reason: "{Hostile.Replace("\"", "\\\"", StringComparison.Ordinal)}"
        """)]);

    [Fact]
    public void Text_is_never_markup()
    {
        var pages = SiteReader.Read(Render(
            findings: [("README", $"# {Hostile}\n\n{Hostile}\n\n`{Hostile}`\n\n[a](javascript:alert(1)) [b](//elsewhere/x) [c](https://example.org/x) ![d](https://example.org/y) <javascript:alert(2)>\n")],
            machines: [new MachineSheet("toy", Hostile, Hostile, [Hostile], [[Hostile]])],
            use: new StatementUse([Hostile], [Hostile], [new StatementRun(DateTimeOffset.UnixEpoch, Hostile, Hostile, 1, 2)])));
        Assert.All(pages.Values, page =>
        {
            Assert.Single(page.Descendants("script"));
            Assert.Empty(page.Descendants("b"));
        });
        Assert.All((string[])["index.html", "fun.html", "all.html", "machines.html", "findings.html"], name => Assert.Contains(Hostile, pages[name].Value));
        Assert.Contains("a b c d javascript:alert(2)", SiteReader.Words(pages["findings.html"]));
        Assert.Equal(["https://example.org/x"], SiteReader.Addresses(pages["findings.html"].Descendants("main").Single()));
        var article = Article(pages);
        Assert.Equal(6, article.Value.Split(Hostile).Length);
    }

    [Fact]
    public void A_statement_tells_all_that_is_known_of_it()
    {
        var run = new StatementRun(new DateTimeOffset(2025, 3, 1, 13, 0, 5, TimeSpan.FromHours(1)), "virtspec check blk --seed 7", "a back-end", 3, 1);
        var facts = Facts(Article(SiteReader.Read(Render(use: new StatementUse(["throw", "catch"], ["dropped"], [run])))));
        Assert.Equal(
            new Dictionary<string, string>
            {
                ["applies"] = "with VIRTIO_F_IN_ORDER, without VIRTIO_F_EVENT_IDX",
                ["judged"] = "by the rule FunRules.Fair",
                ["observable"] = "back-end",
                ["applied in"] = "spec/Model/Fun.cs",
                ["code"] = "src/Reference/Fun.cs",
                ["tests"] = "tests/Fun.cs",
                ["suites"] = "check",
                ["cases"] = "throw, catch",
                ["faults"] = "dropped",
                ["runs"] = "2025-03-01 12:00:05Z a back-end: kept 3, broken 1; virtspec check blk --seed 7",
            },
            facts);
        Assert.Equal("none on record exercised it", Facts(Article(SiteReader.Read(Render())))["runs"]);
    }

    [Fact]
    public void Of_many_runs_the_newest_are_told()
    {
        var runs = Enumerable.Range(0, 8).Select(number => new StatementRun(DateTimeOffset.UnixEpoch, $"run-{number}", "it", 1, 0));
        var text = Facts(Article(SiteReader.Read(Render(use: new StatementUse([], [], [.. runs])))))["runs"];
        Assert.Contains("run-4", text);
        Assert.DoesNotContain("run-5", text);
        Assert.EndsWith("and 3 before", text);
    }

    [Fact]
    public void Findings_are_told_by_their_numbers_with_all_they_name()
    {
        const string Text = $"""
            # A peer

            ## How to see them

            `{Id}`

            ## P1. It `stops`

            `{Id}` and `.2`, [see](README.md#words), [and](../elsewhere.md).

            | table |
            |---|
            | `fun.games.device.2` |

            ### Why

            ## Withdrawn

            `{Id}`
            """;
        var library = FindingsLibrary.Parse([("README", "# Findings\n\n## Words\n\n[P1](peer.md#p1-it-stops)\n"), ("peer", Text)]);
        var finding = Assert.Single(library.All);
        Assert.Equal(("P1. It stops", "A peer", "findings-peer.html#p1-it-stops"), (finding.Title, finding.Peer, finding.Address));
        Assert.Equal([Id, "fun.games.device.2"], finding.Named);

        var pages = SiteReader.Read(Render(findings: library.Documents));
        Assert.Equal(["findings-peer.html#p1-it-stops"], SiteReader.Addresses(Article(pages)).Where(address => address.StartsWith("findings", StringComparison.Ordinal)));
        Assert.Contains("p1-it-stops", SiteReader.Ids(pages["findings-peer.html"]));
        Assert.Equal(
            [$"fun.html#{Id}", $"fun.html#{Id}", "fun.html#fun.games.device.2", "findings.html#words", "fun.html#fun.games.device.2", $"fun.html#{Id}"],
            SiteReader.Addresses(pages["findings-peer.html"].Descendants("main").Single()));
        Assert.Equal(["findings-peer.html#p1-it-stops"], SiteReader.Addresses(pages["findings.html"].Descendants("main").Single()));
    }

    [Fact]
    public void Machines_are_drawn_or_given_as_text_and_their_tables_link_to_statements()
    {
        const string Svg = "<svg xmlns=\"http://www.w3.org/2000/svg\"/>";
        var files = Render(machines:
        [
            new MachineSheet("drawn", "As a picture", Svg, ["state", "breaks"], [["idle", $"breaks {Id}, not fun.games.device.3"]]),
            new MachineSheet("told", "As text", "stateDiagram-v2\n  a --> b", ["state"], []),
        ]);
        Assert.StartsWith(Svg, Assert.Single(files, file => file.Name == "machine-drawn.svg").Text);
        var page = SiteReader.Read(files)[MachinesPage.File];
        Assert.Equal("machine-drawn.svg", Assert.Single(page.Descendants("img")).Attribute("src")?.Value);
        Assert.Equal("stateDiagram-v2\n  a --> b", Assert.Single(page.Descendants("pre")).Value);
        Assert.Equal([$"fun.html#{Id}"], SiteReader.Addresses(page.Descendants("tbody").First()));
        Assert.Equal($"breaks {Id}, not fun.games.device.3", page.Descendants("td").Last().Value);
    }

    private static IReadOnlyList<SiteFile> Render(
        StatementUse? use = null, IReadOnlyList<(string Name, string Text)>? findings = null, IReadOnlyList<MachineSheet>? machines = null) =>
        SitePages.Render(new SiteContent(
            Catalogue,
            [
                new Evidence(Id, Level.Must, Judged.Rule, "FunRules.Fair", ["spec/Model/Fun.cs"], ["src/Reference/Fun.cs"], ["tests/Fun.cs"], ["check"]),
                new Evidence("fun.games.device.2", Level.May, Judged.Exception, null, [], [], [], []),
            ],
            use is null ? new Dictionary<string, StatementUse>() : new Dictionary<string, StatementUse> { [Id] = use },
            0, FindingsLibrary.Parse(findings ?? []), machines ?? []));

    private static XElement Article(Dictionary<string, XElement> pages) =>
        pages["fun.html"].Descendants("article").Single(article => article.Attribute("id")?.Value == Id);

    private static Dictionary<string, string> Facts(XElement article) =>
        article.Descendants("dt").Zip(article.Descendants("dd")).ToDictionary(fact => fact.First.Value, fact => SiteReader.Words(fact.Second));
}
