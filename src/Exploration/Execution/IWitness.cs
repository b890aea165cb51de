namespace Virtspec.Exploration.Execution;

/// <summary>Looks on, in the order in which things take place: to draw an execution, or to judge it as it goes.</summary>
internal interface IWitness
{
    /// <summary>The stage is set, nobody has run.</summary>
    void Begin(World world)
    {
    }

    /// <summary>What the witness remembers and may yet speak of.</summary>
    void AddTo(ref Fingerprint fingerprint)
    {
    }

    /// <summary>The scenario named a place.</summary>
    void Named(int offset, int size, string name)
    {
    }

    /// <summary>An agent's pending access is about to take place.</summary>
    void Performing(World world, Agent agent, int alternative)
    {
    }

    /// <summary>It took place; the agent has not gone on yet.</summary>
    void Performed(World world, Agent agent, ulong result);

    /// <summary>A store arrived.</summary>
    void Drained(World world, int process, int offset)
    {
    }
}
