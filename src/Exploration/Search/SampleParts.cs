namespace Virtspec.Exploration.Search;

/// <summary>Samples in blocks, so that they are shared out and gone on with like parts of a search.</summary>
internal sealed class SampleParts(ExplorationRun run, WorkerContext worker)
{
    private const int Block = 1000;
    private const int DefaultSamples = 100_000;

    internal static int Count(ExplorationOptions options) => (int)((Samples(options) + Block - 1) / Block);

    internal bool Run(int number)
    {
        var first = (long)number * Block;
        var last = Math.Min(first + Block, Samples(run.Options));
        throw new NotSupportedException($"{worker} {last}");
    }

    private static long Samples(ExplorationOptions options) =>
        options.MaxExecutions != long.MaxValue ? options.MaxExecutions : options.MaxTime == Timeout.InfiniteTimeSpan ? DefaultSamples : int.MaxValue * (long)Block / 2;
}
