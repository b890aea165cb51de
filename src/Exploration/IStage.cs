using Virtspec.Exploration.Execution;
using Virtspec.Port;

namespace Virtspec.Exploration;

/// <summary>Where a scenario sets up an execution: shared memory, doorbells, agents, and what has to hold at the end.</summary>
/// <remarks>
/// Agents share what they reach through their ports and nothing else. A variable that one agent sets and another reads behind the
/// explorer's back is not seen by it, and what it concludes is then wrong; variables that one agent sets and only the end reads are fine.
/// </remarks>
public interface IStage
{
    /// <summary>Shared memory, zeroed and aligned to 8 bytes.</summary>
    /// <param name="name">What to call it in a drawn schedule.</param>
    /// <param name="bytes">1 to 65,536.</param>
    /// <returns>Its address.</returns>
    ulong Memory(string name, int bytes);

    /// <summary>Gives memory a value before anybody runs.</summary>
    /// <param name="address">Where.</param>
    /// <param name="value">What.</param>
    /// <param name="size">How wide.</param>
    void Preset(ulong address, ulong value, AccessSize size);

    /// <summary>Names a field for drawn schedules.</summary>
    /// <param name="address">Its first byte.</param>
    /// <param name="bytes">Its width.</param>
    /// <param name="name">What to call it.</param>
    void Label(ulong address, int bytes, string name);

    /// <summary>A doorbell. Rung from the start, it is a lock that is free: waiting takes it, signalling gives it back.</summary>
    /// <param name="name">What to call it.</param>
    /// <param name="rung">Whether it is rung from the start.</param>
    Doorbell Doorbell(string name, bool rung = false);

    /// <summary>A doorbell whose number the protocol fixes.</summary>
    /// <param name="doorbell">The number, 0 to 63, not yet taken.</param>
    /// <param name="name">What to call it.</param>
    /// <param name="rung">Whether it is rung from the start.</param>
    void Doorbell(Doorbell doorbell, string name, bool rung = false);

    /// <summary>An agent: one side of the protocol, a thread, a CPU.</summary>
    /// <param name="name">What to call it.</param>
    /// <param name="body">
    /// What it does. It awaits accesses of its port and nothing else; what it does in between is part of the access before.
    /// </param>
    /// <param name="daemon">Whether it may wait for ever: an end at which it does is no deadlock.</param>
    void Agent(string name, Func<AgentPort, ValueTask> body, bool daemon = false);

    /// <summary>Who names the statements that an execution breaks. Hosts that only run scenarios do without.</summary>
    /// <param name="judge">Makes the judge; it serves all executions of a search, whose places and parameters are the same.</param>
    /// <returns>The judge, to be told what no access shows; null where there is none.</returns>
    internal T? Judge<T>(Func<T> judge)
        where T : class, IJudge => null;

    /// <summary>Runs when nobody can go on and every store has arrived.</summary>
    /// <param name="check">What to look at.</param>
    void AtEnd(Action<IEnd> check);
}

/// <summary>The end of an execution, to look at.</summary>
public interface IEnd
{
    /// <summary>What memory holds.</summary>
    /// <param name="address">Where.</param>
    /// <param name="size">How wide.</param>
    ulong Read(ulong address, AccessSize size);

    /// <summary>Something that has to hold.</summary>
    /// <param name="holds">Whether it does.</param>
    /// <param name="claim">What to call it.</param>
    void Check(bool holds, string claim);

    /// <summary>What this execution came to, for tables of all outcomes.</summary>
    /// <param name="text">Same text, same outcome.</param>
    void Outcome(string text);
}
