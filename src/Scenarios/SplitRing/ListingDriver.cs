using Virtspec.Exploration;
using Virtspec.Port;

namespace Virtspec.Scenarios.SplitRing;

/// <summary>
/// A driver that takes buffers back, each time it is called, with the control flow of the listing in VIRTIO 1.4, 2.7.14, whose test for an
/// empty ring is printed the wrong way round; or with that test put right.
/// </summary>
/// <typeparam name="TPort">The port that the ring code uses.</typeparam>
/// <param name="agent">The agent's own port, for what has to hold.</param>
/// <param name="port">The port of the ring code.</param>
/// <param name="memory">What is shared.</param>
/// <param name="corrected">Whether the test is put right.</param>
internal sealed class ListingDriver<TPort>(AgentPort agent, TPort port, RingMemory memory, bool corrected)
    : RingDriver<TPort>(agent, port, memory, memory.Features, looksAgain: true)
    where TPort : IPort
{
    // The base class has its own: what a primary constructor captures is private.
    private readonly (AgentPort Agent, RingMemory Memory) _own = (agent, memory);

    protected override async ValueTask Collect(int enough)
    {
        while (Back < enough)
        {
            await Port.Wait(_own.Memory.Call);
            await Receive();
        }
    }

    private async ValueTask Receive()
    {
        await Ring.DisableCalls();
        while (true)
        {
            if (IsEmpty(await HasUsed()))
            {
                // With the full fence and the second look of the listing.
                if (IsEmpty(await Ring.EnableCalls()))
                    return;
                await Ring.DisableCalls();
            }

            var used = await Ring.Reclaim();
            _own.Agent.Check(!used.IsNone, "a used element is processed only when there is one");
            await Take(used);
        }
    }

    private async ValueTask<bool> HasUsed() =>
        (ushort)await Port.Read(_own.Memory.Layout.UsedIdx, AccessSize.Two) != Ring.LastUsed;

    /// <summary>Printed, both tests take the ring for empty when it is not.</summary>
    private bool IsEmpty(bool hasUsed) => corrected ? !hasUsed : hasUsed;
}
