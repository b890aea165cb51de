using Virtspec.Exploration.Execution;
using Virtspec.Exploration.MemoryModels;
using Virtspec.Exploration.Search;

namespace Virtspec.Exploration.Schedules;

/// <summary>How much shrinking may cost.</summary>
internal sealed record ShrinkOptions
{
    /// <summary>Most replays.</summary>
    internal int MaxTries { get; init; } = 20_000;

    /// <summary>Most executions of each search.</summary>
    internal int SearchExecutions { get; init; } = 20_000;

    /// <summary>Most steps of each search.</summary>
    internal long SearchSteps { get; init; } = 4_000_000;

    /// <summary>Whether parameters of the scenario are made smaller too.</summary>
    internal bool Parameters { get; init; } = true;

    /// <summary>Most steps of a run.</summary>
    internal int StepLimit { get; init; } = ExplorationOptions.UsualStepLimit;
}

/// <summary>Tries whether candidates still fail in the same way, and keeps count.</summary>
internal sealed class Trials(MemoryModel model, FailureFamily wanted, ShrinkOptions options, CancellationToken cancellation)
{
    private readonly Dictionary<string, Pick[]?> _searched = [];

    /// <summary>Replays done.</summary>
    internal int Tries { get; private set; }

    /// <summary>Executions of all searches.</summary>
    internal long Searched { get; private set; }

    /// <summary>Whether something was left because the budget ran out or it was cancelled.</summary>
    internal bool CutShort { get; private set; }

    internal World NewWorld(Scenario scenario) => new(scenario, model) { StepLimit = options.StepLimit };

    /// <summary>Runs a candidate.</summary>
    /// <returns>The run if it fails as wanted, else null.</returns>
    internal RunResult? Try(Replay replay, Func<Replay, RunResult> candidate)
    {
        if (Tries >= options.MaxTries || cancellation.IsCancellationRequested)
        {
            CutShort = true;
            return null;
        }

        Tries++;
        var run = candidate(replay);
        return run.Failure is { } failure && FailureFamily.Of(failure) == wanted ? run : null;
    }

    /// <summary>Searches for the failure from nothing but the scenario; once for each set of parameters.</summary>
    internal Pick[]? Search(Scenario scenario)
    {
        var key = scenario.ToString();
        if (_searched.TryGetValue(key, out var known))
            return known;
        var (schedule, executions) = BoundedSearch.Find(NewWorld(scenario), wanted, options.SearchExecutions, options.SearchSteps, cancellation);
        Searched += executions;
        CutShort |= cancellation.IsCancellationRequested;
        return _searched[key] = schedule;
    }
}
