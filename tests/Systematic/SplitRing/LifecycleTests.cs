using Virtspec.Exploration;
using Virtspec.Scenarios.SplitRing.Lifecycle;
using Xunit;

namespace Virtspec.Systematic.SplitRing;

/// <summary>
/// A ring stopped, taken over and reset, with several threads and with polling: what happens in these scenarios, and that the judge is silent. That the
/// reference survives every execution the table of bounds says.
/// </summary>
public sealed class LifecycleTests
{
    /// <summary>What makes a scenario worth its name happens in it: both courses of the race that it is about.</summary>
    [Theory]
    [InlineData("split-ring-restart", "", "all back after 0 kicks", "all back after 1 kicks")]
    [InlineData("split-ring-takeover", "", "all back after 0 kicks", "all back after 1 kicks")]
    [InlineData("split-ring-reset", "", "done")]
    [InlineData("split-ring-threads", "", "2 back")]
    [InlineData("split-ring-polling", "", "all back after 0 kicks", "all back after 1 kicks", "all back after 2 kicks")]
    public void Every_execution_comes_to_the_end_that_it_should(string name, string settings, params string[] outcomes)
    {
        var result = Explorer.Run(Set(name, settings), new ExplorationOptions { CollectOutcomes = true }, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(outcomes.Order(), result.Outcomes.Order());
    }

    /// <summary>In every order, of steps that commute too, the judge finds nothing; and what it looks for arises.</summary>
    [Theory]
    [InlineData("split-ring-restart", "inv.queue.stop-drains", "inv.queue.base.driver", "split.used-notification.device.5")]
    [InlineData("split-ring-takeover", "vhost-user.inflight.1", "split.used-notification.device.5")]
    [InlineData("split-ring-reset", "core.queue-reset.driver.1", "core.queue-reset.device.2", "core.queue-reenable.device.1", "core.queue-reenable.driver.1")]
    [InlineData("split-ring-threads", "split.avail.driver.1", "split.avail-notification.driver.6")]
    [InlineData("split-ring-polling", "split.used-notification.device.6", "split.avail-notification.driver.7")]
    //= inv.queue.stop-drains inv.queue.base.driver vhost-user.inflight.1 core.queue-reset.driver.1 core.queue-reset.device.2
    //= core.queue-reenable.device.1 core.queue-reenable.driver.1 split.used-notification.device.5 split.used-notification.device.6
    public void In_no_order_a_rule_is_broken(string name, params string[] premises)
    {
        var judged = JudgedRing.Judge(name, name is "split-ring-polling" or "split-ring-threads" ? 2 : 1, eventIdx: true);
        Assert.Empty(judged.Breaches);
        Assert.All(premises, id => Assert.Contains(id, judged.Held.Select(rule => rule.Id)));
    }

    private static Scenario Set(string name, string settings) => settings
        .Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Select(setting => setting.Split('='))
        .Aggregate(LifecycleScenarios.Correct.Single(scenario => scenario.Name == name), (scenario, pair) => scenario.With(pair[0], int.Parse(pair[1], null)));
}
