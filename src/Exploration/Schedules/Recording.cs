using Virtspec.Exploration.Execution;
using Virtspec.Exploration.MemoryModels;
using Virtspec.Exploration.Search;

namespace Virtspec.Exploration.Schedules;

/// <summary>One thing that happened, or an agent that came to a stop.</summary>
/// <param name="Step">In which step of the run, 0 before the first.</param>
/// <param name="Lane">Agent that did it; the number of agents for memory and doorbells.</param>
/// <param name="Text">What.</param>
/// <param name="Echo">What it did to a doorbell at once, null for nothing.</param>
/// <param name="Asleep">Agents that wait for others, as bits.</param>
/// <param name="Done">Agents that are at their ends, as bits.</param>
internal sealed record RecordedRow(int Step, int Lane, string Text, string? Echo, ulong Asleep, ulong Done);

/// <summary>A run in words, access by access, to be drawn or listed.</summary>
/// <param name="Title">Scenario, parameters and memory model.</param>
/// <param name="Agents">Names of the agents.</param>
/// <param name="Shared">What the lane of memory and doorbells is called.</param>
/// <param name="Rows">In order.</param>
/// <param name="Closing">What went wrong, which statements were broken, and who waits for what, a line each.</param>
internal sealed record Recording(
    string Title, IReadOnlyList<string> Agents, string Shared, IReadOnlyList<RecordedRow> Rows, IReadOnlyList<string> Closing)
{
    /// <summary>Does a run again and records it.</summary>
    /// <param name="scenario">Of what.</param>
    /// <param name="model">Under which memory model.</param>
    /// <param name="picks">Along which schedule.</param>
    /// <param name="stepLimit">Most steps.</param>
    /// <exception cref="ReplayException">The schedule cannot be followed.</exception>
    internal static Recording Of(Scenario scenario, MemoryModel model, IReadOnlyList<Pick> picks, int stepLimit = 10_000)
    {
        var names = PlaceNames.Of(scenario);
        var recorder = new Recorder(names);
        var world = new World(scenario, model) { StepLimit = stepLimit, Witness = recorder };
        var run = new Replay(world) { Stepping = (stepped, _) => recorder.LookAround(stepped) }.Strict(picks);
        recorder.LookAround(world);
        var standing = string.Join("; ", AccessText.Standing(world, names));
        var outcome = run.Failure?.Text ?? (run.Ended ? "nothing went wrong" : "the schedule ends here");
        var shared = model is MemoryModel.TotalStoreOrder or MemoryModel.PartialStoreOrder ? "memory" : "doorbells";
        var broken = run.Broken.Where(broken => broken.ToString() != outcome).Select(broken => $"{(broken.Step == 0 ? "the start" : $"step {broken.Step}")} breaks {broken}");
        return new Recording($"{scenario}, {FindingNames.Of(model)}", names.Agents, shared, recorder.Rows, [outcome, .. broken, standing]);
    }
}
