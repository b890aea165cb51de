using Virtspec.Specification.Catalogue;
using Virtspec.Specification.Coverage;

namespace Virtspec.Specification.Site;

/// <summary>
/// The specification as pages to browse: an index, a page for each chapter, all statements on one page, machines, findings. Pages link to each
/// other by relative addresses, need no network, and can be read without scripts. The same content gives the same bytes.
/// </summary>
internal static class SitePages
{
    /// <summary>What tells a file of the site from one that somebody else put there.</summary>
    public const string Marker = "virtspec spec html";

    /// <summary>The first page.</summary>
    public const string Index = "index.html";

    /// <summary>All files of the site, the first page first.</summary>
    public static IReadOnlyList<SiteFile> Render(SiteContent content)
    {
        var table = CoverageTable.Count(content.Catalogue, content.Evidence);
        var statements = Statements(content);
        List<Chapter> chapters = [.. table.Chapters.Select(row => statements[row.Name].First().Requirement.Chapter)];
        return
        [
            new(Index, IndexPage.Render(content, table, chapters)),
            new(AllPage.File, AllPage.Render(chapters, statements)),
            .. chapters.Select((chapter, at) => new SiteFile(
                SiteLinks.FileOf(chapter),
                ChapterPage.Render(table.Chapters[at], [.. statements[chapter.Name]], chapters.ElementAtOrDefault(at - 1), chapters.ElementAtOrDefault(at + 1)))),
            .. MachinesPage.Render(content.Machines, content.Catalogue),
            .. FindingsPages.Render(content.Findings, content.Catalogue),
            SiteAssets.Load("style.css"),
            SiteAssets.Load("script.js"),
        ];
    }

    /// <summary>Statements by the name of their chapter, in the order of sections.</summary>
    private static ILookup<string, SiteStatement> Statements(SiteContent content) => content.Evidence
        .Select(evidence => new SiteStatement(
            content.Catalogue[evidence.Id], evidence, content.Use.GetValueOrDefault(evidence.Id, StatementUse.None), content.Findings.Naming(evidence.Id)))
        .OrderBy(statement => statement.Requirement.Section, RequirementOrder.Instance)
        .ThenBy(statement => statement.Requirement.Id, RequirementOrder.Instance)
        .ToLookup(statement => statement.Requirement.Chapter.Name);
}
