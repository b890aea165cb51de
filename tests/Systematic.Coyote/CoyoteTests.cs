using Virtspec.Exploration;
using Virtspec.Port;
using Virtspec.Scenarios;
using Xunit;

namespace Virtspec.Systematic.Coyote;

/// <summary>The scenarios of the explorer, unchanged, under another engine: what it finds, it finds for the same reason.</summary>
public sealed class CoyoteTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("lost-kick", 2000)]
    [InlineData("split-ring-no-recheck-driver", 2000)]
    [InlineData("split-ring-no-recheck-device", 5000)]
    public void A_mistake_is_found_and_replayed(string name, int executions)
    {
        var scenario = ScenarioCatalogue.Find(name)!;
        var report = CoyoteHost.Explore(scenario, executions, seed: 1, configuration => configuration.WithRandomStrategy());
        output.WriteLine($"{scenario}: {report.Executions} executions. {report.Bug}");
        Assert.NotNull(report.Bug);
        Assert.Contains("still owed: buffer", report.Bug, StringComparison.Ordinal);
        var again = CoyoteHost.Replay(scenario, report.Trace);
        Assert.Equal(1, again.Executions);
        Assert.Equal(report.Bug, again.Bug);
    }

    [Theory]
    [InlineData("lost-kick", 1000)]
    [InlineData("split-ring", 500)]
    [InlineData("split-ring-no-kick-fence", 500)]
    public void What_is_correct_under_sequential_consistency_survives(string name, int executions)
    {
        var scenario = ScenarioCatalogue.Find(name)!;
        if (name == "lost-kick")
            scenario = scenario.With("recheck", 1);
        var report = CoyoteHost.Explore(scenario, executions, seed: 1);
        Assert.Null(report.Bug);
        Assert.Equal(executions, report.Executions);
    }

    [Fact]
    public void Waiting_for_ever_and_checks_and_exceptions_are_told()
    {
        Assert.Contains("waiter waits for ever", Bug((_, bell) => async port => await port.Wait(bell)), StringComparison.Ordinal);
        Assert.Contains("waiter waits for ever", Bug((place, _) => async port => await port.Until(place, AccessSize.Two, value => value == 3)), StringComparison.Ordinal);
        Assert.Contains("claim does not hold", Bug((_, _) => async port => port.Check(await port.Choose(2, "way") == 0, "claim")), StringComparison.Ordinal);
        Assert.Contains("no shared memory", Bug((_, _) => async port => await port.Read(0, AccessSize.Two)), StringComparison.Ordinal);
    }

    private static string? Bug(Func<ulong, Doorbell, Func<AgentPort, ValueTask>> body)
    {
        var scenario = new Scenario("wrong", string.Empty, [], (stage, _) =>
        {
            var (place, bell) = (stage.Memory("place", 2), stage.Doorbell("bell"));
            stage.Agent("waiter", body(place, bell));
            stage.Agent("daemon", async port => await port.Wait(bell), daemon: true);
        });
        return CoyoteHost.Explore(scenario, 50, seed: 1).Bug;
    }
}
