namespace Virtspec.Exploration.States;

/// <summary>Why a search came to its end.</summary>
internal enum SearchEnd
{
    /// <summary>Everything that was to be searched has been.</summary>
    Exhausted,

    /// <summary>A violation was found, and one was enough.</summary>
    Violation,

    /// <summary>The limit of states was reached.</summary>
    StateLimit,

    /// <summary>It was cancelled.</summary>
    Cancelled,
}

/// <summary>What a violation is a violation of.</summary>
internal enum ViolationKind
{
    /// <summary>An invariant does not hold in the last state.</summary>
    Invariant,

    /// <summary>Nothing is enabled in the last state, and it is no legal end.</summary>
    Deadlock,

    /// <summary>Nothing is enabled in the last state, and an obligation is open.</summary>
    HotEnd,

    /// <summary>A fair cycle, on all of which an obligation is open.</summary>
    FairCycle,
}

/// <summary>A way to something that must not be.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">The invariant or the obligation; empty for a deadlock.</param>
/// <param name="Stem">Actions from the initial state, to the violation or to where the cycle begins.</param>
/// <param name="Loop">Actions of the cycle; empty if the cycle is to stay where the stem ends, and for other kinds.</param>
internal sealed record Violation(ViolationKind Kind, string Name, IReadOnlyList<int> Stem, IReadOnlyList<int> Loop);

/// <summary>What a search found.</summary>
/// <param name="End">Why it ended: only an exhausted search proves anything.</param>
/// <param name="States">Different states seen.</param>
/// <param name="Transitions">Actions taken.</param>
/// <param name="Depth">Greatest distance from the initial state (breadth-first) or longest path (depth-first), in actions.</param>
/// <param name="Violations">What was found, the first of each kind and name.</param>
/// <param name="MissProbability">The probability, at most, that a state was taken for another.</param>
/// <param name="Graph">The graph, if it was to be kept.</param>
internal sealed record SearchResult(
    SearchEnd End,
    long States,
    long Transitions,
    int Depth,
    IReadOnlyList<Violation> Violations,
    double MissProbability,
    StateGraph? Graph = null);
