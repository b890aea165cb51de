using System.Text.RegularExpressions;
using Virtspec.Live.Peers;
using Xunit;

namespace Virtspec.Live.Tool;

/// <summary>What the user gets wrong is said in a line, before anything runs, with exit code 2.</summary>
public sealed class UsageTests
{
    [Theory]
    [InlineData("check --seed x", "--seed x: a whole number")]
    [InlineData("check --seed -1", "--seed -1: a whole number")]
    [InlineData("check --max-time 5", "--max-time 5: a positive number and s, m or h")]
    [InlineData("check --report xml", "--report xml: one of text, json, junit is expected")]
    [InlineData("check --select nothing.*", "'nothing.*'; nearest:")]
    [InlineData("check --select ,", "--select '': ID is expected")]
    [InlineData("check --select split.used.driver", "requirements of the driver only")]
    [InlineData("check --select split --exclude split", "--exclude leaves out all")]
    [InlineData("check --case nope", "--case nope: one of connection,")]
    [InlineData("check --fail-on x", "--fail-on x: one of must, should, none is expected")]
    [InlineData("check --level must,x", "--level x: one of must, should, may is expected")]
    [InlineData("check --steps open;fly", "--steps: step 'fly': ")]
    [InlineData("check --steps ;", "--steps ';': at least one step is expected")]
    [InlineData("check --steps @/nonexistent", "--steps @/nonexistent: ")]
    [InlineData("check net", "there is no device 'net'; this version knows: blk")]
    [InlineData("check --bogus", "there is no option --bogus")]
    [InlineData("check --socket-path a --spawn {socket}", "exclude each other")]
    [InlineData("check --spawn true", "as {socket}")]
    [InlineData("check --list --report json", "--list runs nothing")]
    [InlineData("check --fault nope", "--fault nope: one of used-id-wrong,")]
    [InlineData("bogus", "there is no command 'bogus'; the commands are: check, explore, replay, serve, spec")]
    [InlineData("spec", "spec needs a command: list, show, search, coverage")]
    [InlineData("spec bogus", "there is no command 'bogus'; the commands are: list,")]
    [InlineData("spec list --level x", "--level x: one of must, should, may is expected")]
    [InlineData("spec list --role x", "--role x: one of driver, device, hardware is expected")]
    [InlineData("spec list --status x", "--status x: one of rule, exercised,")]
    [InlineData("spec list split.usde", "no requirement matches the pattern 'split.usde'; nearest: split.used")]
    [InlineData("spec show", "Required argument 'ID' missing")]
    [InlineData("spec html", "Required argument 'DIR' missing")]
    [InlineData("spec graph nothing", "there is no machine 'nothing'; there are: config-generation, device-status,")]
    [InlineData("spec graph device-status --format png", "--format png: one of mermaid, dot, table, json is expected")]
    [InlineData("spec coverage --ci --update", "--ci and --update exclude each other")]
    [InlineData("explore lost-kik", "there is no scenario 'lost-kik'; nearest: lost-kick,")]
    [InlineData("explore --bogus", "there is no option --bogus")]
    [InlineData("explore --memory sc,x86", "--memory x86: one of sc, tso, pso, ra, all")]
    [InlineData("explore --strategy dfs", "--strategy dfs: one of exhaustive, dpor,")]
    [InlineData("explore --strategy dpor --memory ra", "--strategy dpor does not go with --memory ra")]
    [InlineData("explore --strategy pct --bound 2", "--bound goes with --strategy bounded")]
    [InlineData("explore --strategy bounded --shard 1/2", "--shard does not go with it")]
    [InlineData("explore --seed 1", "exhaustive draws none")]
    [InlineData("explore --set buffers", "--set buffers: a name and a whole number")]
    [InlineData("explore --set buffers=5", "--set buffers=5: split-ring: buffers is 5, expected 1 to 4")]
    [InlineData("explore --set depth=5", "--set depth=5: split-ring has no parameter depth; it has buffers,")]
    [InlineData("explore --shard 3/2", "--shard 3/2: which of how many")]
    [InlineData("explore --shard 0/2", "--shard 0/2: which of how many")]
    [InlineData("explore --max-executions 0", "--max-executions 0: a whole number of 1 or more")]
    [InlineData("explore --max-time 5", "--max-time 5: a positive number and s, m or h")]
    [InlineData("explore --until later", "--until later: one of first, all")]
    [InlineData("explore --width 59", "--width 59: a whole number from 60")]
    [InlineData("explore --report xml", "--report xml: one of text, json, junit, svg, mermaid is expected")]
    [InlineData("check --report svg", "--report svg: one of text, json, junit is expected")]
    [InlineData("check --report text,mermaid", "--report mermaid: one of text, json, junit is expected")]
    [InlineData("explore --list --report json", "--list runs nothing")]
    [InlineData("explore --from /nonexistent.dll", "--from /nonexistent.dll: no such file")]
    [InlineData("explore --from /etc/passwd", "--from /etc/passwd: ")]
    [InlineData("explore --resume /nonexistent/search", "--resume ")]
    [InlineData("replay", "replay needs the id of a finding")]
    [InlineData("replay /nonexistent/finding.json", "/nonexistent/finding.json")]
    [InlineData("replay lost-kick@sc:0 --draw json", "--draw json: one of text, svg, mermaid is expected")]
    [InlineData("replay lost-kick@sc", "'lost-kick@sc': SCENARIO@MODEL:SCHEDULE is expected")]
    [InlineData("replay lost-cat@sc:0", "scenario 'lost-cat': there is none of that name")]
    [InlineData("replay lost-kick@x86:0", "memory model 'x86': one of sc, tso, pso, ra is expected")]
    [InlineData("replay lost-kick@sc,buffers=9:0", "setting 'buffers=9': a number from 1 to 8 is expected")]
    [InlineData("replay lost-kick@sc:0,y", "schedule, part 2: ")]
    [InlineData("replay lost-kick@sc:0 --until 2", "the schedule of lost-kick@sc:0 has 1 step")]
    [InlineData("serve", "serve needs --socket-path")]
    [InlineData("serve --socket-path s --blk-file /nonexistent", "--blk-file /nonexistent: ")]
    [InlineData("serve --socket-path s --blk-file /dev/null", "smaller than one sector")]
    [InlineData("serve --socket-path s --num-queues 0", "--num-queues 0: 1 to 256")]
    public async Task A_mistake_is_named_in_the_first_line_and_ends_with_2(string arguments, string said)
    {
        using var work = new WorkDirectory();
        await using var run = await ToolRun.ExpectAsync(2, work, arguments.Split(' '));
        Assert.Empty(run.Output);
        Assert.Contains(said, run.Errors[0]);
        Assert.StartsWith("virtspec: ", run.Errors[0]);
        Assert.All(run.Errors.Skip(1), line => Assert.StartsWith("Try: virtspec ", line));
    }

