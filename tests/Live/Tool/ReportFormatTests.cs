using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Virtspec.Live.Peers;
using Xunit;

namespace Virtspec.Live.Tool;

/// <summary>The three formats say the same of the same run.</summary>
public sealed class ReportFormatTests
{
    private static readonly string[] Verdicts = ["passed", "failed", "notExercised", "notObservable"];

    [Theory]
    [InlineData("none", 0, 0)]
    [InlineData("undefined-feature", 1, 1)]
    public async Task All_formats_of_a_run_agree(string fault, int exit, int failed)
    {
        using var work = new WorkDirectory();
        string[] planted = fault == "none" ? [] : ["--fault", fault];
        await using var run = await ToolRun.ExpectAsync(
            exit, work, ["check", .. planted, "--case", "connection,read-only", "--seed", "5", "--report", "text,json,junit", "--out", work["out"]]);
        Assert.Equal(["junit.xml", "report.json", "report.txt"], Directory.GetFiles(work["out"]).Select(Path.GetFileName).Order());
        using var json = JsonDocument.Parse(File.ReadAllText(work["out/report.json"]));
        var requirements = json.RootElement.GetProperty("requirements").EnumerateArray().ToList();
        var totals = json.RootElement.GetProperty("totals");
        var all = Counts(totals.GetProperty("all"));
        Assert.Equal(Verdicts.Select(verdict => requirements.Count(requirement => requirement.GetProperty("verdict").GetString() == verdict)), all);
        Assert.Equal(requirements.Count, ((string[])["must", "should", "may"]).Sum(level => Counts(totals.GetProperty(level)).Sum()));
        Assert.Equal(failed, all[1]);

        var junit = XDocument.Load(work["out/junit.xml"]).Root!;
        // The disk is no read-only one: the case that needs one is a test of its own.
        Assert.Equal((requirements.Count + 1, failed, 0), (Number(junit, "tests"), Number(junit, "failures"), Number(junit, "errors")));
        Assert.Equal(all[2] + all[3] + 1, junit.Elements("testsuite").Sum(suite => Number(suite, "skipped")));
        Assert.Equal("cases", junit.Elements("testsuite").Last().Attribute("name")!.Value);

        var lines = run.Output.Split('\n').ToList();
        var headings = junit.Elements("testsuite").SkipLast(1).Select(suite => lines.IndexOf(suite.Attribute("name")!.Value)).ToList();
        Assert.Equal(json.RootElement.GetProperty("sections").GetArrayLength(), headings.Count);
        Assert.DoesNotContain(-1, headings);
        Assert.Equal(headings.Order(), headings);
        Assert.Contains($"virtspec check: {(exit == 0 ? "PASSED" : "FAILED")} · {failed} MUST, 0 SHOULD broken · {all[0]} passed · 1 of 2 cases ran · exit code {exit}", lines);
        Assert.Contains($"  written  {work["out/junit.xml"]}", lines);
    }

    [Theory]
    [InlineData("none", 0)]
    [InlineData("undefined-feature", 1)]
    public async Task The_same_run_twice_gives_the_same_bytes_but_for_times(string fault, int exit)
    {
        using var work = new WorkDirectory();
        string[] planted = fault == "none" ? [] : ["--fault", fault];
        var reports = new List<string[]>();
        for (var run = 0; run < 2; run++)
        {
            await using var tool = await ToolRun.ExpectAsync(
                exit, work,
                ["check", .. planted, "--case", "connection,requests,batches,feature-subsets,robust-messages", "--seed", "5", "--report", "text,json,junit", "--out", work["out"]]);
            reports.Add([.. ((string[])["report.txt", "report.json", "junit.xml"]).Select(file => WithoutTimes(File.ReadAllText(Path.Combine(work["out"], file))))]);
        }

        Assert.Equal(reports[0], reports[1]);
    }

    [Fact]
    public async Task JUnit_alone_goes_to_standard_output_and_names_what_is_broken_and_the_command_that_shows_it()
    {
        const string Id = "core.features.device.3";
        using var work = new WorkDirectory();
        await using var run = await ToolRun.ExpectAsync(
            1, work, "check", "--fault", "undefined-feature", "--case", "connection", "--select", "core.features", "--seed", "5", "--report", "junit");
        var failure = Assert.Single(XDocument.Parse(run.Output).Descendants("failure"));
        Assert.StartsWith($"{Id} ", failure.Parent!.Attribute("name")!.Value);
        Assert.Equal("MUST NOT", failure.Attribute("type")!.Value);
        Assert.NotEmpty(failure.Attribute("message")!.Value);
        Assert.Contains(Id, failure.Value);
        Assert.Contains($"\n  virtspec check blk --fault undefined-feature --seed 5 --steps connect --select {Id}\n", failure.Value);
    }

    [Fact]
    public async Task Two_formats_for_machines_and_no_text_leave_standard_output_empty()
    {
        using var work = new WorkDirectory();
        await using var run = await ToolRun.ExpectAsync(0, work, "check", "--case", "connection", "--report", "json,junit", "--out", work["out"]);
        Assert.Empty(run.Output);
        Assert.Equal(["junit.xml", "report.json"], Directory.GetFiles(work["out"]).Select(Path.GetFileName).Order());
    }

    private static string WithoutTimes(string report) => Regex.Replace(report, """("milliseconds": |time=")[0-9.]+""", "$1");

    private static int[] Counts(JsonElement counts) => [.. Verdicts.Select(verdict => counts.GetProperty(verdict).GetInt32())];

    private static int Number(XElement element, string name) => int.Parse(element.Attribute(name)!.Value);
}
