using System.Collections.Immutable;

namespace Virtspec.Model.Fabric;

/// <summary>A request that a node accepted and no completer has carried out.</summary>
/// <param name="Node">The node.</param>
/// <param name="Completer">The completer.</param>
/// <param name="Header">The request.</param>
internal readonly record struct AcceptedRequest(int Node, int Completer, TlpHeader Header);

/// <summary>What is known of a fabric: what is on its way, and what is owed. A value. Few things are on their way at once, so arrays are copied.</summary>
internal sealed record FabricState
{
    /// <summary>On links, in the order in which they were sent; of all directions together.</summary>
    internal ImmutableArray<(int Direction, TlpHeader Header)> OnLinks { get; init; } = [];

    /// <summary>In nodes, in the order in which they were accepted.</summary>
    internal ImmutableArray<AcceptedRequest> InNodes { get; init; } = [];

    /// <summary>Requests that an answer is owed to.</summary>
    internal ImmutableArray<TlpHeader> Unanswered { get; init; } = [];

    /// <summary>Doorbells that were rung and not heard.</summary>
    internal ImmutableHashSet<int> Rung { get; init; } = [];

    /// <summary>Nodes whose completers keep the order of the link among each other.</summary>
    internal ImmutableHashSet<int> StrictNodes { get; init; } = [];

    /// <inheritdoc/>
    public bool Equals(FabricState? other) =>
        other is not null && OnLinks.SequenceEqual(other.OnLinks) && InNodes.SequenceEqual(other.InNodes)
        && Unanswered.SequenceEqual(other.Unanswered) && Rung.SetEquals(other.Rung) && StrictNodes.SetEquals(other.StrictNodes);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(OnLinks.Length, InNodes.Length, Unanswered.Length, Rung.Count);
}
