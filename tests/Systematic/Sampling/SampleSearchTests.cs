using Virtspec.Exploration.MemoryModels;
using Virtspec.Exploration.Search;
using Virtspec.Exploration.Search.Sampling;
using Virtspec.Scenarios;
using Xunit;

namespace Virtspec.Systematic.Sampling;

// The exploration of the ring at the root of this project has types of the same names.
using Scenario = Virtspec.Exploration.Scenario;
using World = Virtspec.Exploration.Execution.World;

/// <summary>What each way of drawing executions finds, and that a number and a seed are enough to draw one again.</summary>
public sealed class SampleSearchTests
{
    private const ulong Seed = 1;

    public static TheoryData<string, MemoryModel, string> Bugs { get; } =
        new(PlantedBug.All.SelectMany(bug => Enum.GetNames<SamplingStrategy>().Select(strategy => (bug.Name, bug.Model, strategy))));

    public static TheoryData<MemoryModel, string> Everything { get; } =
        new(Enum.GetValues<MemoryModel>().SelectMany(model => Enum.GetNames<SamplingStrategy>().Select(strategy => (model, strategy))));

    // Seeds differ by chance up to a thousand or so: see docs/sampling.md.
    [Theory]
    [MemberData(nameof(Bugs))]
    public void Every_strategy_finds_every_mistake(string name, MemoryModel model, string strategy)
    {
        var context = new Collector { StopAtFailure = true };
        Collector.Alone(() => Search(ScenarioCatalogue.Find(name)!, model, context, strategy).Run(0, 1, 2000));
        Assert.NotNull(context.Failure);
    }

    [Theory]
    [MemberData(nameof(Everything))]
    public void What_is_correct_survives(MemoryModel model, string strategy)
    {
        foreach (var scenario in new[] { ScenarioCatalogue.Find("split-ring")!, ScenarioCatalogue.Find("lost-kick")!.With("recheck", 1) })
        {
            var context = new Collector();
            SampleSearch? search = null;
            Collector.Alone(() => (search = Search(scenario, model, context, strategy)).Run(0, 1, 1000));
            Assert.Null(context.Failure);
            Assert.Equal((1000, 1000, 0), (context.Ends, search!.Tally.Complete, search.Tally.Truncated));
        }
    }

    [Theory]
    [MemberData(nameof(Everything))]
    public void An_execution_depends_on_the_seed_and_its_number_alone(MemoryModel model, string strategy)
    {
        const int Count = 60;
        var scenario = ScenarioCatalogue.Find("split-ring")!;
        var series = Schedules(scenario, model, strategy, (0, 1, Count));
        Assert.Equal(series, Schedules(scenario, model, strategy, (0, 1, Count)));

        // Each on a world of its own, where drains are numbered by what it alone has met.
        for (var i = 0; i < Count; i += 7)
            Assert.Equal(series[i], Assert.Single(Schedules(scenario, model, strategy, (i, 1, 1))));

        // Shared out, and backwards.
        var odd = Schedules(scenario, model, strategy, (1, 2, Count / 2));
        Assert.Equal(series.Where((_, i) => i % 2 == 1), odd);
        Assert.Equal(series.AsEnumerable().Reverse(), Schedules(scenario, model, strategy, (Count - 1, -1, Count)));
    }

    [Theory]
    [MemberData(nameof(Everything))]
    public void Another_seed_draws_others(MemoryModel model, string strategy)
    {
        var scenario = ScenarioCatalogue.Find("split-ring")!;
        var context = new Collector { KeepSchedules = true };
        Collector.Alone(() => Search(scenario, model, context, strategy, Seed + 1).Run(0, 1, 20));
        Assert.NotEqual(Schedules(scenario, model, strategy, (0, 1, 20)), context.Schedules.Select(schedule => string.Join(' ', schedule)));
    }

    [Theory]
    [MemberData(nameof(Bugs))]
    public void The_schedule_of_a_finding_shows_it_again(string name, MemoryModel model, string strategy)
    {
        var context = new Collector { StopAtFailure = true };
        Collector.Alone(() =>
        {
            Search(ScenarioCatalogue.Find(name)!, model, context, strategy).Run(0, 1, 2000);
            var world = new World(ScenarioCatalogue.Find(name)!, model);
            Repeat(world, context.Failing);
            Assert.Equal(context.Failure, world.Failure);
        });
    }

