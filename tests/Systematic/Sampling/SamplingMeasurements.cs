using System.Globalization;
using Virtspec.Exploration.Search.Sampling;
using Xunit;

namespace Virtspec.Systematic.Sampling;

// The exploration of the ring at the root of this project has types of the same names.
using World = Virtspec.Exploration.Execution.World;

/// <summary>Makes the tables of docs/sampling.md. They assert nothing, so they run only when asked for.</summary>
public sealed class SamplingMeasurements(ITestOutputHelper output)
{
    private const int Seeds = 20;
    private const long Most = 100_000;
    private const int Block = 1000;
    private const int WarmUp = 10_000;

    private static readonly TimeSpan _spent = TimeSpan.FromMilliseconds(400);

    private static readonly SamplingStrategy[] _strategies = Enum.GetValues<SamplingStrategy>();

    [Fact(Explicit = true)]
    public void Executions_until_each_bug_is_found() => Collector.Alone(() =>
    {
        output.WriteLine($"| bug | {string.Join(" | ", _strategies)} |");
        output.WriteLine($"|---|{string.Concat(_strategies.Select(_ => "---:|"))}");
        foreach (var bug in PlantedBug.All)
            output.WriteLine($"| `{bug.Name}`, {bug.Model} | {string.Join(" | ", _strategies.Select(strategy => Needed(bug, strategy)))} |");
    });

    [Fact(Explicit = true)]
    public void Executions_a_second_of_processor_time() => Collector.Alone(() =>
    {
        // The first to be measured would pay for the compiler.
        Speeds(PlantedBug.All[0], true);
        output.WriteLine($"| scenario | {string.Join(" | ", _strategies)} |");
        output.WriteLine($"|---|{string.Concat(_strategies.Select(_ => "---:|"))}");
        foreach (var bug in PlantedBug.All.DistinctBy(bug => (bug.Model, bug.Name[..4])))
        {
            output.WriteLine($"| `{bug.Name}`, {bug.Model} | {Speeds(bug, false)} |");
            output.WriteLine($"| the same, classes counted | {Speeds(bug, true)} |");
        }
    });

    /// <summary>Median and worst of several seeds.</summary>
    private static string Needed(PlantedBug bug, SamplingStrategy strategy)
    {
        var needed = new List<long>();
        for (var seed = 1UL; seed <= Seeds; seed++)
        {
            var context = new Collector { StopAtFailure = true };
            new SampleSearch(new World(bug.Scenario, bug.Model), context, strategy, seed).Run(0, 1, Most);
            needed.Add(context.Failure is null ? long.MaxValue : context.FailedAt);
        }

        needed.Sort();
        return $"{Text(needed[Seeds / 2])} ({Text(needed[^1])})";
    }

    private static string Text(long count) => count == long.MaxValue ? "never" : count.ToString("N0", CultureInfo.InvariantCulture);

    private static string Speeds(PlantedBug bug, bool count) => string.Join(" | ", _strategies.Select(strategy => Speed(bug, strategy, count)));

    /// <summary>By processor time, for the machine may have other things to do.</summary>
    private static string Speed(PlantedBug bug, SamplingStrategy strategy, bool count)
    {
        var search = new SampleSearch(
            new World(bug.Scenario, bug.Model), new Collector(), strategy, 1, classes: count ? new DistinctCounter() : null);
        var drawn = 0L;
        for (; drawn < WarmUp; drawn += Block)
            search.Run(drawn, 1, Block);
        var start = Environment.CpuUsage.TotalTime;
        var spent = TimeSpan.Zero;
        for (; spent < _spent; spent = Environment.CpuUsage.TotalTime - start, drawn += Block)
            search.Run(drawn, 1, Block);
        return Text((long)((drawn - WarmUp) / spent.TotalSeconds / 1000) * 1000);
    }
}
