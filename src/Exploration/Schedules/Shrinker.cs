using Virtspec.Exploration.Execution;
using Virtspec.Exploration.MemoryModels;
using Virtspec.Exploration.Search;

namespace Virtspec.Exploration.Schedules;

/// <summary>What came of shrinking.</summary>
/// <param name="Scenario">With the parameters at which the failure is shown.</param>
/// <param name="Failure">What goes wrong there.</param>
/// <param name="Schedule">How it comes to it.</param>
/// <param name="Before">Size of what was given.</param>
/// <param name="After">Size of what is left.</param>
/// <param name="Tries">Replays done.</param>
/// <param name="Searched">Executions of searches.</param>
/// <param name="Complete">Whether nothing was left to try; false when the budget ran out or it was cancelled.</param>
internal sealed record ShrinkResult(
    Scenario Scenario, Failure Failure, Pick[] Schedule, ScheduleSize Before, ScheduleSize After, int Tries, long Searched, bool Complete);

/// <summary>
/// Finds a simpler schedule, and smaller parameters, at which a scenario fails in the same way: deviations from the default scheduler are dropped by
/// delta debugging, parameters made smaller one at a time, few deviations searched for from scratch, and pieces of agents joined.
/// </summary>
/// <remarks>
/// Every candidate is run, and counts only if it fails as wanted. Rounds go on until one changes nothing, so shrinking the result changes nothing either.
/// </remarks>
internal sealed class Shrinker
{
    private readonly ShrinkOptions _options;
    private readonly Trials _trials;
    private readonly ScheduleSize _before;
    private Scenario _scenario;
    private World _world;
    private Replay _replay;
    private RunResult _best;

    private Shrinker(Scenario scenario, RunResult run, Trials trials, ShrinkOptions options)
    {
        (_scenario, _best, _before, _trials, _options) = (scenario, run, run.Size, trials, options);
        _world = trials.NewWorld(scenario);
        _replay = new Replay(_world);
    }

    /// <summary>Shrinks.</summary>
    /// <param name="scenario">What failed, with the parameters at which it did.</param>
    /// <param name="model">Under which memory model.</param>
    /// <param name="picks">How it came to it; what follows the last pick is left to the default scheduler.</param>
    /// <param name="options">What it may cost.</param>
    /// <param name="cancellation">Ends it; the best so far is returned.</param>
    /// <exception cref="ReplayException">The schedule cannot be followed, or nothing fails along it.</exception>
    internal static ShrinkResult Shrink(
        Scenario scenario, MemoryModel model, IReadOnlyList<Pick> picks, ShrinkOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= new ShrinkOptions();
        var run = new Replay(new World(scenario, model) { StepLimit = options.StepLimit }).ThenDefault(picks);
        if (run.Failure is not { } failure)
            throw new ReplayException(run.Picks.Length, "nothing fails along the schedule, so there is nothing to shrink");
        var trials = new Trials(model, FailureFamily.Of(failure), options, cancellation);
        return new Shrinker(scenario, run, trials, options).Run();
    }

    private ShrinkResult Run()
    {
        string? before;
        do
        {
            before = State();
            DropDeviations();
            if (_options.Parameters)
                ShrinkParameters();
            if (_trials.Search(_scenario) is { } found)
                Improve(replay => replay.ThenDefault(found));
            DropDeviations();
            JoinPieces();
        }
        while (State() != before);
        return new ShrinkResult(
            _scenario, _best.Failure!, _best.Picks, _before, _best.Size, _trials.Tries, _trials.Searched, Complete: !_trials.CutShort);
    }

    private string State() => $"{_scenario} {ScheduleText.Write(_best.Picks)}";

    /// <summary>Takes a candidate that fails as wanted and is smaller than the best so far.</summary>
    private bool Improve(Func<Replay, RunResult> candidate)
    {
        if (_trials.Try(_replay, candidate) is not { } run || run.Size.CompareTo(_best.Size) >= 0)
            return false;
        _best = run;
        return true;
    }

    private void DropDeviations()
    {
        int before;
        do
        {
            before = _best.Deviations.Length;
            DeltaDebugging.Minimize(_best.Deviations, some => Improve(replay => replay.Deviating(some)));
        }
        while (_best.Deviations.Length < before);
    }

    private void JoinPieces()
    {
        var reduction = new SwitchReduction(_world);
        bool better;
        do
        {
            better = false;
            foreach (var candidate in reduction.Candidates(_best.Picks))
            {
                if (better = Improve(replay => replay.Lenient(candidate)))
                    break;
            }
        }
        while (better);
    }

    private void ShrinkParameters()
    {
        bool smaller;
        do
        {
            smaller = false;
            foreach (var name in _scenario.Parameters.Select(parameter => parameter.Name).ToList())
            {
                while (ShrinkParameter(name))
                    smaller = true;
            }
        }
        while (smaller);
    }

    /// <summary>Tries the least value, then values ever nearer to the present one.</summary>
    private bool ShrinkParameter(string name)
    {
        var parameter = _scenario.Parameters.Single(parameter => parameter.Name == name);
        for (var less = parameter.Value - parameter.Least; less > 0; less /= 2)
        {
            if (Adopt(_scenario.With(name, parameter.Value - less)))
                return true;
        }

        return false;
    }

    /// <summary>Goes over to a smaller scenario if it fails there too.</summary>
    private bool Adopt(Scenario smaller)
    {
        try
        {
            var world = _trials.NewWorld(smaller);
            var replay = new Replay(world);
            var run = _trials.Try(replay, tried => tried.Deviating(_best.Deviations)) ?? _trials.Try(replay, tried => tried.Lenient(_best.Picks));
            if (run is null && _trials.Search(smaller) is { } found)
                run = _trials.Try(replay, tried => tried.ThenDefault(found));
            if (run is null)
                return false;
            (_scenario, _world, _replay, _best) = (smaller, world, replay, run);
        }
        catch (Exception exception) when (exception is ScenarioException or ArgumentException)
        {
            // Parameters that are allowed one by one may not go together.
            return false;
        }

        DropDeviations();
        return true;
    }
}
