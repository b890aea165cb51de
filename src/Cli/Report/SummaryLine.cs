using Virtspec.Oracle;
using Virtspec.Specification.Catalogue;
using Virtspec.Suite;

namespace Virtspec.Cli.Report;

/// <summary>A run in one line, for grep. Its form is promised by the help of the command.</summary>
internal static class SummaryLine
{
    /// <summary>The line.</summary>
    internal static string Of(CheckReport report, int exit)
    {
        var results = report.Result.Results;
        var ran = report.Result.Cases.Count(check => check.End == CaseEnd.Done);
        var attacks = report.Result.Robustness;
        return string.Join(" · ",
        [
            $"virtspec check: {Word(exit)}",
            $"{Broken(results, Strength.Must)} MUST, {Broken(results, Strength.Should)} SHOULD broken",
            $"{results.Count(result => result.Verdict == Verdict.Passed)} passed",
            .. attacks.Count > 0 ? [$"{attacks.Count(outcome => !RobustnessText.IsLost(outcome.Recovery))} of {attacks.Count} attacks survived"] : (string[])[],
            $"{ran} of {report.Result.Cases.Count} cases ran",
            $"exit code {exit}",
        ]);
    }

    private static int Broken(IEnumerable<RequirementResult> results, Strength strength) => VerdictCounts.Of(results, strength).Failed;

    private static string Word(int exit) => exit switch
    {
        ExitCode.NothingFound => "PASSED",
        ExitCode.Finding => "FAILED",
        ExitCode.Inconclusive => "INCONCLUSIVE",
        ExitCode.Skipped => "SKIPPED",
        ExitCode.Internal or ExitCode.Usage => "ERROR",
        _ => "STOPPED",
    };
}
