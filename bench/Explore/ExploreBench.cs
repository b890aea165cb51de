using Virtspec.Exploration;
using Virtspec.Exploration.MemoryModels;
using Virtspec.Exploration.Search;
using Virtspec.Scenarios;

namespace Virtspec.Bench.Explore;

/// <summary>
/// How fast scenarios are explored, with all that a search always does: races, sleep sets, counts, executions done again. BenchmarkDotNet is of
/// no use here: a search is one long operation on threads of its own, and its executions are what counts.
/// </summary>
internal static class ExploreBench
{
    private const int Repetitions = 3;
    private const int LostKickBuffers = 5;
    private const long SharedExecutions = 3_000_000;
    private static readonly TimeSpan _warmUp = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan _measured = TimeSpan.FromSeconds(2);

    internal static void Run()
    {
        Console.WriteLine("Rates are of executions begun, those given up as redundant included. Processor time is that of all threads of this process.");
        OneWorker();
        Models();
        var random = Sampling();
        TwoWorkers();
        CompareWithCoyote(random);
    }

    private static void OneWorker()
    {
        Heading("one worker, all executions");
        var lostKick = LostKick(LostKickBuffers);
        Row("lost-kick, partial order", lostKick, new ExplorationOptions { Strategy = Strategy.PartialOrder });
        Row("lost-kick, partial order, outcomes", lostKick, new ExplorationOptions { Strategy = Strategy.PartialOrder, CollectOutcomes = true });
        Row("lost-kick, states", lostKick, new ExplorationOptions { Strategy = Strategy.States });
        Row("lost-kick, brute", lostKick, new ExplorationOptions { Strategy = Strategy.Brute, MaxExecutions = 500_000 });
        Row("split-ring, partial order", SplitRing(), new ExplorationOptions { Strategy = Strategy.PartialOrder, MaxExecutions = 200_000 });
    }

    private static void Heading(string text) => Console.WriteLine(
        $"\n{text,-38} {"complete",10} {"begun",10} {"a second",12} {"steps/s",12} {"by processor",12} {"bytes",8}");

    /// <returns>Executions a second.</returns>
    private static double Row(string name, Scenario scenario, ExplorationOptions options)
    {
        Tally Once() => Explorer.Run(scenario, options).Counts;
        Measured.AtLeast(_warmUp, Once);
        var one = Once();
        var rows = Enumerable.Range(0, Repetitions).Select(_ => Measured.AtLeast(_measured, Once)).ToArray();
        var perSecond = Measured.Median(rows.Select(row => row.PerSecond));
        var steps = Measured.Median(rows.Select(row => row.Steps / row.Wall.TotalSeconds));
        var processor = Measured.Median(rows.Select(row => row.PerProcessorSecond));
        Console.WriteLine(
            $"{name,-38} {one.Complete,10:N0} {one.Executions,10:N0} {perSecond,12:N0} {steps,12:N0} {processor,12:N0} {rows[0].BytesPerExecution,8:N0}");
        return perSecond;
    }

    private static void Models()
    {
        Console.WriteLine();
        Console.WriteLine($"{"split-ring, two buffers, to its end",-38} {"complete",10} {"begun",10} {"states",10} {"seconds",12} {"processor",12} {"coverage",10}");
        foreach (var memory in Enum.GetValues<MemoryModel>())
        {
            foreach (var strategy in (Strategy[])[Strategy.PartialOrder, Strategy.States])
            {
                if (strategy == Strategy.PartialOrder && memory == MemoryModel.ReleaseAcquire)
                    continue;
                ExplorationResult? result = null;
                var cost = Measured.AtLeast(TimeSpan.Zero, () =>
                {
                    result = Explorer.Run(SplitRing(), new ExplorationOptions { Memory = memory, Strategy = strategy, MaxTime = TimeSpan.FromSeconds(60) });
                    return result.Counts;
                });
                Console.WriteLine(
                    $"{$"{memory}, {strategy}",-38} {cost.Complete,10:N0} {cost.Begun,10:N0} {result!.Counts.States,10:N0} "
                    + $"{cost.Wall.TotalSeconds,12:N2} {cost.Processor.TotalSeconds,12:N2} {result.Coverage,10}");
            }
        }
    }

