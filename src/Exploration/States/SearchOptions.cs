namespace Virtspec.Exploration.States;

/// <summary>What a search leaves out because it is known to bring nothing new.</summary>
[Flags]
internal enum Reductions
{
    /// <summary>Nothing is left out.</summary>
    None = 0,

    /// <summary>Sleep sets: of two orders of independent actions one is followed. Every state is reached. Depth-first only.</summary>
    Sleep = 1,

    /// <summary>
    /// Persistent sets: where some processes cannot be disturbed by the others, the others wait. Ends are all reached, violations of
    /// invariants and deadlocks found; other states may not be reached.
    /// </summary>
    Persistent = 2,
}

/// <summary>How a search is to be done.</summary>
/// <typeparam name="TState">The machine's state.</typeparam>
internal sealed record SearchOptions<TState>
    where TState : unmanaged
{
    /// <summary>What to leave out. Ignored, that is none, where <see cref="Liveness"/> is asked.</summary>
    internal Reductions Reductions { get; init; }

    /// <summary>Whether fair cycles on which an obligation stays open are looked for. Breadth-first only.</summary>
    internal bool Liveness { get; init; }

    /// <summary>Whether the graph is kept and returned. Breadth-first only.</summary>
    internal bool KeepGraph { get; init; }

    /// <summary>Whether the search goes on after a violation; if so, the first of each kind and name is kept.</summary>
    internal bool GoOn { get; init; }

    /// <summary>The search stops when it has seen this many states.</summary>
    internal int MaxStates { get; init; } = int.MaxValue;

    /// <summary>The search stops soon after this is cancelled.</summary>
    internal CancellationToken Cancellation { get; init; }

    /// <summary>Told every few thousand states how far the search is. The rate is the caller's clock's business.</summary>
    internal Action<SearchProgress>? Progress { get; init; }

    /// <summary>Shown every state in which nothing is enabled, once.</summary>
    internal Action<TState>? Ends { get; init; }
}

/// <summary>How far a search is.</summary>
/// <param name="States">Different states seen.</param>
/// <param name="Transitions">Actions taken.</param>
/// <param name="Depth">Actions from the initial state to where the search is.</param>
/// <param name="Pending">States seen whose successors have not all been.</param>
internal readonly record struct SearchProgress(long States, long Transitions, int Depth, long Pending);
