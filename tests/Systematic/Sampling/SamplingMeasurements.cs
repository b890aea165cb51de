using System.Diagnostics;
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
    private const long Most = 200_000;

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
    public void Executions_a_second() => Collector.Alone(() =>
    {
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

    private static string Speed(PlantedBug bug, SamplingStrategy strategy, bool count)
    {
        var search = new SampleSearch(
            new World(bug.Scenario, bug.Model), new Collector(), strategy, 1, classes: count ? new DistinctCounter() : null);
        search.Run(0, 1, 20_000);
        var clock = Stopwatch.StartNew();
        var drawn = 20_000L;
        for (; clock.ElapsedMilliseconds < 1000; drawn += 10_000)
            search.Run(drawn, 1, 10_000);
        return Text((long)((drawn - 20_000) / clock.Elapsed.TotalSeconds / 1000) * 1000);
    }
}
