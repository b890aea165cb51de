using Virtspec.Exploration;
using Virtspec.Port;
using Virtspec.Reference.SplitRing;

namespace Virtspec.Scenarios.SplitRing;

/// <summary>What devices of these scenarios do with a buffer: they fill it, with one access.</summary>
internal static class BufferFilling
{
    /// <summary>Fills a buffer.</summary>
    /// <param name="agent">The agent's own port, for what has to hold.</param>
    /// <param name="port">Where the buffer lies.</param>
    /// <param name="chain">The buffer.</param>
    /// <returns>How many bytes were written.</returns>
    internal static async ValueTask<uint> Serve<TPort>(AgentPort agent, TPort port, DescriptorChain chain)
        where TPort : IPort
    {
        agent.Check(chain.Count == 1 && chain.ReadableBytes == 0 && chain.WritableBytes is 1 or 2 or 4 or 8, "the device takes what the driver published");
        var buffer = chain.Segments[0];
        var width = (AccessSize)buffer.Length;
        await port.Write(buffer.Address, RingMemory.Pattern(width), width);
        return buffer.Length;
    }
}
