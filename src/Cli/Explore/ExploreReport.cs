using Virtspec.Cli.Report;
using Virtspec.Exploration;
using Virtspec.Exploration.Execution;
using Virtspec.Exploration.MemoryModels;
using Virtspec.Exploration.Schedules;

namespace Virtspec.Cli.Explore;

/// <summary>One finding as it is kept.</summary>
/// <param name="Saved">The simplest schedule known.</param>
/// <param name="Found">As it was found.</param>
/// <param name="Shrunk">How it became simpler; null when it was left as it is.</param>
/// <param name="Path">Where it is kept.</param>
/// <param name="Problem">Why it is kept nowhere.</param>
/// <param name="Broken">Statements broken along the simplest schedule, in that order.</param>
internal sealed record FindingReport(
    SavedFinding Saved, Finding Found, ShrinkResult? Shrunk, string? Path, string? Problem, IReadOnlyList<BrokenStatement> Broken);

/// <summary>What one search came to.</summary>
/// <param name="Search">What was to be searched.</param>
/// <param name="Result">Null when it was not begun.</param>
/// <param name="Findings">What goes wrong.</param>
/// <param name="Resumed">Whether it went on with an earlier run.</param>
internal sealed record SearchReport(PlannedSearch Search, ExplorationResult? Result, IReadOnlyList<FindingReport> Findings, bool Resumed)
{
    /// <summary>A stronger memory model under which the scenario went wrong, so that this search was not begun.</summary>
    internal MemoryModel? WrongUnder { get; init; }

    /// <summary>How often each statement was judged, by id.</summary>
    internal IReadOnlyDictionary<string, StatementCount> Judged => Result?.Judged ?? new Dictionary<string, StatementCount>();

    /// <summary>Whether all was looked at that was asked for.</summary>
    internal bool Complete => Result is { } result && result.Counts.Truncated == 0 && (Search.Options.Samples || result.Coverage != Coverage.Stopped);
}

/// <summary>All that the report of an exploration says.</summary>
/// <param name="Options">What was asked.</param>
/// <param name="Plan">What that means.</param>
/// <param name="Canaries">Mistakes that were looked for first, and found.</param>
/// <param name="Searches">What they came to.</param>
/// <param name="Signal">Exit code of the signal that ended it; 0 for none.</param>
/// <param name="Drawing">How findings are drawn.</param>
internal sealed record ExploreReport(
    ExploreOptions Options, ExplorePlan Plan, IReadOnlyList<Canary> Canaries, IReadOnlyList<SearchReport> Searches, int Signal, Drawing Drawing)
{
    private string From => Options.From is { } path ? $" --from {Shell.Quote(path)}" : string.Empty;

    /// <summary>The command that does the same again.</summary>
    internal string Again => $"virtspec explore{Options.Arguments(Plan.Seed)}";

    internal int Exit => Searches.Any(search => search.Findings.Count > 0) ? ExitCode.Finding
        : Signal != 0 ? Signal
        : Searches.All(search => search.Complete) ? ExitCode.NothingFound
        : ExitCode.Inconclusive;

    /// <summary>The whole finding in a word, for <c>virtspec replay</c>.</summary>
    internal string Schedule(FindingReport finding) => RunText.Write(finding.Saved.Run, Plan.Find);

    /// <summary>The command that shows a finding again where there is no file of it, as where a build server's reports are read.</summary>
    internal string ReproduceAnywhere(FindingReport finding) => $"virtspec replay {Schedule(finding)}{From}";

    /// <summary>Drawings of each finding, in each format that has a file for each.</summary>
    internal IEnumerable<(ReportFormat Format, Func<string> Make)> Drawings() =>
        from finding in Searches.SelectMany(search => search.Findings).DistinctBy(finding => finding.Saved.Id)
        from format in ReportFormat.OfExploration
        where format.PerFinding
        select (format.For(finding.Saved.Id), (Func<string>)(() => Drawing.Draw(format, finding.Saved.Run)));

    /// <summary>The command that shows a finding again.</summary>
    internal string Reproduce(FindingReport finding)
    {
        if (finding.Path is null)
            return Again;
        return $"virtspec replay {finding.Saved.Id}{From}{(Options.Out is { } output ? $" --out {Shell.Quote(output)}" : string.Empty)}";
    }
}
