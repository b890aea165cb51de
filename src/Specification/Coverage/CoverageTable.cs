using System.Globalization;
using Virtspec.Specification.Catalogue;

namespace Virtspec.Specification.Coverage;

/// <summary>Counts of one chapter, one role, or all together. Rule, exception and open add up to the statements.</summary>
/// <param name="Name">Of what.</param>
/// <param name="Title">What it is about.</param>
/// <param name="Statements">How many statements.</param>
/// <param name="Rules">How many are judged by a rule.</param>
/// <param name="Exceptions">How many no rule will judge.</param>
/// <param name="Open">How many are not modelled yet.</param>
/// <param name="Exercised">How many are exercised by each suite, in the order of the table's suites.</param>
/// <param name="Untested">How many have a rule that no suite exercises: sequences of events are all that shows it.</param>
/// <param name="Binding">How many are MUST, MUST NOT, SHALL or SHALL NOT.</param>
/// <param name="BindingRules">How many of those have a rule.</param>
internal sealed record CoverageRow(
    string Name, string Title, int Statements, int Rules, int Exceptions, int Open, IReadOnlyList<int> Exercised, int Untested, int Binding, int BindingRules);

/// <summary>Coverage counted.</summary>
/// <param name="Suites">Names of the suites.</param>
/// <param name="Chapters">A row for each chapter.</param>
/// <param name="Roles">A row for each role.</param>
/// <param name="Total">All of it.</param>
internal sealed record CoverageTable(IReadOnlyList<string> Suites, IReadOnlyList<CoverageRow> Chapters, IReadOnlyList<CoverageRow> Roles, CoverageRow Total)
{
    /// <summary>Counts evidence.</summary>
    /// <param name="catalogue">The statements.</param>
    /// <param name="evidence">What stands behind each.</param>
    public static CoverageTable Count(RequirementCatalogue catalogue, IReadOnlyList<Evidence> evidence)
    {
        List<string> suites = [.. evidence.SelectMany(statement => statement.Suites).Distinct().Order(StringComparer.Ordinal)];
        var all = evidence.Select(statement => (Evidence: statement, Requirement: catalogue[statement.Id])).ToList();
        return new CoverageTable(
            suites,
            [.. all.GroupBy(one => one.Requirement.Chapter).OrderBy(chapter => chapter.Min(one => SectionOf(one.Requirement))).ThenBy(chapter => chapter.Key.Name, StringComparer.Ordinal)
                .Select(chapter => Row(chapter.Key.Name, chapter.Key.Title, chapter))],
            [.. all.GroupBy(one => one.Requirement.Role).OrderBy(role => role.Key).Select(role => Row(role.Key.ToString().ToLowerInvariant(), $"Statements for the {role.Key.ToString().ToLowerInvariant()}", role))],
            Row("total", "All statements", all));

        CoverageRow Row(string name, string title, IEnumerable<(Evidence Evidence, Requirement Requirement)> some)
        {
            var rows = some.Select(one => one.Evidence).ToList();
            return new CoverageRow(
                name, title, rows.Count,
                rows.Count(row => row.Judged == Judged.Rule), rows.Count(row => row.Judged == Judged.Exception), rows.Count(row => row.Judged == Judged.Open),
                [.. suites.Select(suite => rows.Count(row => row.Suites.Contains(suite)))],
                rows.Count(row => row.Judged == Judged.Rule && row.Suites.Count == 0),
                rows.Count(row => row.Level.IsMust()), rows.Count(row => row.Level.IsMust() && row.Judged == Judged.Rule));
        }
    }

    /// <summary>Chapters as a reader of the standard meets them; other documents come after it.</summary>
    private static (int Chapter, int Section) SectionOf(Requirement requirement)
    {
        var numbers = requirement.Section.Split('.');
        return requirement.Source == CatalogueReader.Standard ? (Number(0), Number(1)) : (int.MaxValue, 0);

        int Number(int index) => int.Parse(numbers[index], CultureInfo.InvariantCulture);
    }
}
