using System.Text;
using Virtspec.Oracle;
using Virtspec.Specification.Catalogue;
using Virtspec.Suite;
using Virtspec.Suite.Robustness;

namespace Virtspec.Cli.Report;

/// <summary>
/// The report for build servers: a suite for each section, a test for each requirement. Last come the cases that did not run to their end, for
/// what they would have shown is missing from the verdicts.
/// </summary>
internal static class JUnitReport
{
    /// <summary>The report as XML.</summary>
    internal static string Serialize(CheckReport report) => JUnitXml.Write(
        [.. Sections(report, report.Shown, Test), .. Sections(report, report.Result.OwnBreaches, OwnBreach), .. Attacks(report), .. Cases(report)],
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
            Of(result, JUnitEnd.Failed, result.Requirement.Level.Keyword(), Story.Of(result.Findings[0]).Seen, Evidence(report, result)),
        Verdict.Failed => Of(result, JUnitEnd.Passed, text: $"broken, which {Allowed(report)} lets pass\n\n{Evidence(report, result)}"),
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
        var finding = result.Findings[0];
        var story = Story.Of(finding);
        text.Append($"\nseen: {story.Seen}\nexpected: {story.Expected}\ncase: {finding.Case}\n");
        if (FindingText.AlsoIn(result) is { Length: > 0 } others)
            text.Append($"also in: {others}\n");
        if (story.Rate is { } rate)
            text.Append($"shown: {rate}\n");
        Lines(text, "fewest steps", story.Program);
        Lines(text, "what happened", story.Log);
        text.Append($"reproduce:\n  {report.Reproduce(finding, requirement.Id)}\n");
        return text.ToString();
    }

    private static void Lines(StringBuilder text, string name, IReadOnlyList<string> lines)
    {
        if (lines.Count > 0)
            text.Append($"{name}:\n{string.Concat(lines.Select(line => $"  {line}\n"))}");
    }

    private static string Allowed(CheckReport report) => report.Options.FailOn is { } level ? $"--fail-on {level.ToString().ToLowerInvariant()}" : "--fail-on none";

    /// <summary>A test for each attack. Those that the back-end did not survive are failures where the broken requirement is one.</summary>
    private static IEnumerable<JUnitSuite> Attacks(CheckReport report) => report.Result.Robustness
        .GroupBy(outcome => outcome.Family)
        .Select(family => new JUnitSuite($"attacks: {RobustnessText.Words(family.Key)}", [.. family.Select(outcome => Attack(report, outcome))]));

    private static JUnitCase Attack(CheckReport report, RobustnessOutcome outcome)
    {
        var place = RobustnessText.Words(outcome.Recovery);
        var failed = RobustnessText.IsLost(outcome.Recovery) && report.Options.FailOn is not null;
        return new JUnitCase(
            $"attacks.{outcome.Family}", outcome.Attack, TimeSpan.Zero, failed ? JUnitEnd.Failed : JUnitEnd.Passed, place, $"next good request served: {place}",
            $"next good request served: {place}{(RobustnessText.Detail(outcome) is { Length: > 0 } detail ? $"\n{detail}" : string.Empty)}");
    }

    private static IEnumerable<JUnitSuite> Cases(CheckReport report)
    {
        List<JUnitCase> odd = [.. report.Result.Cases.Where(check => check.Text.Length > 0 || report.DeathsIn(check.Case).Any()).Select(check => Case(report, check))];
        return odd.Count > 0 ? [new JUnitSuite("cases", odd)] : [];
    }

    private static JUnitCase Case(CheckReport report, CaseResult check)
    {
        // A case that goes on after the back-end's end is one that meant to bring it about.
        var end = check.End is CaseEnd.InternalError or CaseEnd.PeerLost or CaseEnd.Misused ? JUnitEnd.Error : check.Text.Length > 0 ? JUnitEnd.Skipped : JUnitEnd.Passed;
        // Where a bug of virtspec shows, the first line is followed by where.
        var lines = check.Text.Split('\n');
        var text = string.Join("\n", [.. lines.Length > 1 ? [check.Text] : (string[])[], .. report.DeathsIn(check.Case).Select(death => death.Text)]);
        return new JUnitCase("cases", $"{check.Case.Name} {check.Case.Title}", check.Time, end, TextReport.End(check.End), lines[0], text);
    }
}
