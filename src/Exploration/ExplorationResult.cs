using Virtspec.Exploration.Execution;
using Virtspec.Exploration.Search;

namespace Virtspec.Exploration;

/// <summary>How a search ended.</summary>
public enum Coverage
{
    /// <summary>Every execution was covered.</summary>
    Exhausted,

    /// <summary>Every execution within the bound was covered: deviations, or steps.</summary>
    Bounded,

    /// <summary>Some were drawn.</summary>
    Sampled,

    /// <summary>It was stopped: by a finding, a limit or a signal.</summary>
    Stopped,
}

/// <summary>Something that goes wrong, with a schedule that shows it.</summary>
/// <param name="Failure">What.</param>
/// <param name="Schedule">How it comes to it.</param>
/// <param name="Execution">How many executions had been looked at, this one included.</param>
internal sealed record Finding(Failure Failure, Pick[] Schedule, long Execution)
{
    /// <summary>In how many executions it was met.</summary>
    internal long Times { get; set; } = 1;
}

/// <summary>What came of a search, or has so far.</summary>
public sealed class ExplorationResult
{
    internal ExplorationResult(
        ExplorationOptions options, Coverage coverage, Tally tally, IReadOnlyList<Finding> findings, IReadOnlyCollection<string> outcomes, TimeSpan elapsed)
    {
        (Options, Coverage, Counts, Found, Outcomes, Elapsed) = (options, coverage, tally, findings, outcomes, elapsed);
    }

    /// <summary>What was asked.</summary>
    public ExplorationOptions Options { get; }

    /// <summary>What was covered.</summary>
    public Coverage Coverage { get; }

    /// <summary>Executions that came to their end.</summary>
    public long Executions => Counts.Complete;

    /// <summary>Whether nothing went wrong in what was covered.</summary>
    public bool Passed => Found.Count == 0;

    /// <summary>What went wrong, a line each.</summary>
    public IReadOnlyList<string> Failures => [.. Found.Select(finding => finding.Failure.Text)];

    /// <summary>Different outcomes, if they were to be collected.</summary>
    public IReadOnlyCollection<string> Outcomes { get; }

    /// <summary>How long it took.</summary>
    public TimeSpan Elapsed { get; }

    internal Tally Counts { get; }

    internal IReadOnlyList<Finding> Found { get; }

    /// <summary>For samples: different classes of executions seen, and an estimate of all.</summary>
    internal (long Seen, double Estimate)? Classes { get; init; }

    /// <summary>How often the scenario's judge judged each statement, by id; empty without a judge, and until the search is over.</summary>
    internal IReadOnlyDictionary<string, StatementCount> Judged { get; init; } = new Dictionary<string, StatementCount>();

    /// <summary>Executions done again to see that they come out the same.</summary>
    internal long Rechecked { get; init; }
}
