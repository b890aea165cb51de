namespace Virtspec.Exploration.Execution;

/// <summary>A statement that was broken.</summary>
/// <param name="Id">Which.</param>
/// <param name="Seen">What happened, in one line.</param>
/// <param name="Expected">What the statement asks for instead, in one line.</param>
/// <param name="Step">At which step; the last one for what is missing at the end.</param>
internal sealed record BrokenStatement(string Id, string Seen, string Expected, int Step)
{
    public override string ToString() => $"{Id}: {Seen}; expected: {Expected}";
}

/// <summary>How often a statement was judged.</summary>
/// <param name="Held">Times its premise arose and it was kept.</param>
/// <param name="Broken">Times it was broken.</param>
internal readonly record struct StatementCount(long Held, long Broken)
{
    /// <summary>Counts of one judge and another together.</summary>
    internal static IReadOnlyDictionary<string, StatementCount> Sum(IEnumerable<IReadOnlyDictionary<string, StatementCount>> counts) => counts
        .SelectMany(judged => judged).GroupBy(count => count.Key)
        .ToDictionary(same => same.Key, same => new StatementCount(same.Sum(count => count.Value.Held), same.Sum(count => count.Value.Broken)));
}

/// <summary>
/// A witness that names the statements which an execution breaks. Made once for a world, and told of each execution by <see cref="IWitness.Begin"/>.
/// </summary>
/// <remarks>
/// A search may leave out orders of steps that commute: of those a judge sees one. What it names is broken all the same. So that a state is not taken
/// for one in which the judge knows other things, what it remembers is part of the state.
/// </remarks>
internal interface IJudge : IWitness
{
    /// <summary>What this execution has broken so far, in that order.</summary>
    IReadOnlyList<BrokenStatement> Broken { get; }

    /// <summary>
    /// The first of them that is a failure by itself. What may only lead to one, as a missing fence under a memory model that needs none, is no reason to
    /// end an execution: the explorer looks for what comes of it.
    /// </summary>
    BrokenStatement? Failing { get; }

    /// <summary>How often each statement was judged, in all executions so far, by id.</summary>
    IReadOnlyDictionary<string, StatementCount> Counts { get; }

    /// <summary>Nobody can go on.</summary>
    void Ended(World world);
}
