using Spectre.Console;
using Virtspec.Oracle;
using Virtspec.Specification.Catalogue;

namespace Virtspec.Cli.Report;

/// <summary>The verdicts in the report for people: section by section, and their totals by level.</summary>
internal static class SectionText
{
    private static readonly (string Name, Strength Strength)[] Levels =
        [("MUST, SHALL", Strength.Must), ("SHOULD", Strength.Should), ("MAY", Strength.May)];

    /// <summary>Writes sections, with an empty line before each document.</summary>
    internal static void Write(IAnsiConsole console, IEnumerable<ReportSection> sections)
    {
        foreach (var document in sections.GroupBy(section => section.Source))
        {
            console.WriteLine();
            foreach (var section in document)
                Write(console, section);
        }
    }

    /// <summary>Writes a section: a row for each requirement that was seen, and one for each reason why others were not.</summary>
    private static void Write(IAnsiConsole console, ReportSection section)
    {
        console.MarkupLineInterpolated($"[bold]{section.Name}[/]");
        new ReportLayout(console).Rows([
            .. section.Results.Where(IsSeen).Select(result => (result.Requirement.Id, Seen(result))),
            .. Unseen(section, Verdict.NotExercised, "not exercised"),
            .. Unseen(section, Verdict.NotObservable, "not observable"),
        ]);
    }

    /// <summary>Writes how many requirements of each level came to which verdict.</summary>
    internal static void Totals(IAnsiConsole console, IReadOnlyList<RequirementResult> results)
    {
        string[][] rows =
        [
            [string.Empty, "passed", "failed", "not exercised", "not observable"],
            .. Levels.Select(level => Row(level.Name, VerdictCounts.Of(results, level.Strength))),
        ];
        new ReportLayout(console).Table(rows);
    }

    private static string[] Row(string name, VerdictCounts counts) =>
        [name, $"{counts.Passed}", $"{counts.Failed}", $"{counts.NotExercised}", $"{counts.NotObservable}"];

    private static bool IsSeen(RequirementResult result) => result.Verdict is Verdict.Passed or Verdict.Failed;

    private static string Seen(RequirementResult result)
    {
        var what = result.Verdict == Verdict.Failed ? "FAILED, see above" : TextReport.Times(result.Held);
        return $"{result.Requirement.Level.Keyword()}, {what}: {result.Requirement.Text}";
    }

    /// <summary>By reason: the same one covers whole clauses.</summary>
    private static IEnumerable<(string Name, string Text)> Unseen(ReportSection section, Verdict verdict, string name) =>
        section.Results.Where(result => result.Verdict == verdict)
            .GroupBy(result => result.Reason)
            .Select(group => (name, $"{group.Key}: {Ids(group.Select(result => result.Requirement))}"));

    /// <summary>Ids, the name of a clause once for all that follow: <c>split.desc.device.1b, 1c</c>.</summary>
    private static string Ids(IEnumerable<Requirement> requirements) =>
        string.Join(", ", requirements.GroupBy(requirement => requirement.Clause)
            .SelectMany(clause => clause.Select((requirement, place) => place == 0 ? requirement.Id : requirement.Id[(clause.Key.Length + 1)..])));
}
