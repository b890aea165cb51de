using Virtspec.Exploration.Execution;
using Virtspec.Exploration.MemoryModels;
using Virtspec.Exploration.Search;

namespace Virtspec.Exploration.Schedules;

/// <summary>One run of a scenario: all that is needed to do it again.</summary>
/// <param name="Scenario">With its parameters.</param>
/// <param name="Memory">Under which memory model.</param>
/// <param name="StepLimit">Most steps.</param>
/// <param name="Schedule">Who goes on when.</param>
internal sealed record ScenarioRun(Scenario Scenario, MemoryModel Memory, int StepLimit, Pick[] Schedule)
{
    /// <summary>A world to do it in.</summary>
    internal World NewWorld() => new(Scenario, Memory) { StepLimit = StepLimit };
}
