using Spectre.Console;
using Virtspec.Cli.Report;
using Virtspec.Exploration;
using Virtspec.Exploration.MemoryModels;
using Virtspec.Exploration.Schedules;
using Virtspec.Specification.Catalogue;

namespace Virtspec.Cli.Explore;

/// <summary>The report for people: what goes wrong first and drawn, then what was covered and what that means.</summary>
internal static class ExploreText
{
    internal static void Write(IAnsiConsole console, ExploreReport report, IReadOnlyList<string> files)
    {
        console.MarkupLineInterpolated($"[bold]virtspec[/] {CheckReport.Version} · explore");
        var layout = new ReportLayout(console);
        if (report.Plan.Seed is { } seed)
            layout.Rows([("seed", $"{seed}")]);
        var drawn = new HashSet<(string Scenario, FailureFamily Family)>();
        foreach (var finding in report.Searches.SelectMany(search => search.Findings))
        {
            // Most show under several memory models, and look much the same.
            if (drawn.Add((finding.Saved.Scenario.Name, FailureFamily.Of(finding.Saved.Failure))))
                Whole(console, report, finding);
            else
                Again(console, report, finding);
        }

        foreach (var group in report.Searches.GroupBy(search => search.Search.Scenario))
            Covered(console, report, group.Key, [.. group]);
        Summary(console, report, files);
    }

    private static void Whole(IAnsiConsole console, ExploreReport report, FindingReport finding)
    {
        Head(console, finding);
        var layout = new ReportLayout(console);
        List<(string, string)> rows =
        [
            ("property", finding.Saved.Failure.Property),
            .. finding.Broken.Take(1).Select(broken => ("breaks", Statement(broken.Id))),
            ("found", $"in execution {CoverageText.Number(finding.Found.Execution)}{(finding.Found.Times > 1 ? $", and in {CoverageText.Number(finding.Found.Times)} in all" : string.Empty)}"),
        ];
        if (finding.Shrunk is { } shrunk)
            rows.Add(("simplest", $"{shrunk.After}{(shrunk.Before == shrunk.After ? string.Empty : $"; as found: {shrunk.Before}")}{(shrunk.Complete ? string.Empty : "; there may be a simpler one, for it was looked for in a hurry")}"));
        layout.Rows(rows);
        console.WriteLine();
        // Past the console, which would wrap lanes in its own way.
        console.Profile.Out.Writer.Write(report.Drawing.Draw(finding.Saved.Run));
        console.WriteLine();
        Kept(layout, report, finding);
    }

    /// <summary>The statement that is broken first: what follows comes of it. The drawing ends with all of them and what was seen.</summary>
    private static string Statement(string id) =>
        RequirementCatalogue.Load().TryGet(id, out var requirement) ? $"{id}: {requirement.Text} ({TextReport.Place(requirement)})" : id;

    private static void Again(IAnsiConsole console, ExploreReport report, FindingReport finding)
    {
        Head(console, finding);
        Kept(new ReportLayout(console), report, finding);
    }

    private static void Head(IAnsiConsole console, FindingReport finding)
    {
        console.WriteLine();
        console.MarkupLineInterpolated(
            $"[red bold]FAIL[/]  [bold]{finding.Saved.Id}[/]  {finding.Saved.Scenario.Name} under {ModelNames.Of(finding.Saved.Memory)}: {finding.Saved.Failure.Text}");
    }

    private static void Kept(ReportLayout layout, ExploreReport report, FindingReport finding)
    {
        layout.Rows([("schedule", report.Schedule(finding)), finding.Path is { } path ? ("kept in", path) : ("not kept", finding.Problem!)]);
        layout.Command("reproduce", report.Reproduce(finding));
    }

    private static void Covered(IAnsiConsole console, ExploreReport report, Scenario scenario, IReadOnlyList<SearchReport> searches)
    {
        console.WriteLine();
        console.MarkupLineInterpolated($"[bold]{scenario}[/]");
        var layout = new ReportLayout(console);
        layout.Rows([.. searches.Select(search => (ModelNames.Of(search.Search.Options.Memory), CoverageText.Counts(search, report.Signal != 0)))]);
        if (JudgedText.Of(searches) is { } judged)
            layout.Rows([("judged", judged)]);
        foreach (var same in searches.GroupBy(CoverageText.Meaning))
            layout.Rows([(string.Join(", ", same.Select(search => ModelNames.Of(search.Search.Options.Memory))), same.Key)]);
    }

    private static void Summary(IAnsiConsole console, ExploreReport report, IReadOnlyList<string> files)
    {
        var findings = report.Searches.Sum(search => search.Findings.Count);
        console.WriteLine();
        console.MarkupLineInterpolated(
            $"{CoverageText.Count(findings, "finding")}; {report.Searches.Count(search => search.Complete)} of {report.Searches.Count} searches complete; exit code {report.Exit}");
        if (report.Signal != 0)
            console.MarkupLine("stopped early: what was found until then is above");
        var layout = new ReportLayout(console);
        foreach (var file in files)
            layout.Rows([("written", file)]);
        foreach (var search in report.Searches.Where(search => search is { Complete: false, Result: not null, Search.Resume: not null }))
            layout.Rows([("kept", $"{search.Search.Resume}: the same command goes on from there")]);
        if (report.Options.Resume is null && report.Searches.Any(search => search.Findings.Count == 0 && search.WrongUnder is null && search.Result is not { Counts.Truncated: > 0 } && !search.Complete))
            layout.Rows([("hint", "with --resume FILE, what is done is kept, and the same command goes on from there")]);
        layout.Rows([("canary", string.Join(", ", report.Canaries.Select(canary => $"{canary.Scenario.Name} found under {ModelNames.Of(canary.Memory)}")))]);
        layout.Command("again", report.Again);
    }
}
