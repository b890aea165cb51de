using System.Text.RegularExpressions;
using System.Xml.Linq;
using Virtspec.Exploration.MemoryModels;
using Virtspec.Exploration.Schedules;
using Virtspec.Exploration.Schedules.Drawings;
using Virtspec.Port;
using Virtspec.Systematic.Regressions;
using Virtspec.Tests;
using Xunit;

namespace Virtspec.Systematic.Schedules;

using Scenario = Virtspec.Exploration.Scenario;

/// <summary>Runs as pictures.</summary>
public sealed partial class DrawingTests
{
    private const string LostKick = "lost-kick@sc:0x3,1x6,0x2,1";

    /// <summary>Names as nobody should choose them.</summary>
    private const string Hostile = "<b onload=\"x\">&amp;'\u0001\ud800;%%{end}\r\n]]> #35;";

    private static readonly XNamespace _svg = "http://www.w3.org/2000/svg";

    [Theory]
    [MemberData(nameof(RegressionTests.Findings), MemberType = typeof(RegressionTests))]
    public void A_picture_has_every_lane_every_step_every_text_and_the_failure(string line, string property)
    {
        var recording = Record(line);
        var picture = Picture(recording, foldFrom: 0);
        var run = DrawnRun.Of(recording, foldFrom: 0);
        Assert.Equal(run.Lanes.Select(lane => lane.Name), Texts(Class(picture, "head")));
        Assert.Equal(recording.Agents, run.Lanes.Where(lane => lane.Kind == LaneKind.Agent).Select(lane => lane.Name));
        Assert.Equal(
            recording.Rows.Select(row => row.Step).Where(step => step > 0).Distinct().Select(step => $"{step}"),
            Class(picture, "number").Select(number => number.Value));
        var rows = picture.Elements(_svg + "g").Where(row => ((string)row.Attribute("class")!).Split(' ')[0] is "step" or "stop" or "fails");
        Assert.Equal(recording.Rows.Select(row => row.Text), rows.Select(row => string.Join(' ', Texts([row]))));
        Assert.Equal(string.Join(' ', recording.Closing), string.Join(' ', Texts(Class(picture, "failure"))));
        Assert.NotEmpty(property);
    }

