using Spectre.Console;
using Virtspec.Specification.Catalogue;
using Virtspec.Suite;

namespace Virtspec.Cli.Report;

/// <summary>The report for people: findings first, then every verdict by section, then robustness, then totals.</summary>
internal static class TextReport
{
    /// <summary>Writes the report.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="report">The report.</param>
    /// <param name="exit">Exit code of the run.</param>
    /// <param name="files">Files written, to be named.</param>
    internal static void Write(IAnsiConsole console, CheckReport report, int exit, params IReadOnlyList<string> files)
    {
        console.MarkupLineInterpolated($"[bold]virtspec[/] {CheckReport.Version.Split('+')[0]} · VIRTIO 1.4 CS01");
        new ReportLayout(console).Rows([("target", report.Options.Target), ("seed", $"{report.Seed}")]);
        FindingText.Write(console, report, report.Conformance);
        SectionText.Write(console, ReportSection.Of(report.Conformance));
        RobustnessText.Write(console, report);
        Cases(console, report);
        Own(console, report);
        Summary(console, report, exit, files);
    }

    internal static string Place(Requirement requirement) => requirement.Source switch
    {
        CatalogueReader.Standard => $"VIRTIO 1.4, {requirement.Section}",
        CatalogueReader.Protocols => $"spec/protocols, {requirement.Section}",
        CatalogueReader.VhostUser => $"the vhost-user document, {requirement.Section}",
        _ => $"an invariant of virtspec ({requirement.Section}): {requirement.Rationale}",
    };

    private static void Cases(IAnsiConsole console, CheckReport report)
    {
        var odd = report.Result.Cases.Where(check => check.Text.Length > 0 || report.DeathsIn(check.Case).Any()).ToList();
        if (odd.Count == 0)
            return;
        console.WriteLine();
        console.MarkupLineInterpolated($"[bold]cases that did not run to their end[/]");
        // By what is said of them: time that was up leaves many out for one reason.
        var groups = odd.GroupBy(check => CaseText(report, check));
        new ReportLayout(console).Rows([.. groups.Select(group => (group.First().Case.Name, group.Key + Others(group)))]);
    }

    /// <summary>How a case ended, and the back-end in it.</summary>
    private static string CaseText(CheckReport report, CaseResult check) =>
        string.Join('\n', [check.Text.Length > 0 ? $"{End(check.End)}: {check.Text}" : End(check.End), .. report.DeathsIn(check.Case).Select(death => death.Text)]);

    private static string Others(IEnumerable<CaseResult> results)
    {
        var others = string.Join(", ", results.Skip(1).Select(check => check.Case.Name));
        return others.Length > 0 ? $"; also {others}" : string.Empty;
    }

    internal static string End(CaseEnd end) => end switch
    {
        CaseEnd.NotApplicable => "does not apply",
        CaseEnd.PeerLost => "peer lost",
        CaseEnd.NotRun => "not run",
        CaseEnd.Misused => "cannot be taken",
        CaseEnd.InternalError => "internal error of virtspec, please report it",
        _ => "ran",
    };

    private static void Own(IAnsiConsole console, CheckReport report)
    {
        foreach (var result in report.Result.OwnBreaches)
        {
            console.WriteLine();
            console.MarkupLineInterpolated($"[red bold]virtspec itself broke[/] {result.Requirement.Id}: {result.Findings[0].Seen} (expected: {result.Findings[0].Expected}). Please report it.");
        }
    }

    private static void Summary(IAnsiConsole console, CheckReport report, int exit, IReadOnlyList<string> files)
    {
        console.WriteLine();
        SectionText.Totals(console, report.Conformance);
        console.WriteLine();
        if (report.Stopped)
            console.MarkupLine("stopped early: what was found until then is above");
        if (report.Deaths.Count > 0)
            console.MarkupLineInterpolated($"the back-end had to be started again {Times(report.Deaths.Count)}: the last time it {report.Deaths[^1].End}, in case {report.Deaths[^1].Case}");
        var layout = new ReportLayout(console);
        foreach (var file in files)
            layout.Rows([("written", file)]);
        layout.Line(SummaryLine.Of(report, exit));
        layout.Command("again", report.Again);
    }

    internal static string Times(long count) => count switch
    {
        0 => "never",
        1 => "once",
        _ => $"{count} times",
    };
}
