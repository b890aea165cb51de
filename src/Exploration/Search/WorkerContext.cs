using Virtspec.Exploration.Execution;

namespace Virtspec.Exploration.Search;

/// <summary>One worker of a search. What happens at every execution stays with it; what is new is told to all.</summary>
internal sealed class WorkerContext(ExplorationRun run, World world) : SearchContext
{
    private const int MostUntold = 256;

    private readonly SelfCheck _check = new(run.NewWorld());
    private readonly HashSet<string> _outcomes = [];

    /// <summary>A limit of a few executions is kept exactly, one of millions nearly so.</summary>
    private readonly long _mostUntold = Math.Clamp(run.Options.MaxExecutions / (64 * run.Options.Jobs), 1, MostUntold);
    private readonly bool _limited = run.Options.MaxExecutions != long.MaxValue;
    private long _told;

    internal World World => world;

    /// <summary>Of the part under way.</summary>
    internal Tally Tally { get; } = new();

    internal long Rechecked => _check.Done;

    internal override bool Stopping
    {
        get
        {
            if (_limited && Tally.Executions - _told >= _mostUntold)
                Tell();
            return run.Stopping;
        }
    }

    /// <summary>The part is done and counted: the next one is counted from nothing.</summary>
    internal void BeginCount()
    {
        Tell();
        Tally.Clear();
        _told = 0;
    }

    internal override void Ended(World world, Func<Pick[]> schedule, Tally tally)
    {
        _check.Look(world, schedule);
        if (world.Failure is { } failure)
            run.Found(failure, schedule);
        if (run.Options.CollectOutcomes && world.OutcomeText is { } outcome && _outcomes.Add(outcome))
            run.CameTo(outcome);
    }

    private void Tell()
    {
        run.Executed(Tally.Executions - _told);
        _told = Tally.Executions;
    }
}
