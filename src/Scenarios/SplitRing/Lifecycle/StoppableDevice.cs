using Virtspec.Exploration;
using Virtspec.Port;
using Virtspec.Reference.SplitRing;

namespace Virtspec.Scenarios.SplitRing.Lifecycle;

/// <summary>Fills buffers until it is told to stop, which it looks for when it wakes and after each buffer it filled.</summary>
/// <param name="agent">The agent's own port, for what has to hold.</param>
/// <param name="port">The port that the ring code uses.</param>
/// <param name="memory">What is shared.</param>
/// <param name="features">What it takes for negotiated.</param>
/// <param name="stop">Address of the word that tells it.</param>
internal sealed class StoppableDevice(AgentPort agent, IPort port, RingMemory memory, ulong features, ulong stop)
{
    private readonly StoppablePort _port = new(port, stop);

    /// <summary>The device's half of the ring.</summary>
    internal SplitDevice<IPort> Ring { get; } = new(port, memory.Layout, features);

    /// <summary>Serves the ring, attached, until told to stop: what was taken is used by then.</summary>
    internal ValueTask Run() => DeviceLoop.Run(_port, Ring, memory.Layout.Queue, Serve, () => _port.Stopping);

    private async ValueTask<uint> Serve(DescriptorChain chain)
    {
        var length = await BufferFilling.Serve(agent, port, chain);
        await _port.Look();
        return length;
    }
}
