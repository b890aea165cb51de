using Virtspec.Exploration;
using Virtspec.Exploration.MemoryModels;
using Xunit;

namespace Virtspec.Systematic.Search;

/// <summary>However a search is shared out, it comes to the same.</summary>
public sealed class ParallelTests
{
    private const int Shards = 3;

    public static TheoryData<string, Strategy, MemoryModel> Searches { get; } = new(
        from scenario in new[] { "lost-kick", "lost-kick-found", "crossing", "split-ring" }
        from search in new[]
        {
            (Strategy.PartialOrder, MemoryModel.Sequential), (Strategy.PartialOrder, MemoryModel.TotalStoreOrder),
            (Strategy.PartialOrder, MemoryModel.PartialStoreOrder), (Strategy.States, MemoryModel.Sequential),
            (Strategy.States, MemoryModel.TotalStoreOrder), (Strategy.States, MemoryModel.ReleaseAcquire), (Strategy.Brute, MemoryModel.Sequential),
        }
        where search.Item1 != Strategy.Brute || scenario is "lost-kick-found" or "crossing"
        select (scenario, search.Item1, search.Item2));

    [Theory]
    [MemberData(nameof(Searches))]
    public void Jobs_make_no_difference(string name, Strategy strategy, MemoryModel memory)
    {
        var scenario = Named(name);
        var alone = SmallSearches.Run(scenario, SmallSearches.Options(strategy, memory));
        Assert.Equal(Coverage.Exhausted, alone.Coverage);
        Assert.NotEmpty(alone.Outcomes);
        foreach (var jobs in (int[])[2, 4])
        {
            var shared = SmallSearches.Run(scenario, SmallSearches.Options(strategy, memory, jobs));
            Assert.Equal(Coverage.Exhausted, shared.Coverage);
            Assert.Equal(alone.Executions, shared.Executions);
            AssertSame(alone, [shared]);
        }
    }

    [Theory]
    [MemberData(nameof(Searches))]
    public void Shards_together_are_the_whole(string name, Strategy strategy, MemoryModel memory)
    {
        var scenario = Named(name);
        var options = SmallSearches.Options(strategy, memory);
        var alone = SmallSearches.Run(scenario, options);
        var shards = Enumerable.Range(0, Shards).Select(shard => SmallSearches.Run(scenario, options with { Shard = (shard, Shards) })).ToArray();
        Assert.All(shards, shard => Assert.Equal(Coverage.Exhausted, shard.Coverage));
        AssertSame(alone, shards);
        // Each shard has states of its own to tell apart, and several end in the same ones.
        if (strategy == Strategy.States)
            Assert.InRange(shards.Sum(shard => shard.Executions), alone.Executions, Shards * alone.Executions);
        else
            Assert.Equal(alone.Executions, shards.Sum(shard => shard.Executions));
    }

    [Fact]
    public void A_limit_of_executions_is_kept()
    {
        var options = SmallSearches.Options(Strategy.PartialOrder, MemoryModel.Sequential) with { MaxExecutions = 50 };
        var alone = SmallSearches.Run(SmallSearches.LostKick(3), options);
        Assert.Equal(Coverage.Stopped, alone.Coverage);
        Assert.Equal(50, alone.Counts.Executions);
        var shared = SmallSearches.Run(SmallSearches.LostKick(3), options with { Jobs = 4 });
        Assert.Equal(Coverage.Stopped, shared.Coverage);
        Assert.InRange(shared.Counts.Executions, 50, 50 + 3);
    }

    [Fact]
    public void An_error_of_one_worker_is_the_callers()
    {
        var scenario = SmallSearches.Agent(async port => await port.Signal(new Port.Doorbell(7)));
        var options = SmallSearches.Options(Strategy.PartialOrder, MemoryModel.Sequential, jobs: 2);
        var error = Assert.Throws<Virtspec.Exploration.Execution.ScenarioException>(() => SmallSearches.Run(scenario, options));
        Assert.Contains("doorbell 7", error.Message, StringComparison.Ordinal);
    }

    private static void AssertSame(ExplorationResult alone, ExplorationResult[] shared)
    {
        Assert.Equal(alone.Outcomes.Order(StringComparer.Ordinal), shared.SelectMany(part => part.Outcomes).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(alone.Kinds(), shared.SelectMany(part => part.Kinds()).Distinct().Order(StringComparer.Ordinal));
    }

    private static Scenario Named(string name) => name switch
    {
        "lost-kick" => SmallSearches.LostKick(2),
        "lost-kick-found" => SmallSearches.LostKick(2, recheck: false),
        "crossing" => SmallSearches.Crossing,
        _ => SmallSearches.SplitRing(1),
    };
}
