using System.Diagnostics;
using Virtspec.Suite;

namespace Virtspec.Cli.Check;

/// <summary>One line on the terminal that says how far a check is.</summary>
internal sealed class ProgressLine(IReadOnlyList<CheckCase> cases) : IDisposable
{
    private readonly TerminalLine _line = new();
    private readonly long _began = Stopwatch.GetTimestamp();

    internal void Show(CheckCase check, string text, int breaches)
    {
        var number = 1 + cases.TakeWhile(other => other != check).Count();
        var elapsed = Stopwatch.GetElapsedTime(_began);
        var found = breaches == 1 ? "1 breach" : $"{breaches} breaches";
        Say($"case {number} of {cases.Count} · {check.Name} · {text}{(text.Length > 0 ? " · " : string.Empty)}{found} · {elapsed.TotalSeconds:0} s");
    }

    /// <summary>Says something else than how far the check is.</summary>
    internal void Say(string line) => _line.Say(line);

    public void Dispose() => _line.Dispose();
}
