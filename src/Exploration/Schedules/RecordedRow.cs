namespace Virtspec.Exploration.Schedules;

/// <summary>What a row of a recording tells of.</summary>
internal enum RowKind
{
    /// <summary>An agent's access took place.</summary>
    Access,

    /// <summary>A store that was on its way arrived.</summary>
    Arrival,

    /// <summary>An agent came to wait for others.</summary>
    Waits,

    /// <summary>An agent came to its end.</summary>
    Ends,

    /// <summary>An agent found what went wrong.</summary>
    Fails,
}

/// <summary>A doorbell that somebody rang or waited for.</summary>
/// <param name="Place">Its place in memory, which tells it from others of one name.</param>
/// <param name="Name">What the scenario calls it.</param>
internal sealed record Bell(int Place, string Name);

/// <summary>Something that goes from an agent to what all share, or comes from there.</summary>
/// <param name="Agent">The agent.</param>
/// <param name="Bell">The doorbell, null for memory.</param>
/// <param name="Taken">Whether the agent takes it; else it gives.</param>
internal sealed record Passage(int Agent, Bell? Bell, bool Taken)
{
    /// <summary>What becomes of the doorbell.</summary>
    internal string Word => Taken ? "taken" : "rung";
}

/// <summary>One thing that happened, or an agent that came to a stop.</summary>
/// <param name="Step">In which step of the run, 0 before the first.</param>
/// <param name="Lane">Agent that did it; the number of agents for memory and doorbells.</param>
/// <param name="Kind">What it tells of.</param>
/// <param name="Text">That in words.</param>
/// <param name="Passage">What went from lane to lane, null for nothing.</param>
/// <param name="Asleep">Agents that wait for others, as bits.</param>
/// <param name="Done">Agents that are at their ends, as bits.</param>
internal sealed record RecordedRow(int Step, int Lane, RowKind Kind, string Text, Passage? Passage, ulong Asleep, ulong Done)
{
    /// <summary>What an access did to a doorbell at once, null for nothing.</summary>
    internal string? Echo => Kind == RowKind.Access && Passage is { Bell: { } bell } ? $"{bell.Name} {Passage.Word}" : null;
}
