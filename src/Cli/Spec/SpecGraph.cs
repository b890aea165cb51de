using System.CommandLine;
using Virtspec.Model.Machines;
using Virtspec.Specification.Machines;

namespace Virtspec.Cli.Spec;

/// <summary><c>virtspec spec graph</c>: the machines of the model, drawn or as tables.</summary>
internal static class SpecGraph
{
    private static readonly Dictionary<string, Func<MachineGraph, string>> Formats = new()
    {
        ["mermaid"] = graph => MachineMermaid.Draw(graph.Drawing),
        ["dot"] = graph => MachineDot.Draw(graph.Drawing),
        ["table"] = Table,
        ["json"] = graph => SpecJson.Serialize(graph),
    };

    internal static Command Create()
    {
        var machine = new Argument<string?>("MACHINE") { Description = "Name of the machine; all are listed when absent.", Arity = ArgumentArity.ZeroOrOne, HelpName = "MACHINE" };
        var format = new Option<string>("--format") { Description = $"How: {Names}.", HelpName = "FORMAT", DefaultValueFactory = _ => "mermaid" };
        format.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && !Formats.ContainsKey(result.Tokens[0].Value))
                result.AddError($"--format {result.Tokens[0].Value}: one of {Names} is expected");
        });
        var json = new Option<bool>("--json") { Description = "The same as --format json." };
        var command = new Command("graph", "Draws a state machine of the model: states, transitions, what breaks which statement.") { machine, format, json };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(machine) is not { } name)
                List();
            else
                Console.Out.WriteLine(Formats[parsed.GetValue(json) ? "json" : parsed.GetValue(format)!](MachineGraph.Of(Find(name))).TrimEnd('\n'));
            return ExitCode.NothingFound;
        });
        return command;
    }

    private static string Names => string.Join(", ", Formats.Keys);

    private static IMachine Find(string name) => MachineCatalogue.All.FirstOrDefault(machine => machine.Name == name)
        ?? throw new UsageException($"there is no machine '{name}'; there are: {string.Join(", ", MachineCatalogue.All.Select(machine => machine.Name))}");

    private static void List()
    {
        foreach (var machine in MachineCatalogue.All)
            Console.Out.WriteLine($"{machine.Name,-25} {machine.Title} ({machine.Source})");
    }

    /// <summary>Tab-separated, to be read and to be cut: state, event, actor, targets, rules broken.</summary>
    private static string Table(MachineGraph graph) => string.Join('\n', MachineTable.Rows(graph.Drawing).Select(row =>
        $"{row.State}\t{row.Event}\t{row.Actor}\t{string.Join(" or ", row.Targets)}\t{string.Join(", ", row.Rules)}").Prepend("state\tevent\tby\tleads to\tbreaks"));
}
