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
internal sealed record CheckReport(CheckOptions Options, ulong Seed, CheckResult Result, IReadOnlyList<string> Deaths, bool Stopped)
{
    internal static string Version { get; } =
        typeof(CheckReport).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>The command that does the same check again.</summary>
    internal string Again => $"virtspec check {Options.TargetArguments} --seed {Seed}{Options.SelectionArguments}";

    /// <summary>Whether it is a breach of the kind that <c>--fail-on</c> asks for.</summary>
    internal bool Counts(RequirementResult result) =>
        result.Verdict == Verdict.Failed && (!Options.FailOnMustOnly || result.Requirement.Level.IsMust());

    /// <summary>The command that shows a finding again.</summary>
    internal string Reproduce(Finding finding, string id) =>
        $"virtspec check {Options.TargetArguments} --seed {Seed} "
        // What shows before the first case shows in every case.
        + (CheckRun.AllCases.Any(check => check.Name == finding.Case) ? $"--case {finding.Case} " : string.Empty)
        + $"--select {id}";
}
