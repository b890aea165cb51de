using Virtspec.Specification.Catalogue;

namespace Virtspec.Specification.Site;

/// <summary>All statements, a line each.</summary>
internal static class AllPage
{
    /// <summary>Name of the page.</summary>
    public const string File = "all.html";

    /// <summary>The page.</summary>
    /// <param name="chapters">The chapters in order.</param>
    /// <param name="statements">Statements by the name of their chapter.</param>
    public static string Render(IReadOnlyList<Chapter> chapters, ILookup<string, SiteStatement> statements) => Layout.Page(File, "All statements", Html.Of($"""
        {FilterForm.Of(chapters.Sum(chapter => statements[chapter.Name].Count()))}
        {Html.Join(chapters.Select(chapter => Section(chapter, statements[chapter.Name])))}
        """));

    private static Html Section(Chapter chapter, IEnumerable<SiteStatement> statements) => Html.Of($"""
        <section>
        <h2><a href="{SiteLinks.FileOf(chapter)}">{chapter.Title}</a></h2>
        <ul class="lines">
        {Html.Join(statements.Select(Line))}
        </ul>
        </section>
        """);

    private static Html Line(SiteStatement statement) => Html.Of(
        $"<li {statement.FilterWords}><a href=\"{SiteLinks.To(statement.Requirement)}\">{statement.Requirement.Id}</a> {statement.Labels} <span class=\"text\">{Text(statement.Requirement)}</span></li>");

    private static Html Text(Requirement requirement) => requirement.Summary is null
        ? Html.Of($"<i>not read yet: {ChapterPage.Heading(requirement)}</i>")
        : Html.Of($"{requirement.Summary}");
}
