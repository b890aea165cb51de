using System.Text.Json;
using System.Text.RegularExpressions;
using Virtspec.Live.Peers;
using Virtspec.Model.Features;
using Virtspec.Specification.Catalogue;
using Virtspec.Suite;
using Xunit;

namespace Virtspec.Live.Tool;

/// <summary>What a check reports.</summary>
public sealed class ReportTests
{
    [Fact]
    public async Task The_JSON_report_has_a_verdict_for_every_requirement_of_the_device_in_scope()
    {
        using var work = new WorkDirectory();
        await using var run = await ToolRun.ExpectAsync(0, work, "check", "--case", "requests", "--report", "json", "--seed", "3");
        var report = run.Json();
        var requirements = report.GetProperty("requirements").EnumerateArray().ToList();

        Assert.Equal(
            CheckRun.ScopeFor(RequirementCatalogue.Load(), DeviceType.Blk).Where(requirement => requirement.Role == Role.Device).Select(requirement => requirement.Id),
            requirements.Select(requirement => Text(requirement, "id")));
        Assert.All(requirements, requirement =>
        {
            Assert.Equal(0, requirement.GetProperty("brokenIn").GetInt32());
            Assert.NotEqual("failed", Text(requirement, "verdict"));
            Assert.True(Text(requirement, "verdict") == "passed" || Text(requirement, "reason").Length > 0, Text(requirement, "id"));
        });
        Assert.Contains(requirements, requirement => Text(requirement, "verdict") == "passed");
        Assert.Equal(3, report.GetProperty("seed").GetInt32());
        Assert.Equal(0, report.GetProperty("exitCode").GetInt32());
        Assert.Equal("virtspec check blk --seed 3 --case requests", Text(report, "again"));
    }

    [Theory]
    [InlineData("used-id-wrong", "inv.split.used-id")]
    [InlineData("undefined-feature", "core.features.device.3")]
    [InlineData("zeroes-not-written", "blk.operation.device.8")]
    public async Task A_finding_comes_with_a_command_that_shows_it_again(string fault, string id)
    {
        using var work = new WorkDirectory();
        await using var first = await ToolRun.ExpectAsync(
            1, work, "check", "--fault", fault, "--case", "connection,requests,zeroes", "--select", "core.features,blk,inv", "--report", "json");
        var finding = FindingOf(first.Json(), id);
        Assert.NotEmpty(Text(finding, "seen"));
        Assert.NotEmpty(Text(finding, "expected"));

        // Words, and what stands between quotes.
        var again = Regex.Matches(Text(finding, "reproduce"), "'([^']*)'|\\S+").Select(word => word.Value.Trim('\'')).ToList();
        Assert.Equal("virtspec", again[0]);
        Assert.Contains("--steps", again);
        await using var second = await ToolRun.ExpectAsync(1, work, [.. again.Skip(1), "--report", "json"]);
        Assert.Equal(Text(finding, "seen"), Text(FindingOf(second.Json(), id), "seen"));
    }

    [Fact]
    public async Task A_finding_in_text_says_what_where_and_how_to_see_it_again()
    {
        using var work = new WorkDirectory();
        await using var run = await ToolRun.ExpectAsync(
            1, work, "check", "--fault", "undefined-feature", "--case", "connection", "--select", "core.features.device.3", "--seed", "5", "--out", work["out"]);
        Assert.Contains("FAIL  core.features.device.3  MUST NOT\n  requires   ", run.Output);
        Assert.Contains("\n  stands in  VIRTIO 1.4, 2.2", run.Output);
        Assert.Contains("\n  seen       ", run.Output);
        Assert.Contains("\n  expected   ", run.Output);
        Assert.Contains("\n    virtspec check blk --fault undefined-feature --seed 5 --steps connect --select core.features.device.3\n", run.Output);
        Assert.StartsWith(File.ReadAllText(Path.Combine(work["out"], "report.txt"))[..200], run.Output);
        Assert.All(run.Output.Split('\n'), line => Assert.Equal(line.TrimEnd(), line));
    }

    [Fact]
    public async Task Only_a_broken_MUST_counts_unless_the_user_wants_it_otherwise()
    {
        using var work = new WorkDirectory();
        string[] arguments = ["check", "--fault", "subset-refused", "--case", "feature-subsets", "--select", "core.features.device.2a"];
        await using var strict = await ToolRun.ExpectAsync(1, work, [.. arguments, "--fail-on", "should"]);
        await using var lenient = await ToolRun.ExpectAsync(0, work, arguments);
        Assert.Contains("FAIL  core.features.device.2a  SHOULD\n", lenient.Output);
    }

    [Fact]
    public async Task What_the_peer_cannot_show_is_skipped()
    {
        using var work = new WorkDirectory();
        await ToolRun.ExpectAsync(4, work, "check", "--case", "requests", "--select", "blk.operation.device.9");
    }

    [Fact]
    public async Task A_run_cut_by_time_is_inconclusive_and_lists_what_did_not_run()
    {
        using var work = new WorkDirectory();
        await using var run = await ToolRun.ExpectAsync(3, work, "check", "--max-time", "0.000001s", "--report", "json", "--case", "requests,zeroes");
        Assert.Equal(["notRun", "notRun"], run.Json().GetProperty("cases").EnumerateArray().Select(check => Text(check, "end")));
    }

    [Fact]
    public async Task Both_formats_go_to_the_folder_and_the_text_to_standard_output_too()
    {
        using var work = new WorkDirectory();
        await using var run = await ToolRun.ExpectAsync(0, work, "check", "--case", "requests", "--report", "text,json", "--out", work["out/deep"]);
        Assert.Equal(["report.json", "report.txt"], Directory.GetFiles(work["out/deep"]).Select(Path.GetFileName).Order());
        using var report = JsonDocument.Parse(File.ReadAllText(work["out/deep/report.json"]));
        Assert.Equal(0, report.RootElement.GetProperty("exitCode").GetInt32());
        Assert.Contains(work["out/deep/report.json"], run.Output);
    }

    [Theory]
    [InlineData("| head -n 1", 0)]
    [InlineData(">/dev/full", 70)]
    public async Task A_reader_that_is_gone_and_a_disk_that_is_full_make_no_stack_trace(string redirection, int exit)
    {
        using var work = new WorkDirectory();
        var command = $"{{ {ToolRun.Command} check --case requests; echo $? >{work["exit"]}; }} {redirection}";
        await using var shell = PeerProcess.Start("/bin/sh", "-c", command);
        await shell.WaitForExitAsync(PeerProcess.Generous);
        Assert.Equal($"{exit}\n", File.ReadAllText(work["exit"]));
        Assert.True(shell.Errors.Count == (exit == 0 ? 0 : 1), shell.Describe());
    }

    private static JsonElement FindingOf(JsonElement report, string id)
    {
        var requirement = report.GetProperty("requirements").EnumerateArray().Single(requirement => Text(requirement, "id") == id);
        Assert.Equal("failed", Text(requirement, "verdict"));
        Assert.True(requirement.GetProperty("brokenIn").GetInt32() > 0);
        return requirement.GetProperty("findings")[0];
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
