using Spectre.Console;
using Virtspec.Oracle;
using Virtspec.Specification.Catalogue;
using Virtspec.Suite;

namespace Virtspec.Cli.Report;

/// <summary>The report for people: findings first and whole, then every verdict by section, then totals.</summary>
internal static class TextReport
{
    private const int StepsShown = 12;

    /// <summary>Writes the report.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="report">The report.</param>
    /// <param name="exit">Exit code of the run.</param>
    /// <param name="files">Files written, to be named.</param>
    internal static void Write(IAnsiConsole console, CheckReport report, int exit, params IReadOnlyList<string> files)
    {
        console.MarkupLineInterpolated($"[bold]virtspec[/] {CheckReport.Version} · VIRTIO 1.4 CS01");
        new ReportLayout(console).Rows([("target", report.Options.Target), ("seed", $"{report.Seed}")]);
        foreach (var result in report.Result.Results.Where(result => result.Verdict == Verdict.Failed))
            Failure(console, report, result);
        SectionText.Write(console, ReportSection.Of(report.Result.Results));
        Cases(console, report);
        Own(console, report);
        Summary(console, report, exit, files);
    }

    private static void Failure(IAnsiConsole console, CheckReport report, RequirementResult result)
    {
        var requirement = result.Requirement;
        var layout = new ReportLayout(console);
        console.WriteLine();
        console.MarkupLineInterpolated($"[red bold]FAIL[/]  [bold]{requirement.Id}[/]  {requirement.Level.Keyword()}  {requirement.Role.ToString().ToLowerInvariant()}");
        layout.Rows([
            ("requires", requirement.Text),
            ("stands in", Place(requirement)),
            ("counted", $"broken {Times(result.Broken)}, kept {Times(result.Held)}"),
        ]);
        foreach (var finding in result.Findings)
        {
            layout.Rows([
                ("case", finding.Case),
                ("seen", finding.Shrunk is { Shown: > 0 } shown ? shown.Seen : finding.Seen),
                ("expected", finding.Shrunk is { Shown: > 0 } ? finding.Shrunk.Expected : finding.Expected),
                ("steps", string.Join('\n', (finding.Shrunk is { Shown: > 0 } ? finding.Shrunk.Steps : finding.Steps).TakeLast(StepsShown))),
            ]);
            if (finding.Shrunk is { } shrunk)
                layout.Rows([("fewest", $"{shrunk.Program.Count} of {finding.Program.Count}, {shrunk.Tries} tries; shown {shrunk.Shown} of {shrunk.Of} times\n{string.Join('\n', shrunk.Program)}")]);
            layout.Command("reproduce", report.Reproduce(finding, requirement.Id));
        }
    }

    internal static string Place(Requirement requirement) => requirement.Source switch
    {
        CatalogueReader.Standard => $"VIRTIO 1.4, {requirement.Section}",
        CatalogueReader.VhostUser => $"the vhost-user document, {requirement.Section}",
        _ => $"an invariant of virtspec ({requirement.Section}): {requirement.Rationale}",
    };

    private static void Cases(IAnsiConsole console, CheckReport report)
    {
        var odd = report.Result.Cases.Where(check => check.Text.Length > 0).ToList();
        if (odd.Count == 0)
            return;
        console.WriteLine();
        console.MarkupLineInterpolated($"[bold]cases that did not run to their end[/]");
        // By what is said of them: time that was up leaves many out for one reason.
        var groups = odd.GroupBy(check => $"{End(check.End)}: {check.Text}");
        new ReportLayout(console).Rows([.. groups.Select(group => (group.First().Case.Name, group.Key + Others(group)))]);
    }

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
        var counts = VerdictCounts.Of(report.Result.Results);
        var ran = report.Result.Cases.Count(check => check.End == CaseEnd.Done);
        console.WriteLine();
        SectionText.Totals(console, report.Result.Results);
        Transitions(console, report);
        console.WriteLine();
        console.MarkupLineInterpolated(
            $"{counts.Passed} passed, {counts.Failed} failed, {counts.NotExercised} not exercised, {counts.NotObservable} not observable; {ran} of {report.Result.Cases.Count} cases ran; exit code {exit}");
        if (report.Stopped)
            console.MarkupLine("stopped early: what was found until then is above");
        if (report.Deaths.Count > 0)
            console.MarkupLineInterpolated($"the back-end had to be started again {Times(report.Deaths.Count)}: the last time it {report.Deaths[^1]}");
        var layout = new ReportLayout(console);
        foreach (var file in files)
            layout.Rows([("written", file)]);
        layout.Command("again", report.Again);
    }

    /// <summary>How much of each machine of the model was seen; virtspec spec graph draws them.</summary>
    private static void Transitions(IAnsiConsole console, CheckReport report)
    {
        List<string> seen = [.. report.Result.Transitions.Where(machine => machine.Taken > 0).Select(machine => $"{machine.Machine} {machine.Taken} of {machine.All}")];
        if (seen.Count > 0)
            new ReportLayout(console).Rows([("transitions", string.Join(", ", seen))]);
    }

    internal static string Times(int count) => count switch
    {
        0 => "never",
        1 => "once",
        _ => $"{count} times",
    };
}
