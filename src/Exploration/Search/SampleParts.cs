using Virtspec.Exploration.Search.Sampling;

namespace Virtspec.Exploration.Search;

/// <summary>Samples in blocks, so that they are shared out and gone on with like parts of a search.</summary>
internal sealed class SampleParts(ExplorationRun run, WorkerContext worker)
{
    private const int Block = 1000;
    private const int DefaultSamples = 100_000;

    private readonly SampleSearch _search =
        new(worker.World, worker, StrategyOf(run.Options.Strategy), run.Options.Seed, classes: run.Classes, tally: worker.Tally);

    internal static int Count(ExplorationOptions options) => (int)((Samples(options) + Block - 1) / Block);

    internal bool Run(int number)
    {
        var first = (long)number * Block;
        return _search.Run(first, 1, Math.Min(Block, Samples(run.Options) - first));
    }

    /// <summary>With a time limit alone there is no end to samples but that limit.</summary>
    private static long Samples(ExplorationOptions options) => options.MaxExecutions != long.MaxValue
        ? Math.Min(options.MaxExecutions, (long)Block * int.MaxValue)
        : options.MaxTime == Timeout.InfiniteTimeSpan ? DefaultSamples : (long)Block * int.MaxValue;

    private static SamplingStrategy StrategyOf(Strategy strategy) => strategy switch
    {
        Strategy.Pct => SamplingStrategy.Pct,
        Strategy.Pos => SamplingStrategy.Pos,
        Strategy.Urw => SamplingStrategy.Urw,
        Strategy.Random => SamplingStrategy.Random,
        Strategy.Portfolio => SamplingStrategy.Portfolio,
        _ => throw new ArgumentOutOfRangeException(nameof(strategy), strategy, "it draws nothing"),
    };
}
