namespace Virtspec.Specification.Site;

/// <summary>What all pages have in common.</summary>
internal static class Layout
{
    private static readonly (string File, string Name)[] Places =
        [(SitePages.Index, "Chapters"), (AllPage.File, "Statements"), (MachinesPage.File, "Machines"), (FindingsPages.Contents, "Findings")];

    /// <summary>A whole page.</summary>
    /// <param name="file">Its name, which the list of places marks as the one we are at.</param>
    /// <param name="title">Its title and first heading.</param>
    /// <param name="body">What stands below the heading.</param>
    public static string Page(string file, string title, Html body) => Html.Of($"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="generator" content="{SitePages.Marker}" />
        <meta name="color-scheme" content="light dark" />
        <title>{title} - virtspec</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="style.css" />
        <script src="script.js" defer="defer"></script>
        </head>
        <body>
        <a class="skip" href="#main">Skip to the content</a>
        <header>
        <p class="brand"><a href="{SitePages.Index}">virtspec</a> <span>VIRTIO 1.4, judged</span></p>
        <nav aria-label="Site">
        {Html.Join(Places.Select(place => Html.Of($"<a href=\"{place.File}\"{Current(place.File == file)}>{place.Name}</a>")))}
        </nav>
        </header>
        <main id="main">
        <h1>{title}</h1>
        {body}
        </main>
        <footer>
        <p>Summaries are virtspec's own; where they differ from the standard, the standard is right. Written by <code>{SitePages.Marker}</code>.</p>
        </footer>
        </body>
        </html>

        """).Markup;

    /// <summary>A table that scrolls by itself where it is wider than the page.</summary>
    /// <param name="name">What it is, for those who do not see it.</param>
    /// <param name="rows">The table's head and bodies.</param>
    public static Html Table(string name, Html rows) => Html.Of($"""
        <div class="scroll" role="region" aria-label="{name}" tabindex="0">
        <table>
        {rows}
        </table>
        </div>
        """);

    private static Html Current(bool current) => current ? new Html(" aria-current=\"page\"") : Html.None;
}
