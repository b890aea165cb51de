using System.Diagnostics;
using Virtspec.Exploration;
using Virtspec.Exploration.MemoryModels;

namespace Virtspec.Cli.Explore;

/// <summary>Says how far an exploration is: all the time on a terminal, else now and then and only if it takes long.</summary>
internal sealed class ExploreProgress(int searches) : IDisposable
{
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(10);

    private readonly TerminalLine _line = new();
    private readonly Stopwatch _sinceSaid = Stopwatch.StartNew();
    private string _search = string.Empty;
    private (long Executions, TimeSpan At) _begun;
    private int _number;
    private int _found;

    internal void Begin(PlannedSearch search)
    {
        _number++;
        _search = $"{search.Scenario.Name} · {ModelNames.Of(search.Options.Memory)}";
        _begun = (-1, default);
        _line.Say($"{Head} · beginning");
    }

    internal void Show(ExplorationResult result)
    {
        // A search that is gone on with has executions of earlier runs, which say nothing about how fast this one is.
        if (_begun.Executions < 0)
            _begun = (result.Counts.Executions, result.Elapsed);
        if (!_line.Shown && _sinceSaid.Elapsed < _pause)
            return;
        var seconds = (result.Elapsed - _begun.At).TotalSeconds;
        var rate = seconds > 0 ? CoverageText.Number((result.Counts.Executions - _begun.Executions) / seconds) + "/s" : "-/s";
        var different = result.Classes is { } classes ? $" ({CoverageText.Number(classes.Seen)} different)"
            : result.Counts.States > 0 ? $", {CoverageText.Count(result.Counts.States, "state")}" : string.Empty;
        Say(string.Join(
            " · ",
            Head,
            CoverageText.Count(result.Executions, "execution") + different,
            rate,
            $"depth {CoverageText.Number(result.Counts.Depth)}",
            $"redundant {CoverageText.Redundant(result)}",
            CoverageText.Count(_found + result.Found.Count, "finding"),
            CoverageText.Time(result.Elapsed)));
    }

    internal void Shrinking(Finding finding)
    {
        _found++;
        _line.Say($"{Head} · looking for a simpler schedule to: {finding.Failure.Text}");
    }

    /// <summary>Says something else, where somebody waits for it.</summary>
    internal void Remark(string line) => _line.Say(line);

    public void Dispose() => _line.Dispose();

    private string Head => searches == 1 ? _search : $"{_number} of {searches} · {_search}";

    private void Say(string line)
    {
        if (_line.Shown)
        {
            _line.Say(line);
            return;
        }

        Console.Error.WriteLine(line);
        _sinceSaid.Restart();
    }
}
