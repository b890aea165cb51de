using Virtspec.Exploration;
using Virtspec.Exploration.MemoryModels;
using Virtspec.Port;
using Xunit;

namespace Virtspec.Systematic.Search;

/// <summary>What the end of an execution is held to: nobody waits who must not, nothing is owed.</summary>
public sealed class EndTests
{
    public static TheoryData<Strategy, MemoryModel> Searches { get; } = new(
        from strategy in new[] { Strategy.PartialOrder, Strategy.States, Strategy.Brute }
        from memory in Enum.GetValues<MemoryModel>()
        where strategy != Strategy.PartialOrder || memory != MemoryModel.ReleaseAcquire
        select (strategy, memory));

    [Theory]
    [MemberData(nameof(Searches))]
    public void An_agent_that_waits_for_ever_is_a_deadlock(Strategy strategy, MemoryModel memory)
    {
        var result = Explore(strategy, memory, (stage, doorbell) => stage.Agent("sleeper", async port => await port.Wait(doorbell)));
        Assert.Equal(["nobody goes on: sleeper waits for ever"], result.Failures);
    }

    [Theory]
    [MemberData(nameof(Searches))]
    public void A_daemon_may_wait_for_ever(Strategy strategy, MemoryModel memory)
    {
        var result = Explore(strategy, memory, (stage, doorbell) => stage.Agent("sleeper", async port => await port.Wait(doorbell), daemon: true));
        Assert.Empty(result.Failures);
        Assert.Equal(Coverage.Exhausted, result.Coverage);
    }

    [Theory]
    [MemberData(nameof(Searches))]
    public void Locks_taken_in_opposite_orders_are_found_and_all_who_wait_are_named(Strategy strategy, MemoryModel memory)
    {
        var result = Explore(strategy, memory, (stage, _) =>
        {
            var (left, right) = (stage.Doorbell("left", rung: true), stage.Doorbell("right", rung: true));
            stage.Agent("first", port => Both(port, left, right));
            stage.Agent("second", port => Both(port, right, left));
        });
        Assert.Equal(["Deadlock first and second"], result.Kinds());

        static async ValueTask Both(AgentPort port, Doorbell one, Doorbell other)
        {
            await port.Wait(one);
            await port.Wait(other);
            await port.Signal(other);
            await port.Signal(one);
        }
    }

    [Theory]
    [MemberData(nameof(Searches))]
    public void What_a_daemon_owes_it_must_not_sleep_on(Strategy strategy, MemoryModel memory)
    {
        var result = Explore(strategy, memory, (stage, doorbell) => stage.Agent(
            "daemon",
            async port =>
            {
                port.Obligation("an answer", hot: true);
                await port.Wait(doorbell);
            },
            daemon: true));
        Assert.Equal(["nobody goes on, and it is still owed: an answer"], result.Failures);
    }

    [Theory]
    [MemberData(nameof(Searches))]
    public void What_is_done_in_time_is_not_owed(Strategy strategy, MemoryModel memory)
    {
        var result = Explore(strategy, memory, (stage, doorbell) =>
        {
            stage.Agent("caller", async port =>
            {
                port.Obligation("an answer", hot: true);
                await port.Signal(doorbell);
            });
            stage.Agent(
                "daemon",
                async port =>
                {
                    while (await port.Wait(doorbell) == 1)
                        port.Obligation("an answer", hot: false);
                },
                daemon: true);
        });
        Assert.Empty(result.Failures);
        Assert.NotEqual(0, result.Executions);
    }

    private static ExplorationResult Explore(Strategy strategy, MemoryModel memory, Action<IStage, Doorbell> build) => SmallSearches.Run(
        new Scenario("ends", "for one test", [], (stage, _) => build(stage, stage.Doorbell("doorbell"))), SmallSearches.Options(strategy, memory));
}
