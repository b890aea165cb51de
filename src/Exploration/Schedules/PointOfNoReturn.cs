using Virtspec.Exploration.Execution;
using Virtspec.Exploration.Search;

namespace Virtspec.Exploration.Schedules;

/// <summary>Whether a failure can still be averted after a beginning of its schedule.</summary>
internal enum Fate
{
    /// <summary>Some continuation does not fail.</summary>
    Open,

    /// <summary>Every continuation fails.</summary>
    Sealed,

    /// <summary>None was found that does not fail, and not all were looked at.</summary>
    Unknown,
}

/// <summary>
/// The first step of a schedule after which every continuation fails: what happens before may be innocent, what comes after cannot help.
/// </summary>
/// <remarks>
/// Continuations only become fewer as a schedule goes on, so the step is found by halving. Whether all of them fail is found by search through states.
/// </remarks>
internal sealed class PointOfNoReturn : SearchContext
{
    private readonly long _executions;
    private readonly long _steps;
    private readonly CancellationToken _cancellation;
    private long _ended;
    private bool _averted;
    private Tally? _tally;

    private PointOfNoReturn(long executions, long steps, CancellationToken cancellation) =>
        (_executions, _steps, _cancellation) = (executions, steps, cancellation);

    internal override bool Stopping => _averted || OutOfBudget;

    private bool OutOfBudget => _ended >= _executions || _tally?.Steps >= _steps || _cancellation.IsCancellationRequested;

    /// <summary>Finds the step.</summary>
    /// <param name="world">Of the scenario and memory model.</param>
    /// <param name="picks">A schedule that ends in a failure.</param>
    /// <param name="executions">Most executions of each search.</param>
    /// <param name="steps">Most steps of each search.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>
    /// The number of the step, from 1; 0 when every execution fails from the start. Null when a search did not come to its end.
    /// </returns>
    /// <exception cref="ReplayException">The schedule cannot be followed, or nothing fails along it.</exception>
    internal static int? Find(
        World world, IReadOnlyList<Pick> picks, long executions = 200_000, long steps = 20_000_000, CancellationToken cancellation = default)
    {
        if (new Replay(world).Strict(picks).Failure is null)
            throw new ReplayException(picks.Count, "nothing fails along the schedule, so there is no point of no return");
        var (least, most) = (0, picks.Count);
        while (least < most)
        {
            var middle = (least + most) / 2;
            switch (FateAfter(world, picks.Take(middle).ToList(), executions, steps, cancellation))
            {
                case Fate.Open:
                    least = middle + 1;
                    break;
                case Fate.Sealed:
                    most = middle;
                    break;
                default:
                    return null;
            }
        }

        return most;
    }

    /// <summary>Looks at all that can follow a beginning.</summary>
    internal static Fate FateAfter(World world, IReadOnlyList<Pick> beginning, long executions, long steps, CancellationToken cancellation)
    {
        using var here = new WithoutContext();
        var context = new PointOfNoReturn(executions, steps, cancellation);
        var search = new StateSearch(world, context, new StateSearchOptions(), new KnownStates());
        context._tally = search.Tally;
        var complete = search.Run(new SearchPart(beginning, []));
        if (context._averted)
            return Fate.Open;
        return complete && search.Tally.Truncated == 0 ? Fate.Sealed : Fate.Unknown;
    }

    internal override void Ended(World world, Func<Pick[]> schedule, Tally tally)
    {
        _ended++;
        _averted |= world.Failure is null;
    }
}
