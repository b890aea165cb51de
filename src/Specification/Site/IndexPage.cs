using Virtspec.Specification.Catalogue;
using Virtspec.Specification.Coverage;

namespace Virtspec.Specification.Site;

/// <summary>The first page: what this is, totals, chapters.</summary>
internal static class IndexPage
{
    /// <summary>The page.</summary>
    /// <param name="content">What the site is made of.</param>
    /// <param name="table">Its counts.</param>
    /// <param name="chapters">The chapters, in the order of the table.</param>
    public static string Render(SiteContent content, CoverageTable table, IReadOnlyList<Chapter> chapters) => Layout.Page(SitePages.Index, "The specification of virtio, statement by statement", Html.Of($"""
        <p class="lead">Every normative statement of VIRTIO 1.4 CS01, what the vhost-user document asks of a back-end, and what binds in practice without being stated.
        Each has an id, and with it go the rule of virtspec's model that decides it, the tests of that rule, and what was seen of it in implementations.</p>
        {Totals(table.Total)}
        <h2>Chapters</h2>
        <p><i>Exercised</i> says that a suite has seen the statement's premise and judged it: {Html.Join(table.Suites.Select(Suite), ", ")}. <i>Sequences</i> counts rules that
        only sequences of events in tests exercise so far, <i>ruled</i> is the share of MUST, MUST NOT, SHALL and SHALL NOT that have a rule.</p>
        {Layout.Table("Statements by chapter", Rows(table, chapters))}
        <h2>What else there is</h2>
        <ul>
        <li><a href="{AllPage.File}">All statements</a> on one page, with a filter by words, level, role and status.</li>
        <li><a href="{MachinesPage.File}">The machines of the model</a>: {content.Machines.Count} drawn here.</li>
        <li><a href="{FindingsPages.Contents}">Findings</a>: {content.Findings.All.Count} breaches of statements in implementations that other people wrote.</li>
        <li>Runs on record that statements refer to: {content.RunsOnRecord}.</li>
        </ul>
        """));

    private static Html Totals(CoverageRow total) => Html.Of($"""
        <dl class="totals">
        <div><dt>statements</dt><dd><a href="{AllPage.File}">{total.Statements}</a></dd></div>
        <div class="rule"><dt>judged by a rule</dt><dd><a href="{SiteLinks.Filtered("rule")}">{total.Rules}</a></dd></div>
        <div class="exception"><dt>exceptions, each with a reason</dt><dd><a href="{SiteLinks.Filtered("exception")}">{total.Exceptions}</a></dd></div>
        <div class="open"><dt>open, not modelled yet</dt><dd><a href="{SiteLinks.Filtered("open")}">{total.Open}</a></dd></div>
        <div><dt>of {total.Binding} MUST have a rule</dt><dd>{CoverageBar.Ruled(total)}</dd></div>
        </dl>
        {CoverageBar.Draw(total)}
        <p class="legend"><span class="exercised">exercised by a suite</span> <span class="rule-only">rule only</span> <span class="exception">exception</span> <span class="open">open</span></p>
        """);

    private static Html Suite(string suite) => suite switch
    {
        "check" => Html.Of($"<i>{suite}</i> is a check of virtspec's own back-end"),
        "exploration" => Html.Of($"<i>{suite}</i> is explored schedules of the reference"),
        "faults" => Html.Of($"<i>{suite}</i> is faults planted into the back-end"),
        _ => Html.Of($"<i>{suite}</i>"),
    };

    private static Html Rows(CoverageTable table, IReadOnlyList<Chapter> chapters) => Html.Of($"""
        <thead>
        <tr><th scope="col">chapter</th><th scope="col">statements</th><th scope="col">rule</th>{Html.Join(table.Suites.Select(suite => Html.Of($"<th scope=\"col\">{suite}</th>")), string.Empty)}<th scope="col">sequences</th><th scope="col">exception</th><th scope="col">open</th><th scope="col">MUST</th><th scope="col">ruled</th></tr>
        </thead>
        {Html.Join(table.Chapters.Zip(chapters).GroupBy(pair => pair.Second.Part).Select(part => Part(part.Key, part, 9 + table.Suites.Count)))}
        <tfoot>
        {Html.Join([.. table.Roles.Select(row => Row(row, Html.Of($"{row.Title}"))), Row(table.Total, Html.Of($"{table.Total.Title}"))])}
        </tfoot>
        """);

    private static Html Part(ChapterPart part, IEnumerable<(CoverageRow Row, Chapter Chapter)> chapters, int columns) => Html.Of($"""
        <tbody>
        <tr class="part"><th colspan="{columns}" scope="rowgroup"><span>{PartName(part)}</span></th></tr>
        {Html.Join(chapters.Select(one => Row(one.Row, Html.Of($"<a href=\"{SiteLinks.FileOf(one.Chapter)}\">{one.Row.Title}</a>"))))}
        </tbody>
        """);

    private static Html Row(CoverageRow row, Html name) => Html.Of(
        $"<tr id=\"row-{row.Name}\"><th scope=\"row\">{name}{CoverageBar.Draw(row)}</th>{Html.Join(Cells(row).Select(cell => Html.Of($"<td{(cell == "0" ? new Html(" class=\"zero\"") : Html.None)}>{cell}</td>")), string.Empty)}</tr>");

    private static IEnumerable<string> Cells(CoverageRow row) =>
    [
        $"{row.Statements}", $"{row.Rules}", .. row.Exercised.Select(count => $"{count}"), $"{row.Untested}", $"{row.Exceptions}", $"{row.Open}", $"{row.Binding}", CoverageBar.Ruled(row),
    ];

    private static string PartName(ChapterPart part) => part switch
    {
        ChapterPart.Facility => "What binds every device and driver",
        ChapterPart.Ring => "Virtqueues",
        ChapterPart.Transport => "Transports",
        _ => "Device types",
    };
}
