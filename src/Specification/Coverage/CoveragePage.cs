using System.Text;
using Virtspec.Specification.Catalogue;

namespace Virtspec.Specification.Coverage;

/// <summary>Coverage as a page of the docs.</summary>
internal static class CoveragePage
{
    /// <summary>Path from the root of the repository.</summary>
    public const string File = "docs/coverage.md";

    /// <summary>The page.</summary>
    /// <param name="catalogue">The statements.</param>
    /// <param name="evidence">What stands behind each.</param>
    public static string Write(RequirementCatalogue catalogue, IReadOnlyList<Evidence> evidence)
    {
        var table = CoverageTable.Count(catalogue, evidence);
        var page = new StringBuilder();
        page.Append($"""
            # Coverage

            Written by `virtspec spec coverage --update` from [the catalogue](../spec/requirements) and what the sources cite. {table.Total.Statements} statements: {table.Total.Rules}
            are judged by a rule, {table.Total.Exceptions} are exceptions with a reason, {table.Total.Open} are not modelled yet.

            ## By chapter

            *Ruled* is the share of MUST, MUST NOT, SHALL and SHALL NOT that have a rule. The columns {Suites(table)} count the statements that
            these exercise: a check of virtspec's own back-end, explored schedules of the reference, faults planted into the back-end. *Sequences* counts rules that only sequences of
            events in tests exercise so far.


            """.ReplaceLineEndings("\n"));
        page.Append($"| chapter | statements | rule | {string.Join(" | ", table.Suites)} | sequences | exception | open | MUST | ruled |\n");
        page.Append($"|---|{string.Concat(Enumerable.Repeat("---:|", 8 + table.Suites.Count - 1))}\n");
        foreach (var row in table.Chapters)
            page.Append(Row($"[{row.Title}](../spec/requirements/{row.Name}.yaml)", row));
        page.Append(Row("**all**", table.Total));
        page.Append("\n## By chapter and role\n\n| chapter | driver: statements | rule | MUST | ruled | device: statements | rule | MUST | ruled |\n|---|---:|---:|---:|---:|---:|---:|---:|---:|\n");
        var all = evidence.Select(one => (Evidence: one, Requirement: catalogue[one.Id])).ToLookup(one => one.Requirement.Chapter.Name);
        foreach (var row in table.Chapters.Where(row => all[row.Name].Any(one => one.Requirement.Role != Role.Hardware)))
            page.Append($"| {row.Title} | {Side(all[row.Name], Role.Driver)} | {Side(all[row.Name], Role.Device)} |\n");
        return page.ToString();
    }

    private static string Suites(CoverageTable table) => string.Join(", ", table.Suites.Select(suite => $"*{suite}*"));

    private static string Row(string name, CoverageRow row) =>
        $"| {name} | {row.Statements} | {row.Rules} | {string.Join(" | ", row.Exercised)} | {row.Untested} | {row.Exceptions} | {row.Open} | {row.Binding} | {Share(row.BindingRules, row.Binding)} |\n";

    private static string Side(IEnumerable<(Evidence Evidence, Requirement Requirement)> chapter, Role role)
    {
        var side = chapter.Where(one => one.Requirement.Role == role).Select(one => one.Evidence).ToList();
        var binding = side.Where(one => one.Level.IsMust()).ToList();
        return $"{side.Count} | {side.Count(one => one.Judged == Judged.Rule)} | {binding.Count} | {Share(binding.Count(one => one.Judged == Judged.Rule), binding.Count)}";
    }

    private static string Share(int part, int whole) => whole == 0 ? "-" : $"{100 * part / whole} %";
}
