using Spectre.Console;

namespace Virtspec.Cli;

/// <summary>One line on the terminal that is replaced as things go on; nothing at all where standard error is no terminal.</summary>
internal sealed class TerminalLine : IDisposable
{
    private readonly IAnsiConsole? _console;
    private volatile bool _ended;

    internal TerminalLine()
    {
        if (Console.IsErrorRedirected)
            return;
        _console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        if (!_console.Profile.Capabilities.Ansi)
            _console = null;
    }

    /// <summary>Whether anybody sees it.</summary>
    internal bool Shown => _console is not null;

    internal void Say(string line)
    {
        if (_console is not null && !_ended)
            Replace(line.Length < _console.Profile.Width ? line : line[..(_console.Profile.Width - 1)]);
    }

    /// <summary>Takes the line away; another may follow.</summary>
    internal void Clear()
    {
        if (_console is not null && !_ended)
            Replace(string.Empty);
    }

    public void Dispose()
    {
        Clear();
        _ended = true;
    }

    private void Replace(string line) => _console!.Write(new ControlCode($"\r\u001b[2K{line}"));
}
