namespace Virtspec.Exploration.Search;

/// <summary>What a worker has done so far. One worker writes; others may read while it does, and see numbers a little old.</summary>
internal sealed class Tally
{
    /// <summary>Executions that came to their end.</summary>
    internal long Complete { get; set; }

    /// <summary>Executions given up because another one had covered all that could follow.</summary>
    internal long Redundant { get; set; }

    /// <summary>Executions cut off at the step limit: what follows was not looked at.</summary>
    internal long Truncated { get; set; }

    /// <summary>Steps done, those of repeated beginnings too.</summary>
    internal long Steps { get; set; }

    /// <summary>Different states met, where states are told apart.</summary>
    internal long States { get; set; }

    /// <summary>Executions given up at a state met before.</summary>
    internal long Merged { get; set; }

    /// <summary>Most steps in an execution.</summary>
    internal int Depth { get; set; }

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
