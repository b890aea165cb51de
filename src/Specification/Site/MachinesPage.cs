using Virtspec.Specification.Catalogue;

namespace Virtspec.Specification.Site;

/// <summary>The machines of the model: a drawing and a table of each.</summary>
internal static class MachinesPage
{
    /// <summary>Name of the page.</summary>
    public const string File = "machines.html";

    /// <summary>The page, and beside it the drawings that are pictures.</summary>
    public static IEnumerable<SiteFile> Render(IReadOnlyList<MachineSheet> machines, RequirementCatalogue catalogue)
    {
        yield return new SiteFile(File, Layout.Page(File, "The machines of the model", machines.Count == 0
            ? Html.Of($"<p>No machine is drawn in this build. <code>spec/Model</code> has them: pure functions from a state and an event to a state and what rules say.</p>")
            : Html.Of($"""
                <p class="lead">Pure functions from a state and an event to a state and what rules say.</p>
                <ul>
                {Html.Join(machines.Select(machine => Html.Of($"<li><a href=\"#{machine.Name}\">{machine.Name}</a>: {machine.Title}</li>")))}
                </ul>
                {Html.Join(machines.Select(machine => Section(machine, catalogue)))}
                """)));
        foreach (var machine in machines.Where(IsPicture))
            yield return new SiteFile(PictureOf(machine), $"{machine.Drawing}\n<!-- {SitePages.Marker} -->\n");
    }

    private static Html Section(MachineSheet machine, RequirementCatalogue catalogue) => Html.Of($"""
        <section id="{machine.Name}">
        <h2>{machine.Name}</h2>
        <p>{machine.Title}</p>
        {Drawing(machine)}
        {Layout.Table($"Transitions of {machine.Name}", Rows(machine, catalogue))}
        </section>
        """);

    // A picture is a file of its own and not part of the page: whatever is in it cannot run there.
    private static Html Drawing(MachineSheet machine) => IsPicture(machine)
        ? Html.Of($"<p><a href=\"{PictureOf(machine)}\"><img class=\"drawing\" src=\"{PictureOf(machine)}\" alt=\"Drawing of {machine.Name}; the table below says the same\" /></a></p>")
        : Html.Of($"""
            <details>
            <summary>The drawing as text</summary>
            <pre><code>{machine.Drawing}</code></pre>
            </details>
            """);

    private static Html Rows(MachineSheet machine, RequirementCatalogue catalogue) => Html.Of($"""
        <thead>
        <tr>{Html.Join(machine.Columns.Select(column => Html.Of($"<th scope=\"col\">{column}</th>")), string.Empty)}</tr>
        </thead>
        <tbody>
        {Html.Join(machine.Rows.Select(row => Html.Of($"<tr>{Html.Join(row.Select(cell => Html.Of($"<td>{SiteLinks.WithIds(cell, catalogue)}</td>")), string.Empty)}</tr>")))}
        </tbody>
        """);

    private static bool IsPicture(MachineSheet machine) => machine.Drawing.Contains("<svg", StringComparison.Ordinal);

    private static string PictureOf(MachineSheet machine) => $"machine-{machine.Name}.svg";
}
