using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Virtspec.Live.Peers;
using Xunit;

namespace Virtspec.Live.Tool;

/// <summary>A finding is drawn, kept, and shown again for as long as it is there.</summary>
public sealed partial class ReplayTests
{
    [Fact]
    public async Task A_lost_kick_is_drawn_and_shown_again_the_same_each_time()
    {
        using var work = new WorkDirectory();
        await using var run = await ToolRun.ExpectAsync(1, work, "explore", "lost-kick", "--memory", "sc,tso", "--out", work["out"]);
        Assert.Contains("waits for kick", run.Output);
        Assert.DoesNotContain('\u001b', run.Output);

        var commands = Reproduce().Matches(run.Output).Select(match => match.Groups["arguments"].Value.Split(' ')).ToList();
        Assert.Equal(2, commands.Count);
        await using var first = await ToolRun.ExpectAsync(1, work, commands[0]);
        await using var second = await ToolRun.ExpectAsync(1, work, commands[0]);
        Assert.Equal(first.Output, second.Output);
        Assert.Contains("shows itself again: nobody goes on", first.Output);
        // The whole drawing, as it was when it was found.
        var drawing = first.Output.Split('\n').Skip(2).TakeWhile(line => !line.StartsWith("shows", StringComparison.Ordinal));
        Assert.Contains(string.Join('\n', drawing).TrimEnd(), run.Output);

        await using var list = await ToolRun.ExpectAsync(0, work, "replay", "--list", "--out", work["out"]);
        Assert.All(commands, command => Assert.Contains($"  {command[1]}  lost-kick ", list.Output));
    }

    [Fact]
    public async Task The_schedule_that_is_printed_shows_it_without_a_file()
    {
        using var work = new WorkDirectory();
        await using var run = await ToolRun.ExpectAsync(1, work, "explore", "lost-kick", "--memory", "tso", "--set", "buffers=3", "--no-shrink", "--max-steps", "500", "--out", work["out"]);
        var schedule = Schedule().Match(run.Output).Groups["schedule"].Value;
        Assert.StartsWith("lost-kick@tso,buffers=3,500steps:", schedule);
        Directory.Delete(work["out"], recursive: true);
        await using var again = await ToolRun.ExpectAsync(1, work, "replay", schedule);
        Assert.Contains("goes wrong: nobody goes on", again.Output);
        var drawing = again.Output.Split('\n').Skip(2).TakeWhile(line => !line.StartsWith("goes wrong", StringComparison.Ordinal));
        Assert.Contains(string.Join('\n', drawing).TrimEnd(), run.Output);
        await using var mended = await ToolRun.ExpectAsync(0, work, "replay", "lost-kick@sc,recheck=1:0x3,1x6,0x2,1");
        Assert.EndsWith("nothing goes wrong", mended.Output.TrimEnd());
        await using var other = await ToolRun.ExpectAsync(0, work, "replay", "lost-kick@sc,recheck=1:7");
        Assert.Contains("the schedule cannot be followed: step 1: agent 7 was to go on and cannot", other.Output);
    }

    [Fact]
    public async Task A_picture_has_standard_output_to_itself()
    {
        using var work = new WorkDirectory();
        await using var svg = await ToolRun.ExpectAsync(1, work, "replay", "lost-kick@sc:0x3,1x6,0x2,1", "--draw", "svg");
        Assert.Equal("svg", XDocument.Parse(svg.Output).Root!.Name.LocalName);
        Assert.StartsWith("goes wrong: nobody goes on", Assert.Single(svg.Errors));
        await using var mermaid = await ToolRun.ExpectAsync(0, work, "replay", "lost-kick@sc:0x3,1x6,0x2,1", "--until", "3", "--draw", "mermaid");
        Assert.StartsWith("sequenceDiagram\n", mermaid.Output);
        Assert.Equal("stopped after 3 of 12 steps", Assert.Single(mermaid.Errors));
    }

