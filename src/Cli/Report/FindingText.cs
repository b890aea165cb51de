using Spectre.Console;
using Virtspec.Oracle;
using Virtspec.Specification.Catalogue;

namespace Virtspec.Cli.Report;

/// <summary>Findings in the report for people: a short story each, and one story where the very same steps break several requirements.</summary>
internal static class FindingText
{
    private const int StepsShown = 16;
    private const int LinesOfLog = 6;

    /// <summary>Writes what is broken among results, the strongest first.</summary>
    internal static void Write(IAnsiConsole console, CheckReport report, IEnumerable<RequirementResult> results)
    {
        var failed = results.Where(result => result.Verdict == Verdict.Failed).OrderBy(result => result.Requirement.Level.Strength());
        foreach (var together in failed.GroupBy(Together))
        {
            Whole(console, report, together.First());
            foreach (var other in together.Skip(1))
            {
                Headline(console, other, "by the same steps");
                new ReportLayout(console).Rows([("seen", Story.Of(other.Findings[0]).Seen)]);
            }
        }
    }

    /// <summary>The one line on the cases of a finding that show it beside the one that is told; empty where there is none.</summary>
    internal static string AlsoIn(RequirementResult result)
    {
        var named = string.Join(", ", result.Findings.Skip(1).Select(finding => finding.Case));
        var others = result.BrokenIn - result.Findings.Count;
        return others > 0 && named.Length > 0 ? $"{named} and {others} more" : named;
    }

    private static void Whole(IAnsiConsole console, CheckReport report, RequirementResult result)
    {
        var (requirement, finding) = (result.Requirement, result.Findings[0]);
        var story = Story.Of(finding);
        Headline(console, result, string.Empty);
        (string Name, string Text)[] rows =
        [
            ("requires", requirement.Text),
            ("stands in", TextReport.Place(requirement)),
            ("seen", story.Seen),
            ("expected", story.Expected),
            ("case", finding.Case),
            ("also in", AlsoIn(result)),
            ("shown", story.Rate ?? string.Empty),
            ("steps", Last(story.Program, StepsShown)),
            ("then", string.Join('\n', story.Log.TakeLast(LinesOfLog))),
        ];
        var layout = new ReportLayout(console);
        layout.Rows([.. rows.Where(row => row.Text.Length > 0)]);
        layout.Command("reproduce", report.Reproduce(finding, requirement.Id));
    }

    private static void Headline(IAnsiConsole console, RequirementResult result, string remark)
    {
        var requirement = result.Requirement;
        console.WriteLine();
        console.MarkupInterpolated($"[red bold]FAIL[/]  [bold]{requirement.Id}[/]  {requirement.Level.Keyword()}");
        console.MarkupLineInterpolated($"[dim]{(remark.Length > 0 ? "  " : string.Empty)}{remark}[/]");
    }

    /// <summary>What results have in common that are told together: the fewest steps, or nothing but themselves.</summary>
    private static string Together(RequirementResult result) =>
        Story.Of(result.Findings[0]).Program is { Count: > 0 } program ? string.Join('\n', program) : result.Requirement.Id;

    private static string Last(IReadOnlyList<string> lines, int count)
    {
        var left = lines.Count - count;
        return left > 1 ? $"... {left} before\n{string.Join('\n', lines.TakeLast(count))}" : string.Join('\n', lines);
    }
}
