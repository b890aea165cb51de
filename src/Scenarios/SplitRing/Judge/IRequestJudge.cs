using Virtspec.Model.SplitRing;

namespace Virtspec.Scenarios.SplitRing;

/// <summary>What the type of device says of requests. The ring knows where their bytes lie and not what they mean.</summary>
internal interface IRequestJudge
{
    /// <summary>Whether the pieces of a request are cut in the plainest way there is.</summary>
    bool IsPlain(Chain chain);

    /// <summary>Whether a request that came back was served well.</summary>
    /// <param name="chain">The request.</param>
    /// <param name="length">Bytes the device says it wrote.</param>
    /// <param name="memory">What memory holds now.</param>
    bool IsServed(Chain chain, uint length, IMemoryView memory);
}
