using Virtspec.Exploration.MemoryModels;
using Virtspec.Exploration.Search;
using Virtspec.Exploration.Search.Sampling;
using Virtspec.Port;
using Virtspec.Scenarios;
using Xunit;

namespace Virtspec.Systematic.Sampling;

// The exploration of the ring at the root of this project has types of the same names.
using Scenario = Virtspec.Exploration.Scenario;
using World = Virtspec.Exploration.Execution.World;

/// <summary>Executions are told apart as partial order reduction tells them apart.</summary>
public sealed class TraceHashTests
{
    /// <summary>Two agents that store to a place of their own, then both to one they share.</summary>
    private static readonly Scenario _stores = new("stores", "Stores that commute and stores that do not.", [], (stage, _) =>
    {
        ulong[] own = [stage.Memory("a", 8), stage.Memory("b", 8)];
        var shared = stage.Memory("shared", 8);
        for (var i = 0; i < own.Length; i++)
        {
            var (place, value) = (own[i], (ulong)i + 1);
            stage.Agent($"agent {i}", async port =>
            {
                await port.Write(place, value, AccessSize.Eight);
                await port.Write(shared, value, AccessSize.Eight);
            });
        }
    });

    [Fact]
    public void Steps_that_commute_make_no_difference_and_others_do() => Collector.Alone(() =>
    {
        var first = Hash(0, 0, 1, 1);
        Assert.Equal(first, Hash(0, 1, 0, 1));
        Assert.Equal(first, Hash(1, 0, 0, 1));
        var second = Hash(1, 1, 0, 0);
        Assert.Equal(second, Hash(1, 0, 1, 0));
        Assert.Equal(second, Hash(0, 1, 1, 0));
        Assert.NotEqual(first, second);
        Assert.NotEqual(first, Hash(0, 0, 1));
    });

    [Fact]
    public void Ways_a_step_turns_out_are_told_apart() => Collector.Alone(() =>
    {
        var scenario = new Scenario("choice", "One of three.", [], (stage, _) => stage.Agent("agent", async port => await port.Choose(3, "one")));
        var classes = new DistinctCounter();
        new SampleSearch(new World(scenario, MemoryModel.Sequential), new Collector(), SamplingStrategy.Random, 1, classes: classes).Run(0, 1, 100);
        Assert.Equal(3, classes.Distinct);
    });

    // How many there are the reduction counts. What goes by few changes of priority or by estimates of lengths may take for ever to meet them all.
    [Theory]
    [InlineData("lost-kick", "buffers=2", MemoryModel.Sequential, true)]
    [InlineData("lost-kick", "buffers=2 recheck=1", MemoryModel.Sequential, true)]
    [InlineData("lost-kick", "buffers=3", MemoryModel.Sequential, false)]
    [InlineData("lost-kick", "buffers=1 recheck=1", MemoryModel.TotalStoreOrder, true)]
    [InlineData("lost-kick", "buffers=1 recheck=1", MemoryModel.PartialStoreOrder, true)]
    [InlineData("split-ring", "buffers=1", MemoryModel.Sequential, true)]
    public void Samples_meet_as_many_classes_as_partial_order_reduction(string name, string settings, MemoryModel model, bool walk) => Collector.Alone(() =>
    {
        var scenario = Set(name, settings);
        var all = (int)Classes(scenario, model);
        foreach (var strategy in Enum.GetValues<SamplingStrategy>())
        {
            var classes = new DistinctCounter();
            new SampleSearch(new World(scenario, model), new Collector(), strategy, 1, classes: classes).Run(0, 1, 60_000);
            if (strategy is SamplingStrategy.Pos or SamplingStrategy.Portfolio || (walk && strategy == SamplingStrategy.Random))
                Assert.Equal((60_000, all, all), (classes.Counted, classes.Distinct, classes.EstimatedClasses));
            else
                Assert.InRange(classes.Distinct, 2, all);
        }
    });

    [Fact]
    public void An_estimate_comes_near_the_number_of_classes_before_the_count_does() => Collector.Alone(() =>
    {
        var scenario = Set("lost-kick", "buffers=3");
        var all = Classes(scenario, MemoryModel.Sequential);
        var classes = new DistinctCounter();
        var search = new SampleSearch(new World(scenario, MemoryModel.Sequential), new Collector(), SamplingStrategy.Pos, 1, classes: classes);
        var unseen = 1.0;
        for (var i = 0; i < 4; i++)
        {
            search.Run(500 * i, 1, 500);
            Assert.InRange(Math.Abs(classes.EstimatedClasses - all), 0, (all - classes.Distinct) * 0.75);
            Assert.InRange(classes.UnseenProbability, 0.001, unseen * 0.8);
            unseen = classes.UnseenProbability;
        }
    });

    private static long Classes(Scenario scenario, MemoryModel model)
    {
        var search = new PartialOrderSearch(new World(scenario, model), new Collector());
        Assert.True(search.Run(SearchPart.Whole));
        return search.Tally.Complete;
    }

    private static ulong Hash(params int[] processes)
    {
        var world = new World(_stores, MemoryModel.Sequential);
        var trace = new TraceHash(world, new ProcessOrder(world));
        world.Reset();
        trace.Begin();
        foreach (var process in processes)
        {
            trace.Stepping(process, 0);
            world.Step(process, 0);
        }

        return trace.Value;
    }

    private static Scenario Set(string name, string settings) => settings
        .Split(' ')
        .Select(setting => setting.Split('='))
        .Aggregate(ScenarioCatalogue.Find(name)!, (scenario, pair) => scenario.With(pair[0], int.Parse(pair[1], null)));
}
