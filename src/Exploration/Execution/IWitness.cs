namespace Virtspec.Exploration.Execution;

/// <summary>Looks on while an execution is drawn or told; nobody looks on during a search.</summary>
internal interface IWitness
{
    /// <summary>The scenario named a place.</summary>
    void Named(int offset, int size, string name);

    /// <summary>An agent's pending access is about to take place.</summary>
    void Performing(World world, Agent agent, int alternative);

    /// <summary>It took place; the agent has not gone on yet.</summary>
    void Performed(World world, Agent agent, ulong result);

    /// <summary>A store arrived.</summary>
    void Drained(World world, int process, int offset);
}
