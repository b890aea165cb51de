using Virtspec.Exploration.Execution;
using Virtspec.Exploration.Search;

namespace Virtspec.Exploration;

/// <summary>Runs a scenario through its executions, on as many workers as asked for.</summary>
public static class Explorer
{
    /// <summary>Parts of a search for each worker: enough that none waits long for another's last one.</summary>
    private const int PartsPerJob = 32;

    /// <summary>Parts of a search that is shared or gone on with later: the jobs of a run must make no difference to them.</summary>
    internal const int FixedParts = 512;

    private static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(100);

    /// <summary>Explores.</summary>
    /// <param name="scenario">What.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Told some ten times a second how far it is, on the caller's thread.</param>
    /// <param name="cancellation">Ends the search; what was found so far is returned.</param>
    /// <exception cref="ScenarioException">The scenario does what no execution can follow.</exception>
    /// <exception cref="NondeterministicScenarioException">An execution done again came out differently.</exception>
    public static ExplorationResult Run(
        Scenario scenario, ExplorationOptions options, Action<ExplorationResult>? progress = null, CancellationToken cancellation = default) =>
        Run(scenario, options, null, progress, cancellation);

    internal static ExplorationResult Run(
        Scenario scenario, ExplorationOptions options, Checkpoint? checkpoint, Action<ExplorationResult>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        ArgumentNullException.ThrowIfNull(options);
        using var run = new ExplorationRun(scenario, options, checkpoint, cancellation);
        PartQueue? parts = null;
        RunOn([() => parts = Cut(run)], run, null);
        if (parts is not null)
        {
            run.Parts = parts.Count;
            RunOn([.. Enumerable.Range(0, options.Jobs).Select(_ => (Action)(() => Work(run, parts)))], run, progress);
        }

        run.Error?.Throw();
        checkpoint?.Save();
        return run.Result(finished: true);
    }

    private static void RunOn(Action[] work, ExplorationRun run, Action<ExplorationResult>? progress)
    {
        var threads = Array.ConvertAll(work, action => OwnThread.For(() => run.Guard(action)));
        Array.ForEach(threads, thread => thread.Start());
        foreach (var thread in threads)
        {
            while (!thread.Join(_interval))
            {
                progress?.Invoke(run.Result(finished: false));
                run.Checkpoint?.SaveNowAndThen();
            }
        }
    }

    private static PartQueue Cut(ExplorationRun run)
    {
        var options = run.Options;
        var shared = options.Shard.Count > 1 || run.Checkpoint is not null;
        if (options.Samples)
            return PartQueue.Blocks(SampleParts.Count(options), options.Shard);
        if (options.Chosen == Strategy.Bounded || (options.Jobs == 1 && !shared))
            return new PartQueue([SearchPart.Whole], (0, 1));
        var count = shared ? FixedParts : PartsPerJob * options.Jobs;
        return new PartQueue(Partition.Cut(run.NewWorld(), count, sleep: options.Chosen != Strategy.Brute), options.Shard);
    }

    private static void Work(ExplorationRun run, PartQueue parts)
    {
        var worker = run.NewWorker();
        var search = Search(run, worker);
        while (!run.Stopping && parts.Next(run.Checkpoint, out var number))
        {
            if (search(parts, number))
                run.PartDone(number, worker);
        }
    }

    private static Func<PartQueue, int, bool> Search(ExplorationRun run, WorkerContext worker)
    {
        switch (run.Options.Chosen)
        {
            case Strategy.PartialOrder:
                var partialOrder = new PartialOrderSearch(worker.World, worker, worker.Tally);
                return (parts, number) => partialOrder.Run(parts[number]);
            case Strategy.States or Strategy.Brute:
                var merge = run.Options.Chosen == Strategy.States;
                var states = new StateSearch(worker.World, worker, new StateSearchOptions(Merge: merge, Sleep: merge), run.Known, worker.Tally);
                return (parts, number) => states.Run(parts[number]);
            case Strategy.Bounded:
                return (parts, number) => Deepen(run, worker, parts[number]);
            default:
                var samples = new SampleParts(run, worker);
                return (_, number) => samples.Run(number);
        }
    }

    /// <summary>No deviation, then one, then two: what is found first is the simplest.</summary>
    private static bool Deepen(ExplorationRun run, WorkerContext worker, SearchPart part)
    {
        for (var bound = 0; bound <= run.Options.Bound; bound++)
        {
            var options = new StateSearchOptions(Deviations: bound);
            if (!new StateSearch(worker.World, worker, options, new KnownStates(), worker.Tally).Run(part))
                return false;
        }

        return true;
    }
}
