using Spectre.Console;
using Virtspec.Oracle;
using Virtspec.Specification.Catalogue;

namespace Virtspec.Cli.Report;

/// <summary>The verdicts in the report for people: section by section, and their totals by level.</summary>
internal static class SectionText
{
    private static readonly (string Name, Strength Strength)[] Levels =
        [("MUST, SHALL", Strength.Must), ("SHOULD", Strength.Should), ("MAY", Strength.May)];

    private static readonly (string Name, Verdict Verdict)[] Verdicts =
        [("failed", Verdict.Failed), ("passed", Verdict.Passed), ("not exercised", Verdict.NotExercised), ("not observable", Verdict.NotObservable)];

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

    /// <summary>Writes a section: a row of ids for each verdict, and for each reason why some were not seen. What an id asks for, <c>spec show</c> says.</summary>
    private static void Write(IAnsiConsole console, ReportSection section)
    {
        console.MarkupLineInterpolated($"[bold]{section.Name}[/]");
        var width = Verdicts.Max(verdict => verdict.Name.Length);
        new ReportLayout(console).Rows([.. Verdicts.SelectMany(verdict => Rows(section, verdict.Verdict, verdict.Name))], width);
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

    /// <summary>By reason: the same one covers whole clauses. That a premise did not arise is what "not exercised" says already.</summary>
    private static IEnumerable<(string Name, string Text)> Rows(ReportSection section, Verdict verdict, string name) =>
        section.Results.Where(result => result.Verdict == verdict)
            .GroupBy(result => verdict == Verdict.NotObservable ? result.Reason : null)
            .Select(group => (name, (group.Key is null ? string.Empty : $"{group.Key}: ") + Ids(group.Select(result => result.Requirement))));

    /// <summary>Ids, the name of a clause once for all that follow: <c>split.desc.device.1b, 1c</c>.</summary>
    internal static string Ids(IEnumerable<Requirement> requirements) =>
        string.Join(", ", requirements.GroupBy(requirement => requirement.Clause)
            .SelectMany(clause => clause.Select((requirement, place) => place == 0 ? requirement.Id : requirement.Id[(clause.Key.Length + 1)..])));
}
