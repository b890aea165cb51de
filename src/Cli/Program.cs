using System.CommandLine;
using System.CommandLine.Help;
using Virtspec.Cli.Check;
using Virtspec.Cli.Serve;

namespace Virtspec.Cli;

/// <summary>The tool: parses the command line and runs one command.</summary>
internal static class Program
{
    internal static int Main(string[] args)
    {
        var root = new RootCommand("Judges implementations of virtio and vhost against VIRTIO 1.4.")
        {
            CheckCommand.Create(),
            ServeCommand.Create(),
        };
        var parsed = root.Parse(args.Length == 0 ? ["--help"] : args);
        if (parsed.Errors.Count > 0)
            return Complain(parsed);
        try
        {
            var code = parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
            if (parsed.Action is HelpAction)
                Console.Out.WriteLine(ExitCode.Help);
            return args.Length == 0 ? ExitCode.Usage : code;
        }
        catch (UsageException exception)
        {
            Console.Error.WriteLine($"virtspec: {exception.Message}");
            return ExitCode.Usage;
        }
        catch (Exception exception)
        {
            Console.Error.WriteLine($"virtspec: internal error, please report it: {exception}");
            return ExitCode.Internal;
        }
    }

    /// <summary>One line for each mistake, and where to read on. The library's own way would print all of the help and return 1.</summary>
    private static int Complain(ParseResult parsed)
    {
        foreach (var error in parsed.Errors)
            Console.Error.WriteLine($"virtspec: {error.Message}");
        var command = parsed.CommandResult.Command;
        Console.Error.WriteLine($"Try: virtspec {(command is RootCommand ? string.Empty : command.Name + " ")}--help");
        return ExitCode.Usage;
    }
}

/// <summary>The user asked for what cannot be; the message is one line that names the thing, the value and what was expected.</summary>
internal sealed class UsageException(string message) : Exception(message);
