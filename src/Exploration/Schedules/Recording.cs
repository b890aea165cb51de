using Virtspec.Exploration.Execution;
using Virtspec.Exploration.MemoryModels;
using Virtspec.Exploration.Search;

namespace Virtspec.Exploration.Schedules;

/// <summary>A run in words, access by access, to be drawn or listed.</summary>
/// <param name="Title">Scenario, parameters and memory model.</param>
/// <param name="Agents">Names of the agents.</param>
/// <param name="Shared">What the lane of memory and doorbells is called.</param>
/// <param name="Rows">In order.</param>
/// <param name="Closing">What went wrong, which statements were broken, and who waits for what, a line each.</param>
internal sealed record Recording(
    string Title, IReadOnlyList<string> Agents, string Shared, IReadOnlyList<RecordedRow> Rows, IReadOnlyList<string> Closing)
{
    /// <summary>The doorbells that somebody rang or waited for, in the order in which the scenario has them.</summary>
    internal IReadOnlyList<Bell> Bells { get; init; } = [];

    /// <summary>Whether something went wrong.</summary>
    internal bool Failed { get; init; }

    /// <summary>Steps that break a statement. What is broken at the start has no step to be shown at.</summary>
    internal IReadOnlySet<int> BreakingSteps { get; init; } = new HashSet<int>();

    /// <summary>Does a run again and records it.</summary>
    /// <param name="scenario">Of what.</param>
    /// <param name="model">Under which memory model.</param>
    /// <param name="picks">Along which schedule.</param>
    /// <param name="stepLimit">Most steps.</param>
    /// <exception cref="ReplayException">The schedule cannot be followed.</exception>
    internal static Recording Of(Scenario scenario, MemoryModel model, IReadOnlyList<Pick> picks, int stepLimit = ExplorationOptions.UsualStepLimit)
    {
        var names = PlaceNames.Of(scenario);
        var recorder = new Recorder(names);
        var world = new World(scenario, model) { StepLimit = stepLimit, Witness = recorder };
        var run = new Replay(world) { Stepping = (stepped, _) => recorder.LookAround(stepped) }.Strict(picks);
        recorder.LookAround(world);
        var standing = string.Join("; ", AccessText.Standing(world, names));
        var outcome = run.Failure?.Text ?? (run.Ended ? "nothing went wrong" : "the schedule ends here");
        var shared = scenario.Hardware is not null ? "links" : model is MemoryModel.TotalStoreOrder or MemoryModel.PartialStoreOrder ? "memory" : "doorbells";
        var broken = run.Broken.Where(broken => broken.ToString() != outcome).Select(broken => $"{(broken.Step == 0 ? "the start" : $"step {broken.Step}")} breaks {broken}");
        return new Recording($"{scenario}, {ModelNames.InWords(model)}", names.Agents, shared, recorder.Rows, [outcome, .. broken, standing])
        {
            Bells = recorder.Bells,
            Failed = run.Failure is not null,
            BreakingSteps = run.Broken.Select(statement => statement.Step).Where(step => step > 0).ToHashSet(),
        };
    }
}
