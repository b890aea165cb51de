using System.Diagnostics;
using Virtspec.Exploration;

namespace Virtspec.Cli.Explore;

/// <summary>How far a search is: a live line on a terminal, a line each ten seconds where there is none.</summary>
internal sealed class SearchLine : IDisposable
{
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(10);

    private readonly TerminalLine _line = new();
    private readonly Stopwatch _sinceSaid = Stopwatch.StartNew();

    internal void Show(string name, ExplorationResult progress)
    {
        var text = $"{name} · {Text(progress)}";
        if (_line.Shown)
        {
            _line.Say(text);
        }
        else if (_sinceSaid.Elapsed >= _interval)
        {
            Console.Error.WriteLine(text);
            _sinceSaid.Restart();
        }
    }

    internal void Say(string text) => _line.Say(text);

    internal void Clear() => _line.Clear();

    public void Dispose() => _line.Dispose();

    private static string Text(ExplorationResult progress)
    {
        var counts = progress.Counts;
        var rate = counts.Executions / Math.Max(progress.Elapsed.TotalSeconds, 0.001);
        var distinct = progress.Classes is { } classes ? $"{ExploreReport.Count(classes.Seen)} different"
            : counts.States > 0 ? $"{ExploreReport.Count(counts.States)} states" : $"{ExploreReport.Count(counts.Complete)} classes";
        return $"{ExploreReport.Count(counts.Executions)} executions · {distinct} · {ExploreReport.Count((long)rate)}/s · depth {counts.Depth}"
            + $" · redundant {ExploreReport.Ratio(counts)} · {progress.Failures.Count} findings · {progress.Elapsed:hh\\:mm\\:ss}";
    }
}
