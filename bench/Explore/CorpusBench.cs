using Virtspec.Exploration;
using Virtspec.Exploration.MemoryModels;
using Virtspec.Scenarios;

namespace Virtspec.Bench.Explore;

/// <summary>
/// What it takes to find each mistake of the corpus: executions and milliseconds, by every strategy, as it comes and with more buffers. Uniform random choices
/// are the measure of the others.
/// </summary>
internal static class CorpusBench
{
    private const int Buffers = 4;
    private const long MostExecutions = 50_000;
    private static readonly TimeSpan _most = TimeSpan.FromSeconds(20);
    private static readonly ulong[] _seeds = [1, 2, 3, 4, 5];
    private static readonly Strategy[] _strategies = [Strategy.Exhaustive, Strategy.Bounded, Strategy.Random, Strategy.Pct, Strategy.Pos, Strategy.Urw, Strategy.Portfolio];

    internal static void Run()
    {
        Console.WriteLine($"Executions and milliseconds until it is found, the median of {_seeds.Length} seeds where samples are drawn; a dash: not within {MostExecutions:N0} executions or {_most.TotalSeconds} s.");
        // The first searches are compiled as they run.
        Find(ScenarioCatalogue.Mistakes[0].Scenario, MemoryModel.Sequential, Strategy.Portfolio);
        Table("as they come", entry => entry.Scenario);
        Table($"{Buffers} buffers", entry => entry.Scenario.Parameters.Any(parameter => parameter.Name == "buffers" && parameter.Most >= Buffers) ? entry.Scenario.With("buffers", Buffers) : null);
    }

    private static void Table(string title, Func<CorpusEntry, Scenario?> setting)
    {
        Console.WriteLine($"\n{title,-48} {"model",-16} {string.Join(' ', _strategies.Select(strategy => $"{strategy,16}"))}");
        var found = new int[_strategies.Length];
        var sum = 0;
        foreach (var entry in ScenarioCatalogue.Mistakes)
        {
            if (setting(entry) is not { } scenario)
                continue;
            var model = Enum.GetValues<MemoryModel>().FirstOrDefault(model => Explorer.Run(entry.Scenario, new ExplorationOptions { Memory = model }).Found.Count > 0);
            var cells = _strategies.Select(strategy => Median(scenario, model, strategy)).ToList();
            for (var i = 0; i < cells.Count; i++)
                found[i] += cells[i] is null ? 0 : 1;
            sum++;
            Console.WriteLine($"{scenario.Name,-48} {model,-16} {string.Join(' ', cells.Select(cell => $"{(cell is var (executions, milliseconds) ? $"{executions:N0} {milliseconds:N0} ms" : "-"),16}"))}");
        }

        Console.WriteLine($"{"found",-48} {string.Empty,-16} {string.Join(' ', found.Select(count => $"{$"{count} of {sum}",16}"))}");
    }

    private static (long Executions, double Milliseconds)? Median(Scenario scenario, MemoryModel model, Strategy strategy)
    {
        var seeds = strategy >= Strategy.Pct ? _seeds : _seeds[..1];
        var median = seeds.Select(seed => Find(scenario, model, strategy, seed)).OrderBy(found => found?.Executions ?? long.MaxValue).ElementAt(seeds.Length / 2);
        return median;
    }

    private static (long Executions, double Milliseconds)? Find(Scenario scenario, MemoryModel model, Strategy strategy, ulong seed = 1)
    {
        var result = Explorer.Run(scenario, new ExplorationOptions { Memory = model, Strategy = strategy, Seed = seed, MaxExecutions = MostExecutions, MaxTime = _most });
        return result.Found is [{ } finding, ..] ? (finding.Execution, result.Elapsed.TotalMilliseconds) : null;
    }
}