    [Theory]
    [InlineData("settle", "step 1, 'settle': no session is open")]
    [InlineData("connect; drop; kick", "step 3, 'kick': queue 0 is not laid out")]
    [InlineData("open features=0x0 size=16; write-config 32 1", "step 2, 'write-config 32 1': no field of one byte that was negotiated begins at offset 32")]
    public async Task Steps_that_cannot_be_taken_end_with_2_and_cost_nothing_before_them(string steps, string said)
    {
        using var work = new WorkDirectory();
        await using var run = await ToolRun.ExpectAsync(2, work, "check", "--steps", steps, "--seed", "1");
        Assert.Contains($"cannot be taken: {said}", run.Output);
        Assert.Contains("virtspec check: ERROR · 0 MUST, 0 SHOULD broken", run.Output);
        Assert.Contains("passed          core.reserved-features.device.1", run.Output);
    }

    [Fact]
    public async Task A_path_too_long_for_a_socket_ends_with_2()
    {
        using var work = new WorkDirectory();
        await using var run = await ToolRun.ExpectAsync(2, work, "check", "--socket-path", "/" + new string('a', 111));
        Assert.Contains("1 to 107 bytes", Assert.Single(run.Errors));
    }

    [Fact]
    public async Task A_folder_for_reports_that_cannot_be_written_is_noticed_before_the_run()
    {
        using var work = new WorkDirectory();
        work.CreateDisk("file", 0);
        // A dead socket would end with 3: that the answer is 2 shows what was looked at first.
        await using var run = await ToolRun.ExpectAsync(2, work, "check", "--socket-path", work["none"], "--out", work["file"]);
        Assert.StartsWith($"virtspec: --out {work["file"]}: ", Assert.Single(run.Errors));
    }

