using Virtspec.Specification.Catalogue;
using Virtspec.Specification.Coverage;

namespace Virtspec.Specification.Site;

/// <summary>A chapter: its clauses in the order of sections, each with its statements.</summary>
internal static class ChapterPage
{
    /// <summary>The page.</summary>
    /// <param name="row">Its counts.</param>
    /// <param name="statements">Its statements, in the order of sections.</param>
    /// <param name="before">The chapter before it, if any.</param>
    /// <param name="after">The chapter after it, if any.</param>
    public static string Render(CoverageRow row, IReadOnlyList<SiteStatement> statements, Chapter? before, Chapter? after)
    {
        var chapter = statements[0].Requirement.Chapter;
        var clauses = statements.GroupBy(statement => (statement.Requirement.Section, statement.Requirement.Label, statement.Requirement.Role)).ToList();
        return Layout.Page(SiteLinks.FileOf(chapter), chapter.Title, Html.Of($"""
            <p class="lead">{Source(chapter)} {row.Statements} statements: {row.Rules} have a rule, {row.Exceptions} are exceptions with a reason, {row.Open} are open. {Binding(row)}</p>
            {CoverageBar.Draw(row)}
            {(chapter.Read ? Html.None : new Html("<p class=\"note\">This chapter has not been read statement by statement yet: ids, roles and levels are all there is.</p>"))}
            <details class="contents">
            <summary>Clauses of this chapter ({clauses.Count})</summary>
            <ol>
            {Html.Join(clauses.Select(clause => Html.Of($"<li><a href=\"#{Anchor(clause.First())}\">{Heading(clause.First().Requirement)}</a> <span class=\"role\">{clause.First().RoleName}</span> <span class=\"count\">{clause.Count()}</span></li>")))}
            </ol>
            </details>
            {FilterForm.Of(statements.Count)}
            {Html.Join(clauses.Select(Clause))}
            <nav class="neighbours" aria-label="Chapters">
            {Neighbour(before, "Before")}
            {Neighbour(after, "Next")}
            </nav>
            """));
    }

    private static Html Clause(IEnumerable<SiteStatement> statements)
    {
        var first = statements.First();
        return Html.Of($"""
            <section id="{Anchor(first)}">
            <h2>{Heading(first.Requirement)} <span class="role">{first.RoleName}</span></h2>
            <p class="label">{Path(first.Requirement)}</p>
            {Html.Join(statements.Select(StatementArticle.Render))}
            </section>
            """);
    }

    /// <summary>The section and the heading, which are the same where the document has no numbers.</summary>
    internal static Html Heading(Requirement requirement) => requirement.Section == requirement.Heading
        ? Html.Of($"{requirement.Section}")
        : Html.Of($"<span class=\"section\">{requirement.Section}</span> {requirement.Heading}");

    // Labels of the standard begin with the role, which stands beside the heading.
    private static string Path(Requirement requirement) => requirement.Label[(requirement.Label.IndexOf(':') + 1)..];

    // The id of an invariant is that of its clause: clauses need names of their own.
    private static string Anchor(SiteStatement statement) => $"clause:{statement.Requirement.Clause}";

    private static string Source(Chapter chapter) => chapter.Source switch
    {
        "vhost-user" => "From the vhost-user document; sections are its headings.",
        CatalogueReader.Protocols => "Our own normative text, spec/protocols, with its sections.",
        CatalogueReader.Inferred => "What follows from the documents without being stated as a requirement, with the sections it follows from.",
        _ => "From VIRTIO 1.4 CS01.",
    };

    private static string Binding(CoverageRow row) => row.Binding == 0 ? string.Empty : $"Of {row.Binding} that are MUST, {CoverageBar.Ruled(row)} have a rule.";

    private static Html Neighbour(Chapter? chapter, string which) => chapter is null
        ? Html.None
        : Html.Of($"<a href=\"{SiteLinks.FileOf(chapter)}\">{which}: {chapter.Title}</a>");
}