    [Fact]
    public void A_portfolio_takes_turns()
    {
        var scenario = ScenarioCatalogue.Find("split-ring")!;
        var all = Schedules(scenario, MemoryModel.TotalStoreOrder, nameof(SamplingStrategy.Portfolio), (0, 1, 100));
        var matches = new Dictionary<SamplingStrategy, int>();
        foreach (var strategy in new[] { SamplingStrategy.Pos, SamplingStrategy.Pct, SamplingStrategy.Urw, SamplingStrategy.Random })
        {
            var own = Schedules(scenario, MemoryModel.TotalStoreOrder, strategy.ToString(), (0, 1, 100));
            matches[strategy] = own.Where((schedule, i) => schedule == all[i]).Count();
        }

        Assert.Equal((40, 30, 20, 10), (matches[SamplingStrategy.Pos], matches[SamplingStrategy.Pct], matches[SamplingStrategy.Urw], matches[SamplingStrategy.Random]));
    }

    [Fact]
    public void An_execution_that_does_not_end_is_cut_off_and_counted()
    {
        var context = new Collector();
        Collector.Alone(() =>
        {
            var world = new World(ScenarioCatalogue.Find("split-ring")!, MemoryModel.Sequential) { StepLimit = 10 };
            var search = new SampleSearch(world, context, SamplingStrategy.Pos, Seed);
            Assert.True(search.Run(0, 1, 5));
            Assert.Equal((0, 5, 50), (search.Tally.Complete, search.Tally.Truncated, search.Tally.Steps));
        });
        Assert.Equal(0, context.Ends);
    }

    [Theory]
    [MemberData(nameof(Everything))]
    public void Drawing_allocates_nothing_beyond_what_the_scenario_does(MemoryModel model, string strategy) => Collector.Alone(() =>
    {
        const int Count = 200;
        var scenario = ScenarioCatalogue.Find("lost-kick")!;
        var kept = new Collector { KeepSchedules = true };
        Search(scenario, model, kept, strategy).Run(0, 1, Count);
        var (world, context) = (new World(scenario, model), new Collector());
        var search = new SampleSearch(world, context, Enum.Parse<SamplingStrategy>(strategy), Seed, classes: new DistinctCounter());
        search.Run(0, 1, Count);
        // Within a byte for each step: the runtime may have something to allocate of its own.
        var slack = kept.Schedules.Sum(schedule => schedule.Length);
        var (drawn, repeated) = (long.MaxValue, 0L);
        // Code that is compiled anew in between allocates less than before, and on a busy machine that comes late: what counts is whether the two ever agree.
        for (var tries = 0; tries < 100 && drawn > repeated + slack; tries++)
        {
            drawn = Allocated(() => search.Run(0, 1, Count));
            repeated = Allocated(() =>
            {
                foreach (var schedule in kept.Schedules)
                    Repeat(world, schedule);
            });
        }

        Assert.InRange(drawn, 0, repeated + slack);
    });

    private static long Allocated(Action work)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        work();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static void Repeat(World world, Pick[] schedule)
    {
        world.Reset();
        foreach (var pick in schedule)
            world.Step(pick.ProcessIn(world), pick.Alternative);
        world.Finish();
    }

    private static List<string> Schedules(Scenario scenario, MemoryModel model, string strategy, (long First, long Stride, long Count) which)
    {
        var context = new Collector { KeepSchedules = true };
        Collector.Alone(() => Search(scenario, model, context, strategy).Run(which.First, which.Stride, which.Count));
        return [.. context.Schedules.Select(schedule => string.Join(' ', schedule))];
    }

    private static SampleSearch Search(Scenario scenario, MemoryModel model, Collector context, string strategy, ulong seed = Seed) =>
        new(new World(scenario, model), context, Enum.Parse<SamplingStrategy>(strategy), seed);
}
