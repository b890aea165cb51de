using System.Diagnostics;
using Spectre.Console;
using Virtspec.Suite;

namespace Virtspec.Cli.Check;

/// <summary>One line on the terminal that says how far a check is; nothing at all where standard error is no terminal.</summary>
internal sealed class ProgressLine : IDisposable
{
    private readonly IReadOnlyList<CheckCase> _cases;
    private readonly IAnsiConsole? _console;
    private readonly long _began = Stopwatch.GetTimestamp();
    private volatile bool _ended;

    internal ProgressLine(IReadOnlyList<CheckCase> cases)
    {
        _cases = cases;
        if (Console.IsErrorRedirected)
            return;
        _console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        if (!_console.Profile.Capabilities.Ansi)
            _console = null;
    }

    internal void Show(CheckCase check, string text, int breaches)
    {
        var number = 1 + _cases.TakeWhile(other => other != check).Count();
        var elapsed = Stopwatch.GetElapsedTime(_began);
        var found = breaches == 1 ? "1 breach" : $"{breaches} breaches";
        Say($"case {number} of {_cases.Count} · {check.Name} · {text}{(text.Length > 0 ? " · " : string.Empty)}{found} · {elapsed.TotalSeconds:0} s");
    }

    /// <summary>Says something else than how far the check is.</summary>
    internal void Say(string line)
    {
        if (_console is not null && !_ended)
            Replace(line.Length < _console.Profile.Width ? line : line[..(_console.Profile.Width - 1)]);
    }

    public void Dispose()
    {
        if (_console is not null && !_ended)
            Replace(string.Empty);
        _ended = true;
    }

    private void Replace(string line) => _console!.Write(new ControlCode($"\r\u001b[2K{line}"));
}
