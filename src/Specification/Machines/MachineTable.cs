using Virtspec.Model.Machines;

namespace Virtspec.Specification.Machines;

/// <summary>Where an event leads from a state of a drawing.</summary>
/// <param name="State">Name of the state.</param>
/// <param name="Event">Name of the event.</param>
/// <param name="Actor">Who does it.</param>
/// <param name="Targets">Names of the states it leads to; <c>stays</c> for the same one.</param>
/// <param name="Rules">Ids of the statements it breaks, in some state of that name.</param>
internal sealed record MachineRow(string State, string Event, string Actor, IReadOnlyList<string> Targets, IReadOnlyList<string> Rules);

/// <summary>The transitions of a drawing as a table.</summary>
internal static class MachineTable
{
    /// <summary>A row for each state and each event that can happen in it.</summary>
    internal static IEnumerable<MachineRow> Rows(MachineDrawing drawing) =>
        Enumerable.Range(0, drawing.Names.Count).SelectMany(state => Rows(drawing, state));

    /// <summary>A row for each event that can happen in a state.</summary>
    /// <param name="drawing">The drawing.</param>
    /// <param name="state">Number of the state in it.</param>
    internal static IEnumerable<MachineRow> Rows(MachineDrawing drawing, int state) =>
        from e in Enumerable.Range(0, drawing.Machine.Events.Count)
        let row = new MachineRow(
            drawing.Names[state], drawing.Machine.Events[e].Name, Text(drawing.Machine.Events[e].Actor),
            [.. drawing.Transitions.Where(edge => edge.Source == state && edge.Event == e).Select(edge => edge.Target == state ? "stays" : drawing.Names[edge.Target])],
            [.. drawing.Offences.Where(offence => offence.Source == state && offence.Event == e).SelectMany(offence => offence.Rules)])
        where row.Targets.Count + row.Rules.Count > 0
        select row;

    /// <summary>An actor in a word.</summary>
    internal static string Text(Actor actor) => actor.ToString().ToLowerInvariant();
}