    /// <returns>Executions a second by the random walk over the scenario that Coyote runs too.</returns>
    private static double Sampling()
    {
        Heading("drawn by chance, different ones counted");
        Strategy[] strategies = [Strategy.Random, Strategy.Pct, Strategy.Pos, Strategy.Urw, Strategy.Portfolio];
        foreach (var strategy in strategies)
            Row($"lost-kick, {strategy}", LostKick(LostKickBuffers), Samples(strategy));
        foreach (var strategy in strategies)
            Row($"split-ring, {strategy}", SplitRing(), Samples(strategy));
        return Row("lost-kick of two buffers, Random", LostKick(2), Samples(Strategy.Random));
    }

    private static ExplorationOptions Samples(Strategy strategy) => new() { Strategy = strategy, MaxExecutions = 50_000 };

    private static void TwoWorkers()
    {
        Console.WriteLine();
        Console.WriteLine($"{"one worker and two, in turn",-38} {"one: s",10} {"two: s",10} {"speed-up",12} {"of one's processor",20} {"paused",12}");
        Compare("lost-kick, partial order", LostKick(6), new ExplorationOptions { Strategy = Strategy.PartialOrder, MaxExecutions = SharedExecutions });
        Compare("lost-kick, states", LostKick(7), new ExplorationOptions { Strategy = Strategy.States });
        Compare(
            "split-ring, partial order", SplitRing(), new ExplorationOptions { Strategy = Strategy.PartialOrder, MaxExecutions = SharedExecutions / 4 });
    }

    private static void Compare(string name, Scenario scenario, ExplorationOptions options)
    {
        Measured Once(int jobs) => Measured.AtLeast(TimeSpan.FromSeconds(0.5), () => Explorer.Run(scenario, options with { Jobs = jobs }).Counts);
        Measured.AtLeast(_warmUp, () => Explorer.Run(scenario, options with { Jobs = 2, MaxTime = _warmUp }).Counts);
        var pairs = Enumerable.Range(0, Repetitions).Select(_ => (One: Once(1), Two: Once(2))).ToArray();
        var one = Measured.Median(pairs.Select(pair => pair.One.Wall.TotalSeconds));
        var two = Measured.Median(pairs.Select(pair => pair.Two.Wall.TotalSeconds));
        // By complete executions: what is given up as redundant only in parts is no gain.
        static double Useful(Measured row) => row.Complete / row.Wall.TotalSeconds;
        var speedUp = Measured.Median(pairs.Select(pair => Useful(pair.Two) / Useful(pair.One)));
        var dearer = Measured.Median(pairs.Select(pair =>
            pair.Two.Processor.TotalSeconds / pair.Two.Complete / (pair.One.Processor.TotalSeconds / pair.One.Complete)));
        var paused = Measured.Median(pairs.Select(pair => pair.Two.Paused / pair.Two.Wall));
        Console.WriteLine($"{name,-38} {one,10:N2} {two,10:N2} {speedUp,12:N2} {dearer,20:P0} {paused,12:P1}");
    }

    private static void CompareWithCoyote(double random)
    {
        Console.WriteLine();
        if (CoyoteRate.Measure("lost-kick", 3000) is not { } coyote)
        {
            Console.WriteLine("Coyote absent: build with -p:WithCoyote=true");
            return;
        }

        Console.WriteLine($"lost-kick of two buffers, random walk: {random:N0}/s here, {coyote:N0}/s under Coyote, ratio {random / coyote:N0}");
    }

    private static Scenario LostKick(int buffers) => ScenarioCatalogue.Find("lost-kick")!.With("recheck", 1).With("buffers", buffers);

    private static Scenario SplitRing() => ScenarioCatalogue.Find("split-ring")!.With("buffers", 2).With("size", 2).With("event-index", 1);
}
