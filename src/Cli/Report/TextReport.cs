using Spectre.Console;
using Virtspec.Oracle;
using Virtspec.Specification.Catalogue;
using Virtspec.Suite;

namespace Virtspec.Cli.Report;

/// <summary>The report for people: findings first and whole, then what passed by clause, then what was not seen and why.</summary>
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
        Passed(console, report);
        Unseen(console, report, Verdict.NotExercised, "not exercised");
        Unseen(console, report, Verdict.NotObservable, "not observable");
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
                ("seen", finding.Seen),
                ("expected", finding.Expected),
                ("steps", string.Join('\n', finding.Steps.TakeLast(StepsShown))),
            ]);
            layout.Command("reproduce", report.Reproduce(finding, requirement.Id));
        }
    }

    internal static string Place(Requirement requirement) => requirement.Source switch
    {
        "virtio-1.4-cs01" => $"VIRTIO 1.4, {requirement.Section}",
        "vhost-user" => $"the vhost-user document, {requirement.Section}",
        _ => $"an invariant of virtspec ({requirement.Section}): {requirement.Rationale}",
    };

    private static void Passed(IAnsiConsole console, CheckReport report)
    {
        var passed = report.Result.Results.Where(result => result.Verdict == Verdict.Passed).ToList();
        if (passed.Count == 0)
            return;
        console.WriteLine();
        console.MarkupLineInterpolated($"[green bold]passed[/] {passed.Count}");
        new ReportLayout(console).Rows([.. passed.Select(result => (result.Requirement.Id, $"{result.Requirement.Level.Keyword()}, {Times(result.Held)}: {result.Requirement.Text}"))]);
    }

    private static void Unseen(IAnsiConsole console, CheckReport report, Verdict verdict, string title)
    {
        var unseen = report.Result.Results.Where(result => result.Verdict == verdict).ToList();
        if (unseen.Count == 0)
            return;
        console.WriteLine();
        console.MarkupLineInterpolated($"[yellow bold]{title}[/] {unseen.Count}");
        // By reason: the same one covers whole clauses.
        var byReason = unseen.GroupBy(result => result.Reason ?? string.Empty).OrderByDescending(group => group.Count());
        new ReportLayout(console).Rows([.. byReason.Select(group => (group.Count() == 1 ? "1 id" : $"{group.Count()} ids", $"{group.Key}: {Ids(group)}"))]);
    }

    private static string Ids(IEnumerable<RequirementResult> results)
    {
        var ids = results.Select(result => result.Requirement.Id).ToList();
        return string.Join(", ", ids.Take(6)) + (ids.Count > 6 ? $" and {ids.Count - 6} more" : string.Empty);
    }

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

    private static string End(CaseEnd end) => end switch
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
        int Count(Verdict verdict) => report.Result.Results.Count(result => result.Verdict == verdict);
        var ran = report.Result.Cases.Count(check => check.End == CaseEnd.Done);
        console.WriteLine();
        console.MarkupLineInterpolated(
            $"{Count(Verdict.Passed)} passed, {Count(Verdict.Failed)} failed, {Count(Verdict.NotExercised)} not exercised, {Count(Verdict.NotObservable)} not observable; {ran} of {report.Result.Cases.Count} cases ran; exit code {exit}");
        if (report.Stopped)
            console.MarkupLine("stopped early: what was found until then is above");
        if (report.Deaths.Count > 0)
            console.MarkupLineInterpolated($"the back-end had to be started again {Times(report.Deaths.Count)}: the last time it {report.Deaths[^1]}");
        var layout = new ReportLayout(console);
        foreach (var file in files)
            layout.Rows([("written", file)]);
        layout.Command("again", report.Again);
    }

    internal static string Times(int count) => count switch
    {
        0 => "never",
        1 => "once",
        _ => $"{count} times",
    };
}
