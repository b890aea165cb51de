using Spectre.Console;
using Virtspec.Specification.Catalogue;
using Virtspec.Suite;

namespace Virtspec.Cli.Report;

/// <summary>What a check would cover: the cases by group, each with the requirements of the selection that it can exercise.</summary>
internal static class ListReport
{
    /// <summary>Writes the list.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="catalogue">The catalogue.</param>
    /// <param name="scope">Requirements selected.</param>
    /// <param name="cases">Cases selected.</param>
    internal static void Write(IAnsiConsole console, RequirementCatalogue catalogue, IReadOnlyList<Requirement> scope, IReadOnlyList<CheckCase> cases)
    {
        List<(CheckCase Case, List<Requirement> Exercises)> covered = [.. cases.Select(check => (check, catalogue.Match(check.Exercises).Intersect(scope).ToList()))];
        var width = cases.Max(check => check.Name.Length);
        foreach (var group in covered.GroupBy(one => one.Case.Group))
        {
            console.MarkupLineInterpolated($"[bold]{group.Key}[/]");
            new ReportLayout(console).Rows([.. group.Select(one => (one.Case.Name, Text(one.Case, one.Exercises, scope)))], width);
        }

        var left = scope.Where(requirement => requirement.Judged == Judged.Rule).Except(covered.SelectMany(one => one.Exercises)).ToList();
        if (left.Count == 0)
            return;
        console.WriteLine();
        new ReportLayout(console).Rows([("no case is meant for", ShortIds(left, scope))]);
    }

    /// <summary>A statement in one line.</summary>
    internal static string Line(Requirement requirement)
    {
        var text = requirement.Judged switch
        {
            Judged.Rule => requirement.Text,
            Judged.Exception => $"(not judged: {requirement.Reason}) {requirement.Text}",
            _ => $"(not modelled yet) {requirement.Text}",
        };
        return $"{requirement.Id,-40} {requirement.Level.Keyword(),-10} {text}";
    }

    private static string Text(CheckCase check, List<Requirement> exercises, IReadOnlyList<Requirement> scope) =>
        exercises.Count > 0 ? $"{check.Title}\n{ShortIds(exercises.Where(requirement => requirement.Judged == Judged.Rule), scope)}" : check.Title;

    /// <summary>Ids by clause; a clause that is there whole, as far as it is selected and judged, by its name: <c>split.desc.device.*</c>.</summary>
    private static string ShortIds(IEnumerable<Requirement> requirements, IReadOnlyList<Requirement> scope) =>
        string.Join(", ", requirements.GroupBy(requirement => requirement.Clause).Select(clause =>
            clause.Count() > 1 && clause.Count() == scope.Count(requirement => requirement.Clause == clause.Key && requirement.Judged == Judged.Rule)
                ? $"{clause.Key}.*"
                : SectionText.Ids(clause)));
}