    [Theory]
    [MemberData(nameof(RegressionTests.Findings), MemberType = typeof(RegressionTests))]
    public void A_picture_needs_nothing_else_and_keeps_to_its_size(string line, string property)
    {
        var recording = Record(line);
        var layout = new SvgLayout(DrawnRun.Of(recording, foldFrom: 8));
        foreach (var (row, lines) in layout.Rows.Select(placed => (placed.Row, placed.Lines)))
        {
            // Text ends before the next lane begins.
            var next = row.Lane + 1 < layout.Lanes.Count ? layout.Lanes[row.Lane + 1] : layout.Width;
            Assert.All(lines, text => Assert.InRange(layout.Lanes[row.Lane] + SvgLayout.Gap + SvgLayout.WidthOf(text), 0, next - SvgLayout.Gap));
        }

        var picture = Picture(recording, foldFrom: 8);
        var known = (string[])["svg", "title", "desc", "style", "rect", "text", "line", "circle", "path", "g"];
        Assert.All(picture.DescendantsAndSelf(), element => Assert.Contains(element.Name.LocalName, known));
        Assert.Equal("img", picture.Attribute("role")!.Value);
        Assert.DoesNotContain("url(", picture.ToString(), StringComparison.Ordinal);
        var (width, height) = ((double)picture.Attribute("width")!, (double)picture.Attribute("height")!);
        Assert.All(picture.Descendants(_svg + "text"), text => Assert.InRange((double)text.Attribute("x")! + SvgLayout.WidthOf(text.Value), 0, width));
        Assert.All(picture.Descendants(_svg + "text"), text => Assert.InRange((double)text.Attribute("y")!, 0, height));
        Assert.Contains(property, picture.Element(_svg + "title")!.Value + picture.Element(_svg + "desc")!.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void The_picture_of_the_lost_kick_is_in_the_documentation() => GeneratedFile.Check("docs/lost-kick.svg", Svg.Draw(Record(LostKick)) + "\n");

    [Fact]
    public void What_waits_is_dotted_and_what_goes_from_lane_to_lane_is_an_arrow()
    {
        var picture = Picture(Record(LostKick), foldFrom: 0);
        // The driver goes on until it ends, the device until it waits; the doorbell is rung and taken once.
        Assert.Equal(["runs", "runs", "waits", "shared"], Class(picture, "runs", "waits", "shared").Select(line => (string)line.Attribute("class")!));
        var (device, wait) = (Class(picture, "runs").Last(), Class(picture, "waits").Single());
        Assert.Equal((string)device.Attribute("y2")!, (string)wait.Attribute("y1")!);
        Assert.Single(Class(picture, "ended"));
        Assert.Equal(["rung", "taken"], Texts(Class(picture, "bell")));
        Assert.Empty(Class(picture, "store"));

        var late = Record("lost-kick@tso:1,0d0,0x2,0d0,1d0,1x4,0d0,0,1d0,0,1d0,1");
        Assert.Equal(late.Rows.Count(row => row is { Kind: RowKind.Arrival, Passage.Bell: null }), Class(Picture(late, foldFrom: 0), "store").Count());
        Assert.Equal(2, Class(Picture(late, foldFrom: 0), "bell").Count());
    }

    [Fact]
    public void Steps_that_break_a_statement_and_failures_stand_out()
    {
        var picture = Picture(Record("split-ring-no-kick-fence@tso,buffers=1,size=1,event-index=0:1x2,1d0,0x2,0d0x3,1d0,1x2,0d0x2,0x2"), foldFrom: 0);
        var steps = Class(picture, "breaks").SelectMany(row => Class(row, "number")).Select(number => number.Value);
        Assert.Equal(["4", "15"], steps);
        Assert.Empty(Class(Picture(Record("lost-kick@sc:0x3"), foldFrom: 0), "failure"));
    }

    [Fact]
    public void Long_solos_are_folded_as_they_are_in_text()
    {
        var recording = Record("split-ring-no-take-fence@ra,buffers=1,size=1,event-index=0:0x11,1x5,1a1");
        foreach (var more in Folding.Fold(recording.Rows, 6).Where(row => row.Hidden > 0))
        {
            Assert.Contains(more.Text, Texts([Picture(recording, foldFrom: 6)]));
            Assert.Contains($"· {more.Text}\n", Mermaid.Draw(recording, 6), StringComparison.Ordinal);
        }

        Assert.Contains(Folding.Fold(recording.Rows, 6), row => row.Hidden > 0);
    }

    [Fact]
    public void A_sequence_diagram_says_the_same() => Assert.Equal(
        """
        sequenceDiagram
            title lost-kick buffers=2 recheck=0, sequential
            accTitle: lost-kick buffers=2 recheck=0, sequential
            accDescr: nobody goes on, and it is still owed: buffer 2 is served#59; driver is done#59; device waits for kick
            participant agent0 as driver
            participant agent1 as device
            participant doorbell2 as kick
            activate agent0
            activate agent1
            Note over agent0: 1 · available := 1
            Note over agent0: · fence full
            Note over agent0: 2 · reads suppress = 0
            agent0->>doorbell2: 3 · rings kick
            Note over agent1: 4 · reads available = 1
            Note over agent1: 5 · reads available = 1
            Note over agent1: 6 · suppress := 0
            Note over agent1: · fence full
            doorbell2->>agent1: 7 · takes kick
            Note over agent1: 8 · suppress := 1
            Note over agent1: 9 · reads available = 1
            Note over agent0: 10 · available := 2
            Note over agent0: · fence full
            Note over agent0: 11 · reads suppress = 1
            Note over agent0: · ends
            deactivate agent0
            Note over agent1: 12 · suppress := 0
            Note over agent1: · fence full
            Note over agent1: · waits for kick
            deactivate agent1
            rect rgba(220, 40, 40, 0.35)
            Note over agent0,doorbell2: nobody goes on, and it is still owed: buffer 2 is served<br/>driver is done#59; device waits for kick
            end
        """,
        Mermaid.Draw(Record(LostKick)));

    [Theory]
    [MemberData(nameof(RegressionTests.Findings), MemberType = typeof(RegressionTests))]
    public void Every_line_of_a_sequence_diagram_is_one_that_mermaid_reads(string line, string property)
    {
        AssertReadable(Mermaid.Draw(Record(line)));
        Assert.NotEmpty(property);
    }

    [Fact]
    public void Names_mean_nothing_but_themselves()
    {
        var recording = Recording.Of(Named(Hostile), MemoryModel.TotalStoreOrder, ScheduleText.Read("1,0d0"));
        AssertReadable(Mermaid.Draw(recording));
        var picture = Picture(recording, foldFrom: 0);
        const string Shown = "<b onload=\"x\">&amp;'\uFFFD\uFFFD;%%{end} ]]> #35;";
        Assert.Equal([Shown + " 0", Shown + " 1", "memory", Shown], Texts(Class(picture, "head")));
        Assert.DoesNotContain(picture.Descendants(), element => element.Name.LocalName == "b");
        AssertReadable(Mermaid.Draw(Recording.Of(Named(" "), MemoryModel.Sequential, [])));
    }

    private static Scenario Named(string name) => new(name, "Two that ring each other.", [], (stage, _) =>
    {
        var flag = stage.Memory(name, 2);
        var bell = stage.Doorbell(name);
        stage.Agent(name, async port =>
        {
            await port.Write(flag, 1, AccessSize.Two);
            await port.Fence(FenceKind.Full);
            await port.Signal(bell);
        });
        stage.Agent(name, async port =>
        {
            await port.Choose(2, name);
            await port.Wait(bell);
        });
    });

    /// <summary>Each line is of a form that Mermaid knows, and has no sign in it that ends or begins something; bars begin and end in turn.</summary>
    private static void AssertReadable(string diagram)
    {
        var lines = diagram.Split('\n');
        Assert.Equal("sequenceDiagram", lines[0]);
        Assert.All(lines.Skip(1), line => Assert.Matches(MermaidLine(), line));
        Assert.Equal(lines.Count(line => line.StartsWith("    rect ", StringComparison.Ordinal)), lines.Count(line => line == "    end"));
        foreach (var agent in lines.Where(line => line.StartsWith("    activate ", StringComparison.Ordinal)).Distinct().Select(line => line[13..]))
        {
            var bars = lines.Where(line => line.EndsWith($"activate {agent}", StringComparison.Ordinal)).Select(line => line.Trim());
            Assert.All(bars.Index(), bar => Assert.StartsWith(bar.Index % 2 == 0 ? "activate" : "deactivate", bar.Item, StringComparison.Ordinal));
        }
    }

    private static Recording Record(string line)
    {
        var run = Regression.Read(line);
        return Recording.Of(run.Scenario, run.Memory, run.Schedule, run.StepLimit);
    }

    private static XElement Picture(Recording recording, int foldFrom) => XDocument.Parse(Svg.Draw(recording, foldFrom)).Root!;

    private static IEnumerable<XElement> Class(XElement picture, params string[] names) =>
        picture.Descendants().Where(element => ((string?)element.Attribute("class"))?.Split(' ').Intersect(names).Any() == true);

    /// <summary>What can be read in parts of a picture, but for the numbers of steps and the words at arrows of rows.</summary>
    private static IEnumerable<string> Texts(IEnumerable<XElement> parts) => parts.SelectMany(part =>
        part.Descendants(_svg + "text").Where(text => (string?)text.Attribute("class") is not "number" && ((string?)text.Attribute("class") != "word" || Name(part) == "bell")).Select(text => text.Value));

    private static string? Name(XElement element) => (string?)element.Attribute("class");

    [GeneratedRegex(
        @"^    (title |accTitle: |accDescr: |participant \w+ as (?!.*:)|(de)?activate \w+\z|Note over \w+(,\w+)?: |\w+--?>>\w+: |rect rgba\([0-9., ]+\)\z|end\z)([\p{L}\p{N} .,:=+\-_/()·]|#[0-9]+;|<br/>)*\z")]
    private static partial Regex MermaidLine();
}
