using System.Text;
using Virtspec.Model.Machines;

namespace Virtspec.Specification.Machines;

/// <summary>A machine drawn for Graphviz. One arrow between two states has all events of one actor on it, a line each.</summary>
internal static class MachineDot
{
    internal static string Draw(MachineDrawing drawing)
    {
        var text = new StringBuilder();
        text.Append($"digraph \"{drawing.Machine.Name}\" {{\n");
        text.Append("  // The driver's doing is blue, the device's black, what neither does is dashed.\n");
        text.Append("  rankdir=LR; node [shape=box, style=rounded, fontname=\"sans-serif\"]; edge [fontname=\"sans-serif\", fontsize=10];\n");
        text.Append("  initial [shape=point];\n");
        for (var state = 0; state < drawing.Names.Count; state++)
            text.Append($"  s{state} [label=\"{drawing.Names[state]}\"];\n");
        text.Append("  initial -> s0;\n");
        foreach (var (source, target, actor, names) in MachineArrows.Of(drawing))
            text.Append($"  s{source} -> s{target} [label=\"{string.Join("\\n", names)}\"{Style(actor)}];\n");
        return text.Append("}\n").ToString();
    }

    private static string Style(Actor actor) => actor switch
    {
        Actor.Driver => ", color=blue, fontcolor=blue",
        Actor.Device => string.Empty,
        _ => ", style=dashed, color=gray, fontcolor=gray",
    };
}

/// <summary>A machine drawn for Mermaid, which GitHub shows. Events of all actors share an arrow.</summary>
internal static class MachineMermaid
{
    internal static string Draw(MachineDrawing drawing)
    {
        var text = new StringBuilder("stateDiagram-v2\n");
        for (var state = 0; state < drawing.Names.Count; state++)
            text.Append($"  state \"{drawing.Names[state]}\" as s{state}\n");
        text.Append("  [*] --> s0\n");
        foreach (var arrow in MachineArrows.Of(drawing).GroupBy(arrow => (arrow.Source, arrow.Target)))
            text.Append($"  s{arrow.Key.Source} --> s{arrow.Key.Target} : {string.Join("<br/>", arrow.SelectMany(actor => actor.Names))}\n");
        return text.ToString();
    }
}

/// <summary>The arrows of a drawing: what leads from one state to another, by actor.</summary>
internal static class MachineArrows
{
    internal static IEnumerable<(int Source, int Target, Actor Actor, IReadOnlyList<string> Names)> Of(MachineDrawing drawing)
    {
        var events = drawing.Machine.Events;
        return drawing.Transitions
            .GroupBy(edge => (edge.Source, edge.Target, events[edge.Event].Actor))
            .OrderBy(arrow => arrow.Key)
            .Select(arrow => (arrow.Key.Source, arrow.Key.Target, arrow.Key.Actor, (IReadOnlyList<string>)[.. arrow.Select(edge => events[edge.Event].Name)]));
    }
}
