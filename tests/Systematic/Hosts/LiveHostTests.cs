using Virtspec.Exploration;
using Virtspec.Exploration.Execution;
using Virtspec.Exploration.Hosts;
using Virtspec.Port;
using Virtspec.Scenarios;
using Xunit;

namespace Virtspec.Systematic.Hosts;

/// <summary>Scenarios as they are, on threads. What is expected here comes true whoever goes next.</summary>
public sealed class LiveHostTests
{
    // For code that ends; what it is for is to turn a hang into a failed test.
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(2);

    [Theory]
    [InlineData("split-ring", "event-index", 1, 0)]
    [InlineData("split-ring", "event-index", 0, 0)]
    [InlineData("split-ring", "size", 1, 65_534)]
    [InlineData("split-ring", "size", 4, 65_534)]
    [InlineData("lost-kick", "recheck", 1, 0)]
    public void Correct_scenarios_come_to_their_end(string name, string parameter, int value, int start)
    {
        var scenario = ScenarioCatalogue.Find(name)!.With(parameter, value).With("buffers", 4);
        if (start > 0)
            scenario = scenario.With("start", start);
        var report = Run(scenario, 300);
        Assert.Null(report.Inconclusive);
        Assert.Empty(report.Violations);
        Assert.Equal(300, report.Executions);
        Assert.Equal(300, report.Outcomes.Values.Sum());
        Assert.All(report.Outcomes.Keys, outcome => Assert.True(outcome.StartsWith("all back", StringComparison.Ordinal) || outcome == "4 of 4 served", outcome));
    }

    [Fact]
    public void Both_asleep_is_found_without_waiting_for_the_limit()
    {
        var report = Run(new Scenario("asleep", string.Empty, [], (stage, _) =>
        {
            var bell = stage.Doorbell("bell");
            stage.Agent("waiter", async port => await port.Wait(bell));
            stage.Agent("daemon", async port => await port.Wait(bell), daemon: true);
            stage.Agent("other", async port => await port.Fence(FenceKind.Full));
        }));
        Assert.Null(report.Inconclusive);
        var (failure, times) = Assert.Single(report.Violations);
        Assert.Equal((FailureKind.Deadlock, "waiter", 3), (failure.Kind, failure.Property, times));
    }

    [Fact]
    public void What_is_still_owed_is_told()
    {
        var report = Run(new Scenario("owes", string.Empty, [], (stage, _) =>
        {
            var bell = stage.Doorbell("bell");
            stage.Agent("debtor", async port =>
            {
                port.Obligation("paid", hot: true);
                port.Obligation("owed", hot: true);
                port.Obligation("paid", hot: false);
                await port.Wait(bell);
            });
        }));
        Assert.Equal((FailureKind.Obligation, "owed"), Assert.Single(report.Violations.Keys.Select(failure => (failure.Kind, failure.Property))));
    }

    [Fact]
    public void Checks_and_exceptions_and_the_end_are_told()
    {
        var places = new List<Func<IStage, Func<AgentPort, ValueTask>>>
        {
            _ => async port =>
            {
                await port.Fence(FenceKind.Full);
                port.Check(false, "claim");
            },
            _ => async port => await port.Read(0, AccessSize.Two),
            stage =>
            {
                var place = stage.Memory("place", 2);
                stage.AtEnd(end => end.Check(end.Read(place, AccessSize.Two) != 7, "not seven"));
                return async port => await port.Write(place, 7, AccessSize.Two);
            },
        };
        var told = places.Select(place => Assert.Single(Run(new Scenario("wrong", string.Empty, [], (stage, _) => stage.Agent("agent", place(stage)))).Violations.Keys));
        Assert.Equal(
            [(FailureKind.Property, "claim"), (FailureKind.Exception, nameof(InaccessibleAddressException)), (FailureKind.Property, "not seven")],
            told.Select(failure => (failure.Kind, failure.Property)));
    }

