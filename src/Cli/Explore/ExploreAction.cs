using System.Diagnostics;
using Virtspec.Cli.Report;
using Virtspec.Exploration;
using Virtspec.Exploration.Execution;
using Virtspec.Exploration.Schedules;
using Virtspec.Exploration.Search;

namespace Virtspec.Cli.Explore;

/// <summary>Runs one exploration from options to exit code.</summary>
internal sealed class ExploreAction(ExploreOptions options)
{
    private readonly FindingStore _store = new(options.Out);
    private readonly Stopwatch _elapsed = Stopwatch.StartNew();
    private ExploreProgress? _progress;

    internal int Run()
    {
        var plan = ExplorePlan.Of(options);
        if (options.List)
        {
            ExploreList.Write(Console.Out, plan.Known);
            return ExitCode.NothingFound;
        }

        var drawing = Drawing.Of(options.Width, options.Ascii);
        var output = ReportOutput.Prepare(options.Reports, options.Out);
        _store.Prepare();
        // All of them before the first runs: a wrong file should not be noticed after an hour.
        var checkpoints = plan.Searches.Select(search => search.OpenCheckpoint()).ToList();
        using var signals = new StopSignals
        {
            Stopping = () => _progress?.Remark("stopping; once more to stop at once"),
            Abandoning = () => _progress?.Dispose(),
        };
        var began = DateTimeOffset.Now;
        var canaries = Canary.Send(plan);
        var searches = Search(plan, checkpoints, signals.Token);
        var report = new ExploreReport(options, plan, canaries, searches, signals.Signal, drawing);
        Remember(report, began);
        return output.Write(
            report.Exit,
            (console, files) => ExploreText.Write(console, report, files),
            [(ReportFormat.Json, () => ExploreJson.Serialize(report)), (ReportFormat.JUnit, () => ExploreJUnit.Serialize(report)), .. report.Drawings()]);
    }

    /// <summary>Keeps what was judged on record, so that <c>spec show</c> knows who last saw a statement.</summary>
    private void Remember(ExploreReport report, DateTimeOffset began)
    {
        var judged = StatementCount.Sum(report.Searches.Select(search => search.Judged));
        if (judged.Count == 0)
            return;
        var target = string.Join(", ", report.Searches.Select(search => search.Search.Scenario.Name).Distinct());
        new RunStore(options.Out).Add(new RunRecord(1, began, report.Again, target, report.Exit, judged.ToDictionary(count => count.Key, count => new RunCount(count.Value.Held, count.Value.Broken))));
    }

    private List<SearchReport> Search(ExplorePlan plan, List<Checkpoint?> checkpoints, CancellationToken stop)
    {
        using var progress = new ExploreProgress(plan.Searches.Count);
        _progress = progress;
        var reports = new List<SearchReport>();
        foreach (var (number, search) in plan.Searches.Index())
        {
            // What shows under a strong model shows under a weaker one too, only later.
            var wrong = options.Memory.Count > 0 || options.All ? null : reports.Find(report => report.Search.Scenario == search.Scenario && report.Findings.Count > 0);
            reports.Add(wrong is null
                ? Search(search, checkpoints[number], plan.Searches.Count - number, stop)
                : new SearchReport(search, null, [], Resumed: false) { WrongUnder = wrong.Search.Options.Memory });
        }

        return reports;
    }

    /// <param name="search">The search.</param>
    /// <param name="checkpoint">What it goes on with.</param>
    /// <param name="left">How many are left, this one included, to share the time that is left.</param>
    /// <param name="stop">Ends it.</param>
    private SearchReport Search(PlannedSearch search, Checkpoint? checkpoint, int left, CancellationToken stop)
    {
        var resumed = checkpoint?.PartsDone > 0;
        if (stop.IsCancellationRequested || options.MaxTime - _elapsed.Elapsed <= TimeSpan.Zero)
            return new SearchReport(search, null, [], resumed);
        if (options.MaxTime is { } time)
            search = search with { Options = search.Options with { MaxTime = (time - _elapsed.Elapsed) / left } };
        _progress!.Begin(search);
        try
        {
            var result = Explorer.Run(search.Scenario, search.Options, checkpoint, _progress.Show, stop);
            return new SearchReport(search, result, [.. result.Found.Select(finding => Keep(search, finding, stop))], resumed);
        }
        catch (Exception exception) when (exception is ScenarioException or NondeterministicScenarioException && options.From is not null)
        {
            throw new UsageException($"--from {options.From}: {search.Scenario.Name}: {exception.Message}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException && search.Resume is not null)
        {
            throw new OutputException($"--resume {search.Resume}: {exception.Message}");
        }
    }

    private FindingReport Keep(PlannedSearch search, Finding finding, CancellationToken stop)
    {
        var memory = search.Options.Memory;
        ShrinkResult? shrunk = null;
        if (options.Shrink)
        {
            _progress!.Shrinking(finding);
            shrunk = Shrinker.Shrink(search.Scenario, memory, finding.Schedule, new ShrinkOptions { StepLimit = search.Options.StepLimit }, stop);
        }

        var saved = new SavedFinding(
            shrunk?.Scenario ?? search.Scenario,
            memory,
            search.Options.StepLimit,
            StrategyNames.Of(search.Options.Chosen),
            search.Options.Samples ? search.Options.Seed : 0,
            shrunk?.Failure ?? finding.Failure,
            shrunk?.Schedule ?? finding.Schedule,
            search.Scenario,
            finding.Schedule);
        var (path, problem) = _store.Save(saved);
        var along = new Replay(saved.Run.NewWorld()).ThenDefault(saved.Schedule);
        return new FindingReport(saved, finding, shrunk, path, problem, along.Broken);
    }
}
