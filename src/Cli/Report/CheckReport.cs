using Virtspec.Oracle;
using Virtspec.Suite;

namespace Virtspec.Cli.Report;

/// <summary>All that a report says.</summary>
/// <param name="Target">What was checked.</param>
/// <param name="Arguments">The options that name it again.</param>
/// <param name="Seed">Seed of the run.</param>
/// <param name="Result">What was found.</param>
/// <param name="Stopped">Whether the user ended it early.</param>
internal sealed record CheckReport(string Target, string Arguments, ulong Seed, CheckResult Result, bool Stopped)
{
    internal static string Version { get; } =
        System.Reflection.CustomAttributeExtensions.GetCustomAttribute<System.Reflection.AssemblyInformationalVersionAttribute>(typeof(CheckReport).Assembly)
            ?.InformationalVersion ?? "unknown";

    /// <summary>The command that shows a finding again.</summary>
    internal string Reproduce(Finding finding, string id) =>
        $"virtspec check {Arguments} --seed {Seed} "
        // What shows before the first case shows in every case.
        + (CheckRun.AllCases.Any(check => check.Name == finding.Case) ? $"--case {finding.Case} " : string.Empty)
        + $"--select {id}";
}
