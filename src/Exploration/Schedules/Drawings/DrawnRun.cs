namespace Virtspec.Exploration.Schedules.Drawings;

/// <summary>Who a lane is of.</summary>
internal enum LaneKind
{
    /// <summary>An agent: it goes on, waits and ends.</summary>
    Agent,

    /// <summary>Memory, where stores arrive late.</summary>
    Memory,

    /// <summary>A doorbell.</summary>
    Bell,
}

/// <summary>A lane.</summary>
/// <param name="Name">Its head.</param>
/// <param name="Kind">Who it is of.</param>
internal sealed record DrawnLane(string Name, LaneKind Kind);

/// <summary>A row.</summary>
/// <param name="Number">The number of its step; empty where the row before has it.</param>
/// <param name="Breaks">Whether its step breaks a statement.</param>
/// <param name="Lane">Where its text stands.</param>
/// <param name="Text">The text.</param>
/// <param name="Kind">What it tells of.</param>
/// <param name="Passage">What goes along its arrow, null for no arrow.</param>
/// <param name="From">Where its arrow begins.</param>
/// <param name="To">Where it ends.</param>
/// <param name="Asleep">Agents that wait from here on, as bits.</param>
/// <param name="Done">Agents that are at their ends, as bits.</param>
internal sealed record DrawnRow(
    string Number, bool Breaks, int Lane, string Text, RowKind Kind, Passage? Passage, int From, int To, ulong Asleep, ulong Done);

/// <summary>
/// A run as pictures have it: a lane for each agent, one for memory where stores arrive late, one for each doorbell, and arrows for what goes from lane to lane.
/// </summary>
/// <param name="Title">Scenario, parameters and memory model.</param>
/// <param name="Lanes">Agents first.</param>
/// <param name="Rows">In order; the middle of long solos left out.</param>
/// <param name="Closing">What went wrong and who waits for what, a line each.</param>
/// <param name="Failed">Whether something went wrong.</param>
internal sealed record DrawnRun(
    string Title, IReadOnlyList<DrawnLane> Lanes, IReadOnlyList<DrawnRow> Rows, IReadOnlyList<string> Closing, bool Failed)
{
    /// <param name="recording">The run.</param>
    /// <param name="foldFrom">Rows of one agent on its own from which on their middle is left out; 0 to leave out nothing.</param>
    internal static DrawnRun Of(Recording recording, int foldFrom)
    {
        var agents = recording.Agents.Count;
        var late = recording.Rows.Any(row => row.Passage is { Bell: null });
        List<DrawnLane> lanes =
        [
            .. recording.Agents.Select(name => new DrawnLane(name, LaneKind.Agent)),
            .. late ? [new DrawnLane(recording.Shared, LaneKind.Memory)] : (DrawnLane[])[],
            .. recording.Bells.Select(bell => new DrawnLane(bell.Name, LaneKind.Bell)),
        ];
        var bells = recording.Bells.Select((bell, index) => (bell, Lane: index + agents + (late ? 1 : 0))).ToDictionary(bell => bell.bell, bell => bell.Lane);
        var rows = new List<DrawnRow>();
        var step = 0;
        foreach (var folded in Folding.Fold(recording.Rows, foldFrom))
        {
            var row = folded.Row;
            var shared = row.Passage?.Bell is { } bell ? bells[bell] : agents;
            var passage = folded.Hidden == 0 ? row.Passage : null;
            var (from, to) = passage is null ? (0, 0) : passage.Taken ? (shared, passage.Agent) : (passage.Agent, shared);
            rows.Add(new DrawnRow(
                row.Step == step ? string.Empty : $"{row.Step}", recording.BreakingSteps.Contains(row.Step) && folded.Hidden == 0,
                row.Lane < agents ? row.Lane : shared, folded.Text, row.Kind, passage, from, to, row.Asleep, row.Done));
            step = row.Step;
        }

        return new DrawnRun(recording.Title, lanes, rows, recording.Closing, recording.Failed);
    }
}
