using Virtspec.Exploration.Execution;
using Virtspec.Exploration.Search;

namespace Virtspec.Exploration.Schedules;

/// <summary>How hard a schedule is to follow: compared by deviations, then switches, then steps.</summary>
/// <param name="Deviations">Picks that the default scheduler would not have made.</param>
/// <param name="Switches">How often another agent goes on than before. Stores that arrive interrupt nobody.</param>
/// <param name="Steps">Steps.</param>
internal readonly record struct ScheduleSize(int Deviations, int Switches, int Steps) : IComparable<ScheduleSize>
{
    public int CompareTo(ScheduleSize other) => (Deviations, Switches, Steps).CompareTo((other.Deviations, other.Switches, other.Steps));

    public override string ToString() =>
        $"{Count(Deviations, "deviation")}, {Count(Switches, "switch", "es")}, {Count(Steps, "step")}";

    private static string Count(int count, string what, string plural = "s") => $"{count} {what}{(count == 1 ? string.Empty : plural)}";
}

/// <summary>What a run along a schedule came to.</summary>
/// <param name="Failure">What went wrong, null for nothing so far.</param>
/// <param name="Picks">The picks taken, one for each step.</param>
/// <param name="Deviations">Those of them that the default scheduler would not have made.</param>
/// <param name="Switches">How often another agent went on than before.</param>
/// <param name="Ended">Whether the run came to its end; else it stopped on the way, by request or at the step limit.</param>
/// <param name="Skipped">Picks asked for that could not be taken.</param>
internal sealed record RunResult(
    Failure? Failure, Pick[] Picks, Deviation[] Deviations, int Switches, bool Ended, int Skipped)
{
    /// <summary>Statements broken on the way, in that order, each once.</summary>
    internal IReadOnlyList<BrokenStatement> Broken { get; init; } = [];

    internal ScheduleSize Size => new(Deviations.Length, Switches, Picks.Length);
}

/// <summary>Where an agent stands.</summary>
/// <param name="Agent">Its name.</param>
/// <param name="Done">Whether it is at its end.</param>
/// <param name="Blocked">Whether it waits for something that others do.</param>
/// <param name="Text">What it is about to do, or waits for, in a few words.</param>
internal sealed record Standing(string Agent, bool Done, bool Blocked, string Text)
{
    public override string ToString() => $"{Agent} {Text}";
}