    [Fact]
    public void Signals_that_nobody_waited_for_add_up_to_one()
    {
        var report = Run(new Scenario("coalesce", string.Empty, [], (stage, _) =>
        {
            var (bell, free) = (stage.Doorbell("bell"), stage.Doorbell("free", rung: true));
            stage.Agent("both", async port =>
            {
                await port.Wait(free);
                await port.Signal(bell);
                await port.Signal(bell);
                await port.Wait(bell);
                await port.Wait(bell);
            });
        }));
        Assert.Equal(FailureKind.Deadlock, Assert.Single(report.Violations.Keys).Kind);
    }

    [Fact]
    public void Polling_sees_what_another_agent_stores_and_a_lock_excludes()
    {
        const int Turns = 20_000;
        var report = Run(new Scenario("lock", string.Empty, [], (stage, _) =>
        {
            var (held, count) = (stage.Memory("held", 1), stage.Memory("count", 4));
            for (var i = 0; i < 3; i++)
            {
                stage.Agent($"agent {i}", async port =>
                {
                    for (var turn = 0; turn < Turns; turn++)
                    {
                        while (await port.CompareExchange(held, 0, 1, AccessSize.One) != 0)
                            await port.Until(held, AccessSize.One, value => value == 0);
                        await port.Write(count, await port.Read(count, AccessSize.Four) + 1, AccessSize.Four);
                        await port.WriteRelease(held, 0, AccessSize.One);
                    }
                });
            }

            stage.AtEnd(end => end.Outcome($"{end.Read(count, AccessSize.Four)}"));
        }));
        Assert.Equal($"{3 * Turns}", Assert.Single(report.Outcomes.Keys));
        Assert.Empty(report.Violations);
    }

    [Fact]
    public void Agents_that_poll_for_what_never_comes_are_at_an_end()
    {
        var report = Run(new Scenario("polls", string.Empty, [], (stage, _) =>
        {
            var place = stage.Memory("place", 8);
            stage.Agent("poller", async port => await port.Until(place, AccessSize.Eight, value => value == 1));
            stage.Agent("writer", async port => await port.Write(place, 2, AccessSize.Eight));
        }));
        Assert.Equal((FailureKind.Deadlock, "poller"), Assert.Single(report.Violations.Keys.Select(failure => (failure.Kind, failure.Property))));
    }

    [Fact]
    public void The_seed_decides_what_is_chosen()
    {
        var scenario = new Scenario("chooses", string.Empty, [], (stage, _) =>
        {
            var choice = 0UL;
            stage.Agent("chooser", async port => choice = await port.Choose(1000, "number"));
            stage.AtEnd(end => end.Outcome($"{choice}"));
        });
        var first = LiveHost.Run(scenario, 20, 1, Long, CancellationToken.None).Outcomes;
        Assert.Equal(first, LiveHost.Run(scenario, 20, 1, Long, CancellationToken.None).Outcomes);
        Assert.NotEqual(first, LiveHost.Run(scenario, 20, 2, Long, CancellationToken.None).Outcomes);
        Assert.True(first.Count > 10);
    }

    [Fact]
    public void Code_that_never_ends_is_inconclusive()
    {
        var scenario = new Scenario("endless", string.Empty, [], (stage, _) =>
        {
            var place = stage.Memory("place", 8);
            stage.Agent("endless", async port =>
            {
                while (await port.Read(place, AccessSize.Eight) == 0)
                    await port.Fence(FenceKind.Full);
            });
        });
        var report = LiveHost.Run(scenario, 5, 1, TimeSpan.FromMilliseconds(50), CancellationToken.None);
        Assert.Contains("endless", report.Inconclusive, StringComparison.Ordinal);
        Assert.Equal(0, report.Executions);
        Assert.Empty(report.Violations);
    }

    private static LiveReport Run(Scenario scenario, int repetitions = 3) => LiveHost.Run(scenario, repetitions, 1, Long, CancellationToken.None);
}
