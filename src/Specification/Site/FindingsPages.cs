using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using Virtspec.Specification.Catalogue;

namespace Virtspec.Specification.Site;

/// <summary>The documents on findings as pages. What they link to is on the site, or is a link no more; the ids they name are links to statements.</summary>
internal static class FindingsPages
{
    /// <summary>The page that lists the findings.</summary>
    public const string Contents = "findings.html";

    private const string ContentsDocument = "README";

    /// <summary>The page of a document.</summary>
    /// <param name="document">Name of its file without extension.</param>
    public static string FileOf(string document) => document == ContentsDocument ? Contents : $"findings-{document}.html";

    /// <summary>All pages.</summary>
    public static IEnumerable<SiteFile> Render(FindingsLibrary findings, RequirementCatalogue catalogue) =>
        findings.Documents.Select(document => new SiteFile(FileOf(document.Name), Page(document.Name, document.Text, findings, catalogue)));

    private static string Page(string name, string text, FindingsLibrary findings, RequirementCatalogue catalogue)
    {
        var document = Markdown.Parse(text, FindingsLibrary.Pipeline);
        var title = FindingsLibrary.TitleOf(document) ?? name;
        foreach (var link in document.Descendants<LinkInline>().ToList())
            Redirect(link, findings);
        foreach (var link in document.Descendants<AutolinkInline>().Where(link => !IsElsewhere(link.Url)).ToList())
            link.ReplaceBy(new LiteralInline(link.Url));
        foreach (var (code, id) in FindingsLibrary.Ids(document.Descendants<CodeInline>().ToList()))
        {
            if (catalogue.TryGet(id, out var requirement) && !code.FindParentOfType<LinkInline>().Any())
                Link(code, SiteLinks.To(requirement));
        }

        // The page has the title already.
        if (document.FirstOrDefault() is HeadingBlock { Level: 1 } heading)
            document.Remove(heading);
        return Layout.Page(FileOf(name), title, Html.Of($"<div class=\"prose\">\n{Scrolling(document.ToHtml(FindingsLibrary.Pipeline))}</div>"));
    }

    /// <summary>Points a link to another document at its page. What is elsewhere in the repository is not on the site.</summary>
    private static void Redirect(LinkInline link, FindingsLibrary findings)
    {
        var (file, anchor) = (link.Url ?? string.Empty).Split('#', 2) is [var before, var after] ? (before, $"#{after}") : (link.Url ?? string.Empty, string.Empty);
        // A link may leave the site; a picture would make the page do so by itself.
        if (!link.IsImage && (file.Length == 0 || IsElsewhere(file)))
            return;
        if (findings.Documents.FirstOrDefault(document => $"{document.Name}.md" == file) is { Name: { } name })
            link.Url = FileOf(name) + anchor;
        else
            link.ReplaceBy(new ContainerInline(), copyChildren: true);
    }

    private static bool IsElsewhere(string address) => address.StartsWith("https://", StringComparison.Ordinal);

    private static void Link(CodeInline code, string address)
    {
        var link = new LinkInline(address, string.Empty) { IsClosed = true };
        code.ReplaceBy(link);
        link.AppendChild(code);
    }

    /// <summary>Tables are the only thing that may be wider than a page. All markup here is Markdig's own: that of documents is text.</summary>
    private static Html Scrolling(string markup) => new(markup
        .Replace("<table>", "<div class=\"scroll\" role=\"region\" aria-label=\"Table\" tabindex=\"0\">\n<table>", StringComparison.Ordinal)
        .Replace("</table>", "</table>\n</div>", StringComparison.Ordinal));
}
