using System.Globalization;
using System.Security.Cryptography;
using Virtspec.Cli.Report;
using Virtspec.Exploration;
using Virtspec.Exploration.MemoryModels;
using Virtspec.Exploration.Search;

namespace Virtspec.Cli.Explore;

/// <summary>One search: a scenario under a memory model.</summary>
/// <param name="Scenario">What.</param>
/// <param name="Options">How.</param>
/// <param name="Resume">File it is kept in and gone on with from, if any.</param>
internal sealed record PlannedSearch(Scenario Scenario, ExplorationOptions Options, string? Resume)
{
    /// <exception cref="UsageException">The file is of something else, or cannot be written.</exception>
    internal Checkpoint? OpenCheckpoint()
    {
        if (Resume is null)
            return null;
        try
        {
            var checkpoint = Checkpoint.Open(Resume, Scenario, Options);
            File.Create(Resume + ".new", 1, FileOptions.DeleteOnClose).Dispose();
            return checkpoint;
        }
        catch (Exception exception) when (exception is CheckpointException or IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--resume {exception.Message}");
        }
    }
}

/// <summary>What to search, from options that make sense, each for itself and all together.</summary>
/// <param name="Known">All scenarios there are.</param>
/// <param name="Searches">In order.</param>
/// <param name="Seed">For samples; null when nothing is drawn.</param>
internal sealed record ExplorePlan(IReadOnlyList<Scenario> Known, IReadOnlyList<PlannedSearch> Searches, ulong? Seed)
{
    /// <summary>The scenario of a name with its parameters as they come, null for none.</summary>
    internal Scenario? Find(string name) => Known.FirstOrDefault(scenario => scenario.Name == name);

    /// <exception cref="UsageException">They do not make sense.</exception>
    internal static ExplorePlan Of(ExploreOptions options)
    {
        ReportOutput.Require(ReportFormat.OfExploration, options.Reports, options.Out, options.List);
        var known = ScenarioChoice.Known(options.From);
        var scenarios = ScenarioChoice.Of(options, known);
        var common = Common(options);
        var models = Models(options, common.Strategy);
        // Hardware of a scenario's own has one memory model and an order of its own: of several scenarios those that can be searched so are.
        scenarios = [.. scenarios.Where(scenario => scenario.Hardware is null || (models.Any(scenario.Models.Contains) && common.Strategy != Strategy.PartialOrder))];
        if (scenarios.Count == 0)
            throw new UsageException("what is chosen has hardware of its own, which goes with --memory sc and any strategy but dpor");
        var several = scenarios.Count * models.Count > 1;
        var searches =
            from scenario in scenarios
            from model in models
            where scenario.Models.Contains(model)
            select new PlannedSearch(scenario, (common with { Memory = model }).For(scenario), ResumeFile(options.Resume, several, scenario, model));
        return new ExplorePlan(known, [.. searches], common.Samples ? common.Seed : null);
    }

    private static ExplorationOptions Common(ExploreOptions options)
    {
        var strategy = options.Strategy is { } name ? StrategyNames.Parse(name) : options.Bound is null ? Strategy.Exhaustive : Strategy.Bounded;
        var shard = ParseShard(options.Shard);
        var common = new ExplorationOptions
        {
            Strategy = strategy,
            Seed = options.Seed ?? BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(4)),
            Jobs = (int)(options.Jobs ?? Environment.ProcessorCount),
            Shard = shard,
            MaxExecutions = options.MaxExecutions ?? long.MaxValue,
            StepLimit = (int)(options.MaxSteps ?? ExplorationOptions.UsualStepLimit),
            Bound = (int)(options.Bound ?? new ExplorationOptions().Bound),
            All = options.All,
        };
        if (options.Bound is not null && strategy != Strategy.Bounded)
            throw new UsageException($"--bound goes with --strategy bounded, not with {options.Strategy}");
        if (options.Seed is not null && !common.Samples)
            throw new UsageException($"--seed is for strategies that draw samples; {StrategyNames.Of(strategy)} draws none");
        if (strategy == Strategy.Bounded && (shard.Count > 1 || options.Resume is not null))
            throw new UsageException($"--strategy bounded is searched in one piece: {(shard.Count > 1 ? "--shard" : "--resume")} does not go with it");
        return common;
    }

    private static IReadOnlyList<MemoryModel> Models(ExploreOptions options, Strategy strategy)
    {
        var models = ModelChoice.Parse(options.Memory.Count > 0 ? options.Memory : [ModelChoice.Every]);
        if (strategy != Strategy.PartialOrder || !models.Contains(MemoryModel.ReleaseAcquire))
            return models;
        // Under release and acquire stores take effect in no one order, which the reduction relies on.
        return options.Memory.Count == 0
            ? [.. models.Where(model => model != MemoryModel.ReleaseAcquire)]
            : throw new UsageException("--strategy dpor does not go with --memory ra: states does, and exhaustive chooses it there");
    }

    private static (int Index, int Count) ParseShard(string? text)
    {
        if (text is null)
            return (0, 1);
        var parts = text.Split('/');
        return parts.Length == 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            && number >= 1 && number <= count && count <= Explorer.FixedParts
                ? (number - 1, count)
                : throw new UsageException($"--shard {text}: which of how many is expected, from 1/1 to {Explorer.FixedParts}/{Explorer.FixedParts}, such as 2/3");
    }

    /// <summary>Every search has a file of its own: with several, their names are put before the extension.</summary>
    private static string? ResumeFile(string? path, bool several, Scenario scenario, MemoryModel model) => path is null || !several
        ? path
        : Path.ChangeExtension(path, null) + $".{scenario.Name}.{ModelNames.Of(model)}{Path.GetExtension(path)}";
}
