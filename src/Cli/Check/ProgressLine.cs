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
        if (_console is null)
            return;
        var number = 1 + _cases.TakeWhile(other => other != check).Count();
        var elapsed = Stopwatch.GetElapsedTime(_began);
        var line = $"case {number} of {_cases.Count} · {check.Name} · {text}{(text.Length > 0 ? " · " : string.Empty)}{breaches} breaches · {elapsed.TotalSeconds:0} s";
        Replace(line.Length < _console.Profile.Width ? line : line[..(_console.Profile.Width - 1)]);
    }

    public void Dispose()
    {
        if (_console is not null)
            Replace(string.Empty);
    }

    private void Replace(string line) => _console!.Write(new ControlCode($"\r\u001b[2K{line}"));
}
