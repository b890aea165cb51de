using Virtspec.Exploration.Execution;
using Virtspec.Exploration.Search;

namespace Virtspec.Systematic.Sampling;

// The exploration of the ring at the root of this project has types of the same names.
using World = Virtspec.Exploration.Execution.World;

/// <summary>What a search told of, and when it is to stop.</summary>
internal sealed class Collector : SearchContext
{
    /// <summary>Whether the first failure ends the search.</summary>
    internal bool StopAtFailure { get; init; }

    /// <summary>Whether every schedule is kept.</summary>
    internal bool KeepSchedules { get; init; }

    internal List<Pick[]> Schedules { get; } = [];

    internal Failure? Failure { get; private set; }

    internal Pick[] Failing { get; private set; } = [];

    /// <summary>How many executions had ended when the first failed, that one included; 0 for none.</summary>
    internal long FailedAt { get; private set; }

    internal long Ends { get; private set; }

    internal override bool Stopping => StopAtFailure && Failure is not null;

    internal override void Ended(World world, Func<Pick[]> schedule, Tally tally)
    {
        Ends++;
        if (KeepSchedules)
            Schedules.Add(schedule());
        if (Failure is not null || world.Failure is null)
            return;
        (Failure, Failing, FailedAt) = (world.Failure, schedule(), Ends);
    }

    /// <summary>Runs what an explorer's thread would: agents' continuations must find no context of the test runner to go to.</summary>
    internal static void Alone(Action work)
    {
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            work();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }
}