    [Fact]
    public async Task A_folder_for_findings_that_cannot_be_written_is_noticed_before_the_run()
    {
        using var work = new WorkDirectory();
        work.CreateDisk("file", 0);
        // The run would end with 1.
        await using var run = await ToolRun.ExpectAsync(2, work, "explore", "lost-kick", "--out", work["file"]);
        Assert.StartsWith($"virtspec: --out {work["file"]}: ", Assert.Single(run.Errors));
        Assert.Empty(run.Output);
        // Where reports can be written and findings cannot.
        Directory.CreateDirectory(work["out"]);
        work.CreateDisk("out/findings", 0);
        await using var inside = await ToolRun.ExpectAsync(2, work, "explore", "lost-kick", "--out", work["out"]);
        Assert.StartsWith($"virtspec: --out {work["out"]}: ", Assert.Single(inside.Errors));
    }

    [Theory]
    [InlineData("explore", "virtspec explore split-ring-no-kick-fence --memory tso")]
    [InlineData("replay", "virtspec replay 7f3a2c --until 5")]
    [InlineData("replay", "virtspec replay lost-kick@sc:0x3,1x6,0x2,1")]
    [InlineData("explore", "--report text,junit,svg --out results")]
    public async Task The_help_of_what_explores_has_examples_and_exit_codes_of_its_own(string command, string example)
    {
        using var work = new WorkDirectory();
        await using var run = await ToolRun.ExpectAsync(0, work, command, "--help");
        Assert.Contains(example, run.Output);
        Assert.Single(Regex.Matches(run.Output, "Exit codes:"));
    }

    [Fact]
    public async Task The_help_of_check_has_examples_and_every_exit_code()
    {
        using var work = new WorkDirectory();
        await using var run = await ToolRun.ExpectAsync(0, work, "check", "--help");
        Assert.Contains("Examples:", run.Output);
        Assert.All((string[])["0 ", "1 ", "2 ", "3 ", "4 ", "70 ", "129, 130, 143 "], code => Assert.Contains($"\n  {code}", run.Output));
        Assert.DoesNotContain("--fault", run.Output);
    }

    [Fact]
    public async Task Nothing_at_all_shows_the_help_and_ends_with_2()
    {
        using var work = new WorkDirectory();
        await using var run = await ToolRun.ExpectAsync(2, work);
        Assert.Contains("Usage:", run.Output);
    }

    [Fact]
    public async Task The_list_names_cases_by_group_and_the_selected_requirements_that_they_exercise()
    {
        using var work = new WorkDirectory();
        await using var run = await ToolRun.ExpectAsync(0, work, "check", "--list", "--select", "blk.operation.device.8");
        var lines = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("block device", lines[0]);
        var zeroes = lines.ToList().FindIndex(line => line.StartsWith("  zeroes ", StringComparison.Ordinal));
        Assert.Equal("blk.operation.device.8", lines[zeroes + 1].Trim());
    }

    [Fact]
    public async Task The_capabilities_are_those_of_a_block_device_as_JSON()
    {
        using var work = new WorkDirectory();
        await using var run = await ToolRun.ExpectAsync(0, work, "serve", "--print-capabilities");
        Assert.Equal("block", run.Json().GetProperty("type").GetString());
    }
}
