using System.Globalization;
using System.Security.Cryptography;
using Virtspec.Exploration;
using Virtspec.Exploration.Execution;
using Virtspec.Exploration.MemoryModels;
using Virtspec.Exploration.Schedules;
using Virtspec.Exploration.Search;

namespace Virtspec.Cli.Explore;

/// <summary>One search of a run: a scenario under a memory model, what came of it, and its findings as saved.</summary>
internal sealed record SearchReport(Scenario Scenario, MemoryModel Memory, ExplorationResult Result, IReadOnlyList<FoundReport> Found);

/// <summary>A finding as saved, and what shrinking it came to.</summary>
internal sealed record FoundReport(SavedFinding Saved, long Execution, ShrinkResult? Shrunk, string Path);

/// <summary>Runs one exploration from options to exit code.</summary>
internal sealed class ExploreAction(ExploreRequest request)
{
    private readonly ScenarioSource _source = ScenarioSource.Open(request.From);

    internal int Run()
    {
        if (request.List)
        {
            ExploreReport.List(Console.Out, _source.All);
            return ExitCode.NothingFound;
        }

        var models = ExploreNames.ParseModels(request.Memory);
        var strategy = ExploreNames.ParseStrategy(request.Strategy);
        var scenarios = (request.Scenarios.Count == 0 ? [_source.All[0]] : request.Scenarios.Select(_source.Find)).Select(Set).ToList();
        if (request.Resume is not null && scenarios.Count * models.Count > 1)
            throw new UsageException($"--resume {request.Resume}: one scenario and one --memory is expected, {scenarios.Count} and {models.Count} were given");
        var folder = new FindingFolder(request.Out);
        folder.Prepare();
        var seed = request.Seed ?? BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(4));
        using var signals = new StopSignals();
        using var line = new SearchLine();
        signals.Abandoning = line.Dispose;
        var report = new ExploreReport(request, _source, seed, Console.Out);
        var searches = new List<SearchReport>();
        try
        {
            foreach (var scenario in scenarios)
            {
                report.Begin(scenario);
                foreach (var model in models.TakeWhile(_ => signals.Signal == 0))
                {
                    var search = Search(scenario, Options(model, strategy, seed), folder, signals, line);
                    searches.Add(search);
                    report.Add(search);
                }
            }
        }
        catch (Exception exception) when (exception is ScenarioException or NondeterministicScenarioException or CheckpointException)
        {
            line.Dispose();
            throw new UsageException(exception.Message);
        }

        var exit = Conclude(searches, signals.Signal);
        report.End(searches, exit);
        return exit;
    }

    private SearchReport Search(Scenario scenario, ExplorationOptions options, FindingFolder folder, StopSignals signals, SearchLine line)
    {
        var checkpoint = request.Resume is null ? null : Checkpoint.Open(request.Resume, scenario, options);
        var name = $"{scenario.Name} {ExploreNames.Of(options.Memory)}";
        var result = Explorer.Run(scenario, options, checkpoint, progress => line.Show(name, progress), signals.Token);
        var found = new List<FoundReport>();
        foreach (var finding in result.Found)
        {
            line.Say($"{name} · shrinking: {finding.Failure.Text}");
            found.Add(Save(scenario, options, finding, folder, signals.Token));
        }

        line.Clear();
        return new SearchReport(scenario, options.Memory, result, found);
    }

    private FoundReport Save(Scenario scenario, ExplorationOptions options, Finding finding, FindingFolder folder, CancellationToken stop)
    {
        var shrunk = request.Shrink
            ? Shrinker.Shrink(scenario, options.Memory, finding.Schedule, new ShrinkOptions { StepLimit = options.StepLimit }, stop)
            : null;
        var saved = new SavedFinding(
            shrunk?.Scenario ?? scenario,
            options.Memory,
            options.StepLimit,
            ExploreNames.Of(options.Strategy),
            options.Samples ? options.Seed : 0,
            shrunk?.Failure ?? finding.Failure,
            shrunk?.Schedule ?? finding.Schedule,
            scenario,
            finding.Schedule);
        return new FoundReport(saved, finding.Execution, shrunk, folder.Write(saved));
    }

    private ExplorationOptions Options(MemoryModel model, Strategy strategy, ulong seed) => new()
    {
        Memory = model,
        Strategy = strategy,
        Seed = seed,
        Jobs = request.Jobs,
        Shard = request.Shard,
        MaxExecutions = request.MaxExecutions ?? long.MaxValue,
        MaxTime = request.MaxTime ?? Timeout.InfiniteTimeSpan,
        StepLimit = request.MaxSteps,
        Bound = request.Bound,
        All = request.All,
    };

    private Scenario Set(Scenario scenario)
    {
        foreach (var setting in request.Settings)
        {
            var parts = setting.Split('=');
            if (parts.Length != 2 || !int.TryParse(parts[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
                throw new UsageException($"--set {setting}: NAME=VALUE with a whole number is expected, such as buffers=3");
            try
            {
                scenario = scenario.With(parts[0], value);
            }
            catch (ArgumentException exception)
            {
                throw new UsageException($"--set {setting}: {exception.Message.Split(" (Parameter")[0]}");
            }
        }

        return scenario;
    }

    /// <summary>A search that was to be exhaustive and was cut off says nothing about what it did not see.</summary>
    private static int Conclude(List<SearchReport> searches, int signal)
    {
        if (searches.Any(search => search.Found.Count > 0))
            return ExitCode.Finding;
        if (signal != 0)
            return signal;
        return searches.Any(search => search.Result.Coverage == Coverage.Stopped || search.Result.Counts.Truncated > 0)
            ? ExitCode.Inconclusive
            : ExitCode.NothingFound;
    }
}
