using Virtspec.Exploration.Execution;

namespace Virtspec.Scenarios.SplitRing;

/// <summary>
/// What is around a ring: who stops it, starts it and resets it, by words in memory and doorbells of a scenario's own. It tells the judge what they mean.
/// </summary>
internal interface IRingLife
{
    /// <summary>The stage is set.</summary>
    void Begin();

    /// <summary>An agent of the driver made an access.</summary>
    /// <returns>Whether it is none to judge as one to a ring that runs.</returns>
    bool OfDriver(World world, RingJudge judge, Agent agent, ulong address);

    /// <summary>An agent of the device did.</summary>
    /// <returns>As for <see cref="OfDriver"/>.</returns>
    bool OfDevice(World world, RingJudge judge, Agent agent, ulong address);

    /// <summary>Nobody can go on.</summary>
    void Ended(World world, RingJudge judge);

    /// <summary>What it remembers.</summary>
    void AddTo(ref Fingerprint fingerprint);
}
