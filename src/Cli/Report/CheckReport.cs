using System.Reflection;
using Virtspec.Cli.Check;
using Virtspec.Oracle;
using Virtspec.Specification.Catalogue;
using Virtspec.Suite;

namespace Virtspec.Cli.Report;

/// <summary>All that a report says.</summary>
/// <param name="Options">What was asked for.</param>
/// <param name="Seed">Seed of the run.</param>
/// <param name="Result">What was found.</param>
/// <param name="Deaths">How the back-end ended each time it had to be started again.</param>
/// <param name="Stopped">Whether the user ended it early.</param>
internal sealed record CheckReport(CheckOptions Options, ulong Seed, CheckResult Result, IReadOnlyList<Death> Deaths, bool Stopped)
{
    /// <summary>The chapter that is reported apart from conformance.</summary>
    internal const string RobustnessChapter = "robustness";

    internal static string Version { get; } =
        typeof(CheckReport).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>The command that does the same check again.</summary>
    internal string Again => $"virtspec check {Options.TargetArguments} --seed {Seed}{Options.SelectionArguments}";

    /// <summary>The results that <c>--level</c> asks for.</summary>
    internal IReadOnlyList<RequirementResult> Shown { get; } =
        [.. Result.Results.Where(result => Options.Levels.Count == 0 || Options.Levels.Contains(result.Requirement.Level.Strength()))];

    /// <summary>Those of them that a document asks for, or that follow from one.</summary>
    internal IReadOnlyList<RequirementResult> Conformance => [.. Shown.Where(result => !IsRobustness(result))];

    /// <summary>Those of them that are reported apart: no document says what a device owes to a driver that means harm.</summary>
    internal IReadOnlyList<RequirementResult> Robustness => [.. Shown.Where(IsRobustness)];

    /// <summary>All steps that a command of this report takes.</summary>
    internal IEnumerable<IReadOnlyList<string>> Programs =>
    [
        .. Result.Results.SelectMany(result => result.Findings).Select(finding => Story.Of(finding).Program),
        .. Options.Steps is { } steps ? [[.. steps.Select(step => step.ToString())]] : (IReadOnlyList<string>[])[],
    ];

    private static bool IsRobustness(RequirementResult result) => result.Requirement.Chapter.Name == RobustnessChapter;

    /// <summary>Whether it is a breach of the kind that <c>--fail-on</c> asks for.</summary>
    internal bool Counts(RequirementResult result) => result.Verdict == Verdict.Failed && result.Requirement.Level.Strength() <= Options.FailOn;

    /// <summary>How the back-end ended in a case, each time that it did.</summary>
    internal IEnumerable<Death> DeathsIn(CheckCase check) => Deaths.Where(death => death.Case == check.Name);

    /// <summary>The command that shows a finding again: its fewest steps, or its case where no steps are known to show it.</summary>
    internal string Reproduce(Finding finding, string id)
    {
        var what = Story.Of(finding).Program is { Count: > 0 } program ? $" --steps {StepFile.Argument(program, Options.Out)}"
            : Options.Steps is not null ? Options.StepArguments
            // What shows before the first case shows in every case.
            : CheckRun.AllCases.Any(check => check.Name == finding.Case) ? $" --case {finding.Case}"
            : string.Empty;
        return $"virtspec check {Options.TargetArguments} --seed {Seed}{what} --select {id}{Options.VerdictArguments}";
    }
}
