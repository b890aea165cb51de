using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using Virtspec.Cli.Check;
using Virtspec.Cli.Explore;
using Virtspec.Cli.Serve;
using Virtspec.Cli.Spec;

namespace Virtspec.Cli;

/// <summary>The tool: parses the command line and runs one command.</summary>
internal static class Program
{
    /// <summary>An argument that begins with @ is the command's to read: the library would put the words of that file in its place.</summary>
    private static readonly ParserConfiguration Plain = new() { ResponseFileTokenReplacer = null };

    internal static int Main(string[] args)
    {
        var root = new RootCommand("Judges implementations of virtio and vhost against VIRTIO 1.4, and explores the schedules of those who share memory.")
        {
            CheckCommand.Create(),
            ExploreCommand.Create(),
            ReplayCommand.Create(),
            ServeCommand.Create(),
            SpecCommand.Create(),
        };
        var parsed = root.Parse(args.Length == 0 ? ["--help"] : args, Plain);
        if (parsed.Errors.Count > 0)
            return Complain(parsed);
        try
        {
            var code = parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
            if (parsed.Action is HelpAction)
                Console.Out.WriteLine(HelpBelow(PathOf(parsed.CommandResult)));
            return args.Length == 0 ? ExitCode.Usage : code;
        }
        catch (UsageException exception)
        {
            Console.Error.WriteLine($"virtspec: {exception.Message}");
            return ExitCode.Usage;
        }
        catch (OutputException exception)
        {
            Console.Error.WriteLine($"virtspec: {exception.Message}");
            return ExitCode.Internal;
        }
        catch (Exception exception)
        {
            Console.Error.WriteLine($"virtspec: internal error, please report it: {exception}");
            return ExitCode.Internal;
        }
    }

    /// <summary>A command as one writes it, from the first word after the tool's name on: <c>spec list</c>.</summary>
    private static string PathOf(CommandResult result) =>
        result.Parent is CommandResult { Command: not RootCommand } parent ? $"{PathOf(parent)} {result.Command.Name}"
        : result.Command is RootCommand ? string.Empty
        : result.Command.Name;

    private static string HelpBelow(string command) => command.Split(' ')[0] switch
    {
        "check" => $"{CheckCommand.Examples}\n\n{CheckCommand.SummaryLine}\n\n{ExitCode.Help}",
        "explore" => $"{ExploreCommand.Examples}\n\n{ExploreCommand.ExitCodes}",
        "replay" => $"{ReplayCommand.Examples}\n\n{ReplayCommand.ExitCodes}",
        "spec" => command == "spec" ? $"{SpecCommand.Examples}\n\n{SpecCommand.ExitCodes}" : SpecCommand.ExitCodes,
        _ => ExitCode.Help,
    };

    /// <summary>One line for each mistake, and where to read on. The library's own way would print all of the help and return 1.</summary>
    private static int Complain(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        // Without a command the library also complains about each word; the first is the one that was meant as the command.
        IEnumerable<string> messages = command.Subcommands.Count == 0 ? parsed.Errors.Select(error => error.Message).Distinct()
            : parsed.UnmatchedTokens is [var word, ..] ? [$"there is no {(word.StartsWith('-') ? "option" : "command")} '{word}'; the commands are: {Names(command)}"]
            : [$"{PathOf(parsed.CommandResult)} needs a command: {Names(command)}"];
        foreach (var message in messages)
            Console.Error.WriteLine($"virtspec: {message.ReplaceLineEndings(" ")}");
        Console.Error.WriteLine($"Try: virtspec {$"{PathOf(parsed.CommandResult)} --help".TrimStart()}");
        return ExitCode.Usage;
    }

    private static string Names(Command command) => string.Join(", ", command.Subcommands.Select(known => known.Name));
}

/// <summary>The user asked for what cannot be; the message is one line that names the thing, the value and what was expected.</summary>
internal sealed class UsageException(string message) : Exception(message);

/// <summary>What the user asked for was done and cannot be written down.</summary>
internal sealed class OutputException(string message) : Exception(message);
