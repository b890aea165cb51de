using Virtspec.Model.Rules;
using Virtspec.Specification.Catalogue;

namespace Virtspec.Oracle;

/// <summary>What the judge concludes about one requirement.</summary>
internal enum Verdict
{
    /// <summary>Its premise arose, and it held each time.</summary>
    Passed,

    /// <summary>It was broken at least once.</summary>
    Failed,

    /// <summary>It could have been seen here, and its premise never arose.</summary>
    NotExercised,

    /// <summary>It cannot be seen here; a reason says why.</summary>
    NotObservable,
}

/// <summary>One breach with its evidence.</summary>
/// <param name="Case">Case in which it happened.</param>
/// <param name="Seen">What was seen.</param>
/// <param name="Expected">What was expected.</param>
/// <param name="Steps">What led there, oldest first, in one line each.</param>
/// <param name="Program">What was done to the peer up to there, in the words that do it again; empty where nobody wrote it down.</param>
internal sealed record Finding(string Case, string Seen, string Expected, IReadOnlyList<string> Steps, IReadOnlyList<string> Program)
{
    /// <summary>The same breach by the fewest steps that were found to show it; null when none were looked for, or none did.</summary>
    internal Shrunk? Shrunk { get; init; }
}

/// <summary>A breach seen again, by as few steps as were found to show it.</summary>
/// <param name="Program">What was done to the peer.</param>
/// <param name="Seen">What was seen.</param>
/// <param name="Expected">What was expected.</param>
/// <param name="Steps">What happened, oldest first.</param>
/// <param name="Tries">How many programs were tried.</param>
/// <param name="Shown">How often the last program showed it.</param>
/// <param name="Of">Out of so many times that it ran.</param>
internal sealed record Shrunk(
    IReadOnlyList<string> Program, string Seen, string Expected, IReadOnlyList<string> Steps, int Tries, int Shown, int Of);

/// <summary>One requirement and what came of it.</summary>
/// <param name="Requirement">The requirement.</param>
/// <param name="Verdict">The conclusion.</param>
/// <param name="Held">How often it held.</param>
/// <param name="Broken">How often it was broken.</param>
/// <param name="Reason">Why it is not observable or was not exercised.</param>
/// <param name="Findings">Evidence: the first breach of each case, a few at most.</param>
internal sealed record RequirementResult(
    Requirement Requirement, Verdict Verdict, int Held, int Broken, string? Reason, IReadOnlyList<Finding> Findings)
{
    /// <summary>In how many cases it was broken. Unlike how often, that hardly hangs on how fast either side was.</summary>
    internal int BrokenIn { get; init; }
}

/// <summary>Counts, per requirement, how often it held and was broken; keeps evidence of the first breaches.</summary>
internal sealed class Tally(RequirementCatalogue catalogue)
{
    private const int FindingsKept = 3;

    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _notObservable = new(StringComparer.Ordinal);

    /// <summary>The entries by the index of the rule: they are looked up for every event.</summary>
    private Entry?[] _byRule = [];

    /// <summary>Name of the current case.</summary>
    internal string Case { get; set; } = string.Empty;

    /// <summary>What was done to the peer so far, for the evidence.</summary>
    internal Func<IReadOnlyList<string>> Program { get; set; } = () => [];

    /// <summary>Whether anything was broken by the device.</summary>
    internal int BreachesByDevice { get; private set; }

    /// <summary>Takes a step's verdicts and clears the log.</summary>
    /// <param name="log">What the step said.</param>
    /// <param name="forgiveDriver">Whether breaches by the driver are intended and do not count.</param>
    /// <param name="steps">What led there.</param>
    internal void Take(RuleLog log, bool forgiveDriver, StepLog steps)
    {
        // By index: a list behind an interface makes an object to be enumerated, and this is done for every event.
        for (var i = 0; i < log.Held.Count; i++)
            EntryOf(log.Held[i]).Held++;
        foreach (var breach in log.Breaches)
        {
            var entry = EntryOf(breach.Rule);
            if (entry.Requirement.Role == Role.Driver && forgiveDriver)
                continue;
            entry.Break(Case);
            if (entry.Requirement.Role == Role.Device)
                BreachesByDevice++;
            if (entry.Findings.Count < FindingsKept && entry.Findings.All(finding => finding.Case != Case))
                entry.Findings.Add(new Finding(Case, breach.Seen, breach.Expected, steps.Lines(), Program()));
        }

        log.Clear();
    }

    /// <summary>Says that a requirement, or all of a clause, cannot be seen in this run. Counts as nothing when it was seen all the same.</summary>
    internal void NotObservable(string idOrClause, string reason)
    {
        foreach (var requirement in catalogue.Match([idOrClause]))
            _notObservable[requirement.Id] = reason;
    }

    /// <summary>How often a requirement was broken so far.</summary>
    internal int Broken(string id) => _entries.TryGetValue(id, out var entry) ? entry.Broken : 0;

    /// <summary>The conclusion for each of <paramref name="scope"/>, in their order.</summary>
    internal IReadOnlyList<RequirementResult> Conclude(IEnumerable<Requirement> scope) => [.. scope.Select(Conclude)];

    private RequirementResult Conclude(Requirement requirement)
    {
        var entry = _entries.GetValueOrDefault(requirement.Id);
        if (entry is { Broken: > 0 })
            return new RequirementResult(requirement, Verdict.Failed, entry.Held, entry.Broken, null, entry.Findings) { BrokenIn = entry.BrokenIn };
        if (entry is { Held: > 0 })
            return new RequirementResult(requirement, Verdict.Passed, entry.Held, 0, null, []);
        var reason = requirement.Judged != Judged.Rule ? requirement.Reason ?? "not modelled yet" : _notObservable.GetValueOrDefault(requirement.Id);
        return reason is null
            ? new RequirementResult(requirement, Verdict.NotExercised, 0, 0, "its premise did not arise in this run", [])
            : new RequirementResult(requirement, Verdict.NotObservable, 0, 0, reason, []);
    }

    private Entry EntryOf(Rule rule)
    {
        if (rule.Index >= _byRule.Length)
            Array.Resize(ref _byRule, Math.Max(rule.Index + 1, 2 * _byRule.Length));
        return _byRule[rule.Index] ??= _entries[rule.Id] = new Entry(catalogue[rule.Id]);
    }

    private sealed class Entry(Requirement requirement)
    {
        // Cases run one after the other: the last one that broke it tells whether this one is counted.
        private string? _brokenLast;

        internal Requirement Requirement { get; } = requirement;

        internal int Held { get; set; }

        internal int Broken { get; private set; }

        internal int BrokenIn { get; private set; }

        internal List<Finding> Findings { get; } = [];

        internal void Break(string check)
        {
            Broken++;
            if (check != _brokenLast)
                BrokenIn++;
            _brokenLast = check;
        }
    }
}
