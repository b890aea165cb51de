using Virtspec.Live.Peers;
using Xunit;

namespace Virtspec.Live.Tool;

/// <summary>Back-ends of every kind, and what is none.</summary>
public sealed class TargetTests
{
    [Fact]
    public async Task The_embedded_back_end_passes()
    {
        using var work = new WorkDirectory();
        await using var run = await ToolRun.ExpectAsync(0, work, "check", "--case", "requests", "--seed", "7");
        Assert.Contains("\nvirtspec check: PASSED · 0 MUST, 0 SHOULD broken · ", run.Output);
        Assert.Contains(" · 1 of 1 cases ran · exit code 0\n", run.Output);
        Assert.EndsWith("\n    virtspec check blk --seed 7 --case requests", run.Output);
        Assert.DoesNotContain('\u001b', run.Output);
        Assert.Empty(run.Errors);
    }

    [Fact]
    public async Task A_path_with_nothing_there_is_inconclusive()
    {
        using var work = new WorkDirectory();
        await ExpectInconclusiveAsync(work, work["none"], $"cannot connect to '{work["none"]}': no such file");
    }

    [Fact]
    public async Task A_socket_that_nobody_listens_on_is_inconclusive()
    {
        using var work = new WorkDirectory();
        using (new SilentServer(work["alive"]))
            File.Move(work["alive"], work["dead"]);
        await ExpectInconclusiveAsync(work, work["dead"], "nobody listens on the socket");
    }

    [Fact]
    public async Task A_file_that_is_no_socket_is_inconclusive()
    {
        using var work = new WorkDirectory();
        await ExpectInconclusiveAsync(work, work.CreateDisk("file", 0), "not a socket");
    }

    [Fact]
    public async Task A_server_that_never_answers_is_inconclusive()
    {
        using var work = new WorkDirectory();
        using var server = new SilentServer(work["silent"]);
        await ExpectInconclusiveAsync(work, work["silent"], "no answer within");
    }

    [Fact]
    public async Task A_network_device_is_refused_by_what_gave_it_away()
    {
        using var work = new WorkDirectory();
        using var backEnd = new InProcessBackEnd(work["net"], new NetDevice());
        await using var run = await ToolRun.ExpectAsync(2, work, "check", "--socket-path", work["net"]);
        var line = Assert.Single(run.Errors);
        Assert.Contains("not a blk device", line);
        Assert.Matches("feature bits (0, )?(1, )?3, (7, )?18, 21, .*network", line);
        Assert.Empty(run.Output);
    }

    [Fact]
    public async Task A_spawned_back_end_is_checked_and_ended_and_its_output_stays_out_of_the_report()
    {
        using var work = new WorkDirectory();
        var command = $"echo chatter; {ToolRun.Command} serve --socket-path {{socket}}";
        await using var run = await ToolRun.ExpectAsync(0, work, "check", "--spawn", command, "--case", "requests", "--report", "json");
        Assert.Equal($"'{command}'", run.Json().GetProperty("target").GetString());
        Assert.Equal(["chatter"], run.Errors);
    }

    [Theory]
    [InlineData("/bin/true {socket}", "ended with exit code 0 before it listened")]
    [InlineData("exit 9 # {socket}", "ended with exit code 9 before it listened")]
    [InlineData("sleep 1000 & : {socket}", "before it listened")]
    public async Task A_command_that_never_listens_is_inconclusive(string command, string said)
    {
        using var work = new WorkDirectory();
        await using var run = await ToolRun.ExpectAsync(3, work, "check", "--spawn", command);
        var line = Assert.Single(run.Errors);
        Assert.StartsWith($"virtspec: inconclusive: '{command}' ", line);
        Assert.Contains(said, line);
    }

    [Fact]
    public async Task A_back_end_that_ignores_SIGTERM_and_one_in_the_background_of_its_shell_are_ended_all_the_same()
    {
        using var work = new WorkDirectory();
        var command = $"trap '' TERM; {ToolRun.Command} serve --socket-path {{socket}} & while :; do sleep 1000; done; : {{socket}}";
        await using var run = await ToolRun.ExpectAsync(0, work, "check", "--spawn", command, "--case", "requests");
    }

    [Fact]
    public async Task A_back_end_that_crashes_in_a_case_is_started_again_for_the_next()
    {
        using var work = new WorkDirectory();
        // Cases of many sessions each, and a scope on which a back-end that dies is no finding.
        await using var run = ToolRun.Start(
            work, "check", "--spawn", $"echo chatter; {ToolRun.Command} serve --socket-path {{socket}}", "--report", "json",
            "--select", "core.features", "--case", "feature-subsets,chain-shapes,batches,queue-sizes,requests");
        // The first session is a look at the peer before the first case; the third is in a case for certain.
        await run.SessionsSeenAsync(3);
        await run.SignalChildrenAsync("KILL");
        await run.ExpectExitAsync(3);
        var report = run.Json();
        var ends = report.GetProperty("cases").EnumerateArray().Select(check => check.GetProperty("end").GetString()).ToList();
        Assert.Single(ends, "peerLost");
        Assert.Equal("done", ends[^1]);
        var death = Assert.Single(report.GetProperty("deaths").EnumerateArray());
        Assert.Equal("was ended by SIGKILL", death.GetProperty("end").GetString());
        Assert.Equal("chatter", Assert.Single(death.GetProperty("output").EnumerateArray()).GetString());
        Assert.Equal(report.GetProperty("cases").EnumerateArray().Single(check => check.GetProperty("end").GetString() == "peerLost").GetProperty("name").GetString(), death.GetProperty("case").GetString());
    }

    private static async Task ExpectInconclusiveAsync(WorkDirectory work, string socket, string said)
    {
        await using var run = await ToolRun.ExpectAsync(3, work, "check", "--socket-path", socket);
        var line = Assert.Single(run.Errors);
        Assert.StartsWith("virtspec: inconclusive: ", line);
        Assert.Contains(socket, line);
        Assert.Contains(said, line);
        Assert.Empty(run.Output);
    }
}
