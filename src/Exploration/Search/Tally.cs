namespace Virtspec.Exploration.Search;

/// <summary>What a worker has done so far. One worker writes; others may read while it does, and see numbers a little old.</summary>
internal sealed class Tally
{
    /// <summary>Executions that came to their end.</summary>
    public long Complete { get; set; }

    /// <summary>Executions given up because another one had covered all that could follow.</summary>
    public long Redundant { get; set; }

    /// <summary>Executions cut off at the step limit: what follows was not looked at.</summary>
    public long Truncated { get; set; }

    /// <summary>Steps done, those of repeated beginnings too.</summary>
    public long Steps { get; set; }

    /// <summary>Different states met, where states are told apart.</summary>
    public long States { get; set; }

    /// <summary>Executions given up at a state met before.</summary>
    public long Merged { get; set; }

    /// <summary>Most steps in an execution.</summary>
    public int Depth { get; set; }

    /// <summary>Executions begun and ended in whatever way.</summary>
    internal long Executions => Complete + Redundant + Truncated + Merged;

    internal void Clear() =>
        (Complete, Redundant, Truncated, Steps, States, Merged, Depth) = (0, 0, 0, 0, 0, 0, 0);

    internal void Add(Tally other)
    {
        Complete += other.Complete;
        Redundant += other.Redundant;
        Truncated += other.Truncated;
        Steps += other.Steps;
        States += other.States;
        Merged += other.Merged;
        Depth = Math.Max(Depth, other.Depth);
    }
}
