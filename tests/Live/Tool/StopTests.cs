using Virtspec.Live.Peers;
using Xunit;

namespace Virtspec.Live.Tool;

/// <summary>A user, or a service manager, who ends the tool before it is done.</summary>
public sealed class StopTests
{
    [Theory]
    [InlineData("INT", 130, false)]
    [InlineData("INT", 130, true)]
    [InlineData("TERM", 143, false)]
    [InlineData("TERM", 143, true)]
    public async Task A_signal_ends_the_check_with_a_report_of_what_was_found(string signal, int exit, bool toChildren)
    {
        using var work = new WorkDirectory();
        await using var run = ToolRun.Start(work, "check", "--report", "json");
        await run.BackEndListensAsync();
        // As Ctrl-C does, and whoever signals a whole group: the back-end must live on until the tool is done with it.
        if (toChildren)
            await run.SignalChildrenAsync(signal);
        await run.SignalAsync(signal);
        await run.ExpectExitAsync(exit);
        var report = run.Json();
        Assert.True(report.GetProperty("stopped").GetBoolean());
        Assert.Equal(exit, report.GetProperty("exitCode").GetInt32());
        var ends = report.GetProperty("cases").EnumerateArray().Select(check => check.GetProperty("end").GetString()).ToList();
        Assert.Contains("notRun", ends);
        Assert.DoesNotContain("peerLost", ends);
    }

    [Fact]
    public async Task A_signal_while_findings_are_made_smaller_ends_that_and_keeps_the_findings()
    {
        using var work = new WorkDirectory();
        await using var run = ToolRun.Start(work, "check", "--fault", "used-id-wrong", "--case", "requests", "--report", "json");
        // One session to look at the peer, one that breaks the ring, one to see whether it is back; all others are programs that are tried.
        await run.SessionsSeenAsync(8);
        await run.SignalAsync("INT");
        await run.ExpectExitAsync(1);
        var report = run.Json();
        Assert.True(report.GetProperty("stopped").GetBoolean());
        Assert.Contains(report.GetProperty("requirements").EnumerateArray(), requirement => requirement.GetProperty("verdict").GetString() == "failed");
    }

    [Fact]
    public async Task A_second_signal_ends_a_check_that_waits_for_a_spawned_back_end_at_once()
    {
        using var work = new WorkDirectory();
        await using var run = ToolRun.Start(work, "check", "--spawn", $"trap '' INT TERM; {ToolRun.Command} serve --socket-path {{socket}}");
        await run.BackEndListensAsync();
        await run.SignalAsync("INT");
        await run.SignalAsync("INT");
        await run.ExpectExitAsync(130);
        Assert.DoesNotContain(run.Errors, line => line.Contains("internal error"));
    }

    [Fact]
    public async Task A_signal_ends_the_wait_for_a_command_that_never_listens()
    {
        using var work = new WorkDirectory();
        await using var run = ToolRun.Start(work, "check", "--spawn", $"touch {work["started"]}; sleep 1000; : {{socket}}");
        while (!File.Exists(work["started"]))
            await Task.Delay(20, TestContext.Current.CancellationToken);
        await run.SignalAsync("TERM");
        await run.ExpectExitAsync(143);
        Assert.Equal(["virtspec: stopped before anything was checked"], run.Errors);
    }

    [Fact]
    public async Task The_embedded_back_end_does_not_outlive_a_tool_that_was_killed()
    {
        using var work = new WorkDirectory();
        await using var run = ToolRun.Start(work, "check");
        await run.BackEndListensAsync();
        await run.SignalAsync("KILL");
        await run.WaitForExitAsync();
        await run.ChildrenEndAsync();
        await run.ExpectExitAsync(137);
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task A_signal_ends_serve_with_0_and_removes_its_socket(string signal)
    {
        using var work = new WorkDirectory();
        await using var run = ToolRun.Start(work, "serve", "--socket-path", work["tmp/s"]);
        await run.BackEndListensAsync();
        using var elsewhere = new WorkDirectory();
        await using var other = await ToolRun.ExpectAsync(2, elsewhere, "serve", "--socket-path", work["tmp/s"]);
        Assert.Contains("another back-end listens there", Assert.Single(other.Errors));
        await run.SignalAsync(signal);
        await run.ExpectExitAsync(0);
    }
}
