using Spectre.Console;
using Virtspec.Oracle;
using Virtspec.Oracle.Catalogue;
using Virtspec.Suite;

namespace Virtspec.Cli.Report;

/// <summary>The report for people: findings first and whole, then what passed by clause, then what was not seen and why.</summary>
internal static class TextReport
{
    private const int PipeWidth = 160;

    /// <summary>Standard output, in colour where it is a terminal and NO_COLOR is not set.</summary>
    internal static IAnsiConsole ForTerminal()
    {
        if (Console.IsOutputRedirected)
            return Plain(Console.Out);
        return AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Out) });
    }

    /// <summary>The report without colour.</summary>
    internal static string AsText(CheckReport report, int exit)
    {
        using var writer = new StringWriter();
        Write(Plain(writer), report, exit);
        return writer.ToString();
    }

    private static IAnsiConsole Plain(TextWriter writer)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(writer) });
        console.Profile.Width = PipeWidth;
        return console;
    }

    internal static void Write(IAnsiConsole console, CheckReport report, int exit)
    {
        console.MarkupLineInterpolated($"[bold]virtspec[/] {CheckReport.Version} · VIRTIO 1.4 CS01 · {report.Target} · seed {report.Seed}");
        foreach (var result in report.Result.Results.Where(result => result.Verdict == Verdict.Failed))
            Failure(console, report, result);
        Passed(console, report);
        Unseen(console, report, Verdict.NotExercised, "not exercised");
        Unseen(console, report, Verdict.NotObservable, "not observable");
        Cases(console, report);
        Own(console, report);
        Summary(console, report, exit);
    }

    private static void Failure(IAnsiConsole console, CheckReport report, RequirementResult result)
    {
        var requirement = result.Requirement;
        console.WriteLine();
        console.MarkupLineInterpolated($"[red bold]FAIL[/]  [bold]{requirement.Id}[/]  {requirement.Level.Keyword()}  {requirement.Role.ToString().ToLowerInvariant()}");
        var rows = new List<(string, string)>
        {
            ("requires", requirement.Summary),
            ("stands in", Place(requirement)),
            ("counted", $"broken {result.Broken} times, kept {result.Held} times"),
        };
        foreach (var finding in result.Findings)
        {
            rows.Add(("case", finding.Case));
            rows.Add(("seen", finding.Seen));
            rows.Add(("expected", finding.Expected));
            rows.Add(("steps", string.Join('\n', finding.Steps.TakeLast(12))));
            rows.Add(("reproduce", report.Reproduce(finding, requirement.Id)));
        }

        Rows(console, rows);
    }

    private static string Place(Requirement requirement) => requirement.Source switch
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
        Rows(console, [.. passed.Select(result => ($"{result.Requirement.Id}", $"{result.Requirement.Level.Keyword()}, {Times(result.Held)}: {result.Requirement.Summary}"))]);
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
        Rows(console, [.. byReason.Select(group => (Times(group.Count()).Replace("times", "ids", StringComparison.Ordinal).Replace("once", "1 id", StringComparison.Ordinal), $"{group.Key}: {Ids(group)}"))]);
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
        Rows(console, [.. odd.Select(check => (check.Case.Name, $"{End(check.End)}: {check.Text}"))]);
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

    private static void Summary(IAnsiConsole console, CheckReport report, int exit)
    {
        var results = report.Result.Results;
        var ran = report.Result.Cases.Count(check => check.End == CaseEnd.Done);
        console.WriteLine();
        console.MarkupLineInterpolated(
            $"{results.Count(result => result.Verdict == Verdict.Passed)} passed, {results.Count(result => result.Verdict == Verdict.Failed)} failed, {results.Count(result => result.Verdict == Verdict.NotExercised)} not exercised, {results.Count(result => result.Verdict == Verdict.NotObservable)} not observable; {ran} of {report.Result.Cases.Count} cases ran; exit code {exit}");
        if (report.Stopped)
            console.MarkupLine("stopped early: what was found until then is above");
        console.MarkupLineInterpolated($"again: virtspec check {report.Arguments} --seed {report.Seed}");
    }

    private static string Times(int count) => count == 1 ? "once" : $"{count} times";

    private static void Rows(IAnsiConsole console, IReadOnlyList<(string Name, string Text)> rows)
    {
        var grid = new Grid { Expand = false };
        grid.AddColumn(new GridColumn { NoWrap = true, Padding = new Padding(2, 0, 2, 0) });
        grid.AddColumn(new GridColumn { Padding = new Padding(0) });
        foreach (var (name, text) in rows)
            grid.AddRow(new Text(name, new Style(decoration: Decoration.Dim)), new Text(text));
        console.Write(grid);
    }
}
