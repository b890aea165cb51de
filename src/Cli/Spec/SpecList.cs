using System.CommandLine;
using Virtspec.Cli.Report;
using Virtspec.Specification.Catalogue;

namespace Virtspec.Cli.Spec;

/// <summary><c>virtspec spec list</c>: a line for each statement.</summary>
internal static class SpecList
{
    internal static Command Create()
    {
        var globs = new Argument<string[]>("ID") { Description = "An id, the beginning of one (a clause, a chapter), or a pattern with * and ?. All of them when absent.", Arity = ArgumentArity.ZeroOrMore, HelpName = "ID" };
        var filter = new SpecFilter();
        var json = SpecCommand.Json();
        var command = new Command("list", "Lists statements, one a line: id, level, summary.") { globs, json };
        filter.AddTo(command);
        command.SetAction(parsed =>
        {
            var evidence = SpecCommand.Evidence();
            Write(filter.Apply(SpecCommand.Select(parsed.GetValue(globs)), evidence, parsed), parsed.GetValue(json));
            return ExitCode.NothingFound;
        });
        return command;
    }

    /// <summary>Writes statements to standard output.</summary>
    /// <param name="requirements">Which.</param>
    /// <param name="json">As JSON, not as lines.</param>
    internal static void Write(IReadOnlyList<Requirement> requirements, bool json)
    {
        if (json)
        {
            var evidence = SpecCommand.Evidence();
            Console.Out.WriteLine(SpecJson.Serialize(requirements.Select(requirement => SpecJson.Statement(requirement, evidence.GetValueOrDefault(requirement.Id)))));
            return;
        }

        foreach (var requirement in requirements)
            Console.Out.WriteLine(ListReport.Line(requirement));
        if (!Console.IsOutputRedirected)
            Console.Out.WriteLine($"{requirements.Count} statement{(requirements.Count == 1 ? string.Empty : "s")}");
    }
}