    [Fact]
    public async Task A_replay_can_stop_on_the_way()
    {
        using var work = new WorkDirectory();
        var finding = await FindAsync(work);
        await using var run = await ToolRun.ExpectAsync(0, work, "replay", finding, "--until", "2");
        Assert.Contains("stopped after 2 of ", run.Output);
        Assert.Contains("the schedule ends here", run.Output);
        await using var far = await ToolRun.ExpectAsync(2, work, "replay", finding, "--until", "1000");
        Assert.Contains("--until 1000: the schedule of ", Assert.Single(far.Errors));
        Assert.Empty(far.Output);
    }

    [Theory]
    [InlineData(60)]
    [InlineData(90)]
    public async Task A_drawing_fits_the_width(int width)
    {
        using var work = new WorkDirectory();
        var finding = await FindAsync(work, "split-ring-no-kick-fence", "tso");
        await using var run = await ToolRun.ExpectAsync(1, work, "replay", finding, "--width", $"{width}", "--ascii");
        var drawing = run.Output.Split('\n').Skip(2).TakeWhile(line => !line.StartsWith("shows", StringComparison.Ordinal)).ToList();
        Assert.InRange(drawing.Max(line => line.Length), width - 10, width);
        Assert.All(drawing, line => Assert.True(line.All(char.IsAscii), line));
    }

    [Fact]
    public async Task A_finding_whose_cause_is_mended_does_not_show_itself_any_more()
    {
        using var work = new WorkDirectory();
        var finding = await FindAsync(work);
        await ChangeAsync(finding, json => json["parameters"]!["recheck"] = 1);
        await using var run = await ToolRun.ExpectAsync(0, work, "replay", finding);
        Assert.EndsWith("does not show itself any more", run.Output.TrimEnd());
    }

    [Theory]
    [InlineData("memory", "weak", "memory is \"weak\", expected one of ")]
    [InlineData("scenario", "nope", "scenario is \"nope\", expected one of ")]
    public async Task A_wrong_file_is_refused(string field, string value, string said)
    {
        using var work = new WorkDirectory();
        var finding = await FindAsync(work);
        await ChangeAsync(finding, json => json[field] = value);
        await using var run = await ToolRun.ExpectAsync(2, work, "replay", finding);
        Assert.Contains(said, Assert.Single(run.Errors));
        Assert.Empty(run.Output);
    }

    [Fact]
    public async Task An_id_that_is_not_there_is_answered_with_those_that_are()
    {
        using var work = new WorkDirectory();
        await using var none = await ToolRun.ExpectAsync(2, work, "replay", "abcdef", "--out", work["out"]);
        Assert.Contains("there is none at all", Assert.Single(none.Errors));
        var finding = await FindAsync(work);
        await using var other = await ToolRun.ExpectAsync(2, work, "replay", "xyz", "--out", work["out"]);
        Assert.StartsWith("virtspec: there is no finding 'xyz' in ", other.Errors[0]);
        Assert.StartsWith($"  {Path.GetFileNameWithoutExtension(finding)}  lost-kick ", other.Errors[1]);
    }

    /// <summary>The file of a finding.</summary>
    private static async Task<string> FindAsync(WorkDirectory work, string scenario = "lost-kick", string memory = "sc")
    {
        await using var run = await ToolRun.ExpectAsync(1, work, "explore", scenario, "--memory", memory, "--report", "json", "--out", work["out"]);
        return Directory.GetFiles(work["out/findings"]).Single();
    }

    /// <summary>Changes a finding as one does by hand: without an id it is read as it is.</summary>
    private static async Task ChangeAsync(string finding, Action<JsonNode> change)
    {
        var json = JsonNode.Parse(await File.ReadAllTextAsync(finding, TestContext.Current.CancellationToken))!;
        json.AsObject().Remove("id");
        change(json);
        await File.WriteAllTextAsync(finding, json.ToJsonString(), TestContext.Current.CancellationToken);
    }

    [GeneratedRegex("^  schedule +(?<schedule>.*)$", RegexOptions.Multiline)]
    private static partial Regex Schedule();

    [GeneratedRegex("virtspec (?<arguments>replay .*)")]
    private static partial Regex Reproduce();
}
