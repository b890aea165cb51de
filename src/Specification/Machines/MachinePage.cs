using System.Text;
using Virtspec.Model.Machines;

namespace Virtspec.Specification.Machines;

/// <summary>A machine on a page: what it is, how large, its drawing, its alphabet, and where each event leads from each state.</summary>
internal static class MachinePage
{
    /// <summary>The page of one machine, in Markdown.</summary>
    internal static string Write(MachineGraph graph)
    {
        var (machine, drawing) = (graph.Machine, graph.Drawing);
        var tour = MachineWalks.Tour(graph);
        var text = new StringBuilder();
        text.Append($"# {machine.Name}\n\n{machine.Title} ({machine.Source}).\n\n");
        text.Append($"{graph.States.Count} states, drawn as {drawing.Names.Count}; {graph.Edges.EdgeCount} transitions, drawn as {drawing.Transitions.Count}; ");
        text.Append($"{drawing.Offences.Count} offences. {TourText(tour)} Drawn for Graphviz in [{machine.Name}.dot]({machine.Name}.dot).\n\n");
        text.Append($"```mermaid\n{MachineMermaid.Draw(drawing)}```\n\n");
        Alphabet(machine, text);
        Remarks(machine, text);
        text.Append("## Transitions\n\n");
        text.Append("An event may lead to more than one state, for a state of the drawing stands for several. What breaks a rule leads nowhere. What cannot happen is left out.\n");
        for (var state = 0; state < drawing.Names.Count; state++)
            State(drawing, state, text);
        return text.ToString();
    }

    /// <summary>The index of all pages.</summary>
    internal static string Index(IEnumerable<MachineGraph> graphs)
    {
        var text = new StringBuilder();
        text.Append("# State machines\n\nThe machines of [the model](../../spec/Model/Machines), each closed by a finite alphabet of events, enumerated from its initial state, and drawn ");
        text.Append("with states that look alike as one. Written by a test, which also sees to it that no state is a dead end, out of reach, or on a way round that one ");
        text.Append("side goes alone, unless the machine says why.\n\n");
        text.Append("| machine | what it is | states | drawn | transitions | drawn | offences | tour |\n|---|---|---:|---:|---:|---:|---:|---:|\n");
        foreach (var graph in graphs)
        {
            var (machine, drawing) = (graph.Machine, graph.Drawing);
            text.Append($"| [{machine.Name}]({machine.Name}.md) | {machine.Title} | {graph.States.Count} | {drawing.Names.Count} | {graph.Edges.EdgeCount} ");
            text.Append($"| {drawing.Transitions.Count} | {drawing.Offences.Count} | {MachineWalks.Tour(graph).Sum(walk => walk.Count)} |\n");
        }

        text.Append("\nAn offence is an event that breaks a rule in a state; the tour is how many events it takes to see every drawn transition once.\n");
        return text.ToString();
    }

    private static string TourText(IReadOnlyList<IReadOnlyList<Transition>> tour) => tour.Count == 1
        ? $"A walk of {tour[0].Count} events takes every drawn transition."
        : $"{tour.Count} walks of {tour.Sum(walk => walk.Count)} events together take every drawn transition.";

    private static void Alphabet(IMachine machine, StringBuilder text)
    {
        text.Append("## Events\n\n| event | by | when |\n|---|---|---|\n");
        foreach (var e in machine.Events)
            text.Append($"| {e.Name} | {MachineTable.Text(e.Actor)} | {e.Guard ?? "always"} |\n");
        text.Append('\n');
    }

    private static void Remarks(IMachine machine, StringBuilder text)
    {
        if (machine.Remarks.Count == 0)
            return;
        text.Append("## Meant so\n\n");
        foreach (var remark in machine.Remarks)
            text.Append($"- {(remark.Question == MachineQuestion.DeadEnd ? "A dead end" : "A way round by one alone")}: {remark.Subject}. {char.ToUpperInvariant(remark.Reason[0])}{remark.Reason[1..]}.\n");
        text.Append('\n');
    }

    private static void State(MachineDrawing drawing, int state, StringBuilder text)
    {
        text.Append($"\n### {drawing.Names[state]}\n\n| event | by | leads to |\n|---|---|---|\n");
        foreach (var row in MachineTable.Rows(drawing, state))
            text.Append($"| {row.Event} | {row.Actor} | {string.Join("; or ", row.Targets.Concat(row.Rules.Count > 0 ? [$"breaks {string.Join(", ", row.Rules.Select(rule => $"`{rule}`"))}"] : Array.Empty<string>()))} |\n");
    }
}
