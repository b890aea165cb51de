using Spectre.Console;

namespace Virtspec.Cli.Report;

/// <summary>Where text reports are written to.</summary>
internal static class ReportConsole
{
    private const int PipeWidth = 120;

    /// <summary>Standard output, in colour where it is a terminal and NO_COLOR is not set.</summary>
    internal static IAnsiConsole ForTerminal()
    {
        if (Console.IsOutputRedirected)
            return Plain(Console.Out);
        return AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Out) });
    }

    /// <summary>The report without colour.</summary>
    internal static string AsText(Action<IAnsiConsole> write)
    {
        using var writer = new StringWriter();
        write(Plain(writer));
        return writer.ToString();
    }

    private static IAnsiConsole Plain(TextWriter writer)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(writer) });
        console.Profile.Width = PipeWidth;
        return console;
    }
}
