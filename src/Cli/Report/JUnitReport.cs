using System.Text;
using Virtspec.Oracle;
using Virtspec.Specification.Catalogue;
using Virtspec.Suite;

namespace Virtspec.Cli.Report;

/// <summary>
/// The report for build servers: a suite for each section, a test for each requirement. Last come the cases that did not run to their end, for
/// what they would have shown is missing from the verdicts.
/// </summary>
internal static class JUnitReport
{
    /// <summary>The report as XML.</summary>
    internal static string Serialize(CheckReport report) => JUnitXml.Write(
        [.. Sections(report, report.Result.Results, Test), .. Sections(report, report.Result.OwnBreaches, OwnBreach), .. Cases(report)],
        [
            ("seed", $"{report.Seed}"),
            ("target", report.Options.Target),
            ("version", CheckReport.Version),
            ("again", report.Again),
        ],
        report.Result.Cases.Aggregate(TimeSpan.Zero, (sum, check) => sum + check.Time));

    private static IEnumerable<JUnitSuite> Sections(
        CheckReport report, IReadOnlyList<RequirementResult> results, Func<CheckReport, RequirementResult, JUnitCase> test) =>
        ReportSection.Of(results).Select(section => new JUnitSuite(section.Name, [.. section.Results.Select(result => test(report, result))]));

    private static JUnitCase Test(CheckReport report, RequirementResult result) => result.Verdict switch
    {
        Verdict.Passed => Of(result, JUnitEnd.Passed),
        Verdict.Failed when report.Counts(result) =>
            Of(result, JUnitEnd.Failed, result.Requirement.Level.Keyword(), result.Findings[0].Seen, Evidence(report, result)),
        Verdict.Failed => Of(result, JUnitEnd.Passed, text: $"broken, which is no failure with --fail-on must\n\n{Evidence(report, result)}"),
        Verdict.NotExercised => Of(result, JUnitEnd.Skipped, "not exercised", result.Reason!),
        _ => Of(result, JUnitEnd.Skipped, "not observable", result.Reason!),
    };

    private static JUnitCase OwnBreach(CheckReport report, RequirementResult result) => Of(
        result, JUnitEnd.Error, "broken by virtspec", result.Findings[0].Seen, $"virtspec itself broke this, please report it\n\n{Evidence(report, result)}");

    /// <summary>Takes no time: verdicts come about while cases run, several at once.</summary>
    private static JUnitCase Of(RequirementResult result, JUnitEnd end, string type = "", string message = "", string text = "") =>
        new(result.Requirement.Clause, $"{result.Requirement.Id} {result.Requirement.Text}", TimeSpan.Zero, end, type, message, text);

    private static string Evidence(CheckReport report, RequirementResult result)
    {
        var requirement = result.Requirement;
        var text = new StringBuilder();
        text.Append($"{requirement.Id} {requirement.Level.Keyword()}: {requirement.Text}\n");
        text.Append($"{TextReport.Place(requirement)}\n");
        text.Append($"broken {TextReport.Times(result.Broken)}, kept {TextReport.Times(result.Held)}\n");
        foreach (var finding in result.Findings)
        {
            text.Append($"\ncase: {finding.Case}\nseen: {finding.Seen}\nexpected: {finding.Expected}\nsteps:\n");
            foreach (var step in finding.Steps)
                text.Append($"  {step}\n");
            text.Append($"reproduce:\n  {report.Reproduce(finding, requirement.Id)}\n");
        }

        return text.ToString();
    }

    private static IEnumerable<JUnitSuite> Cases(CheckReport report)
    {
        List<JUnitCase> odd = [.. report.Result.Cases.Where(check => check.Text.Length > 0).Select(Case)];
        return odd.Count > 0 ? [new JUnitSuite("cases", odd)] : [];
    }

    private static JUnitCase Case(CaseResult check)
    {
        var end = check.End is CaseEnd.InternalError or CaseEnd.PeerLost ? JUnitEnd.Error : JUnitEnd.Skipped;
        // Where a bug of virtspec shows, the first line is followed by where.
        var lines = check.Text.Split('\n');
        return new JUnitCase("cases", $"{check.Case.Name} {check.Case.Title}", check.Time, end, TextReport.End(check.End), lines[0], lines.Length > 1 ? check.Text : string.Empty);
    }
}
