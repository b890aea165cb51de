using Virtspec.Exploration.Execution;

namespace Virtspec.Exploration.Search;

/// <summary>One choice of a run: who goes on, and which way it turns out. It means the same in every run of a scenario.</summary>
/// <param name="Agent">The agent that goes on, or whose store arrives.</param>
/// <param name="Place">-1 for the agent itself; else where the store that arrives was made, which tells stores apart under partial store order only.</param>
/// <param name="Alternative">Which way it turns out, from 0.</param>
internal readonly record struct Pick(int Agent, int Place, int Alternative)
{
    internal bool IsDrain => Place >= 0;

    internal static Pick Of(World world, int process, int alternative) => process < world.Agents
        ? new Pick(process, -1, alternative)
        : new Pick(world.Memory.DrainAgent(process), world.Memory.DrainOffset(process), alternative);

    /// <summary>The process meant; -1 when there is none.</summary>
    internal int ProcessIn(World world)
    {
        if (IsDrain)
            return world.Memory.FindDrain(Agent, Place);
        return Agent < world.Agents ? Agent : -1;
    }

    /// <summary>Does it once more, where an earlier execution did it.</summary>
    /// <exception cref="NondeterministicScenarioException">There is no such process.</exception>
    internal void Repeat(World world)
    {
        var process = ProcessIn(world);
        if (process < 0)
            throw new NondeterministicScenarioException("the beginning of an execution cannot be repeated");
        world.Step(process, Alternative);
    }
}
