using Virtspec.Exploration.Execution;
using Virtspec.Exploration.Search;

namespace Virtspec.Exploration.Schedules;

/// <summary>Looks for a failure of a family with no deviation, then one, two and three, so that what it finds has few.</summary>
internal sealed class BoundedSearch : SearchContext
{
    private const int MostDeviations = 3;

    private readonly FailureFamily _wanted;
    private readonly long _executions;
    private readonly long _steps;
    private readonly CancellationToken _cancellation;
    private long _ended;
    private Tally? _tally;
    private long _stepsBefore;

    private BoundedSearch(FailureFamily wanted, long executions, long steps, CancellationToken cancellation) =>
        (_wanted, _executions, _steps, _cancellation) = (wanted, executions, steps, cancellation);

    internal override bool Stopping =>
        Found is not null || _ended >= _executions || _stepsBefore + (_tally?.Steps ?? 0) >= _steps || _cancellation.IsCancellationRequested;

    private Pick[]? Found { get; set; }

    /// <summary>Searches.</summary>
    /// <param name="world">In which scenario, and under which memory model.</param>
    /// <param name="wanted">For what.</param>
    /// <param name="executions">Most executions.</param>
    /// <param name="steps">Most steps, all executions together.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>The first schedule met, null for none, and how many executions came to an end.</returns>
    internal static (Pick[]? Schedule, long Executions) Find(
        World world, FailureFamily wanted, long executions, long steps, CancellationToken cancellation)
    {
        using var here = new WithoutContext();
        var search = new BoundedSearch(wanted, executions, steps, cancellation);
        for (var bound = 0; bound <= MostDeviations && !search.Stopping; bound++)
        {
            var states = new StateSearch(world, search, new StateSearchOptions(Deviations: bound), new KnownStates());
            search._tally = states.Tally;
            states.Run(SearchPart.Whole);
            search._stepsBefore += states.Tally.Steps;
            search._tally = null;
        }

        return (search.Found, search._ended);
    }

    internal override void Ended(World world, Func<Pick[]> schedule, Tally tally)
    {
        _ended++;
        if (Found is null && world.Failure is { } failure && FailureFamily.Of(failure) == _wanted)
            Found = schedule();
    }
}
