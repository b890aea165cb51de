using System.Runtime.ExceptionServices;
using Virtspec.Exploration;
using Virtspec.Exploration.Execution;
using Virtspec.Exploration.MemoryModels;
using Virtspec.Exploration.Search;
using Virtspec.Exploration.Search.Sampling;

namespace Virtspec.Bench.Explore;

/// <summary>Draws executions as a worker of a search does: some are done again, different ones are counted.</summary>
internal sealed class SampleRun(Scenario scenario) : SearchContext
{
    private const int Block = 1000;

    private readonly SelfCheck _check = new(new World(scenario, MemoryModel.Sequential));

    internal override bool Stopping => false;

    internal override void Ended(World world, Func<Pick[]> schedule, Tally tally) => _check.Look(world, schedule);

    internal static Measured[] Measure(Scenario scenario, SamplingStrategy strategy, TimeSpan warmUp, TimeSpan least, int repetitions)
    {
        Measured[] rows = [];
        ExceptionDispatchInfo? error = null;
        // As the explorer does it: a thread without a context that agents' continuations could go to.
        var thread = new Thread(
            () =>
            {
                using var flow = ExecutionContext.SuppressFlow();
                try
                {
                    rows = new SampleRun(scenario).Draw(strategy, warmUp, least, repetitions);
                }
                catch (Exception exception)
                {
                    error = ExceptionDispatchInfo.Capture(exception);
                }
            },
            16 << 20);
        thread.Start();
        thread.Join();
        error?.Throw();
        return rows;
    }

    private Measured[] Draw(SamplingStrategy strategy, TimeSpan warmUp, TimeSpan least, int repetitions)
    {
        var tally = new Tally();
        var search = new SampleSearch(
            new World(scenario, MemoryModel.Sequential), this, strategy, seed: 1, classes: new DistinctCounter(), tally: tally);
        var first = 0L;
        Tally Next()
        {
            tally.Clear();
            search.Run(first, 1, Block);
            first += Block;
            return tally;
        }

        Measured.AtLeast(warmUp, Next);
        return [.. Enumerable.Range(0, repetitions).Select(_ => Measured.AtLeast(least, Next))];
    }
}
