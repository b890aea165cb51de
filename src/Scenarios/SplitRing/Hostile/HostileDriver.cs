using Virtspec.Exploration;
using Virtspec.Model.SplitRing;
using Virtspec.Port;

namespace Virtspec.Scenarios.SplitRing.Hostile;

/// <summary>Tells a lie, sets the queue up anew where the device asks for that, and sends a good request.</summary>
/// <param name="port">Its port.</param>
/// <param name="memory">What is shared.</param>
/// <param name="lie">The lie.</param>
internal sealed class HostileDriver(AgentPort port, HostileMemory memory, Lie lie)
{
    private const ushort GoodHead = 2;
    private const uint GoodAsked = 4;
    private const string IsServed = "the good request is served";

    private readonly SplitLayout _layout = memory.Layout;

    /// <summary>What came of the lie.</summary>
    internal string Outcome { get; private set; } = "no answer";

    internal async ValueTask Run()
    {
        port.Obligation(IsServed, hot: true);
        await Tell();
        await port.Wait(memory.Call);
        var refused = await port.Read(memory.Status, AccessSize.Eight) == HostileMemory.NeedsReset;
        if (refused)
            await Reset();
        await SendGood(refused ? (ushort)0 : lie.Ahead);
        port.Obligation(IsServed, hot: false);
        Outcome = refused ? "refused" : "taken";
    }

    private async ValueTask Tell()
    {
        await port.Write(memory.Payload, lie.Asked, AccessSize.Four);
        var descriptors = lie.Descriptors(memory);
        for (var i = 0; i < descriptors.Length; i++)
            await RawDescriptor.Write(port, _layout.Descriptor((ushort)i), descriptors[i]);
        var entries = lie.Entries(memory);
        for (var i = 0; i < entries.Length; i++)
            await RawDescriptor.Write(port, memory.Entry(i), entries[i]);
        await Publish(lie.Head, position: 0, lie.Ahead);
    }

    /// <summary>Makes one avail entry, moves avail idx, and kicks whatever the device wants.</summary>
    private async ValueTask Publish(ushort head, ushort position, ushort idx)
    {
        await port.Write(_layout.AvailEntry(position), head, AccessSize.Two);
        await port.Fence(FenceKind.Release);
        await port.Write(_layout.AvailIdx, idx, AccessSize.Two);
        await port.Signal(memory.Kick);
    }

    private async ValueTask Reset()
    {
        await port.Write(_layout.AvailIdx, 0, AccessSize.Two);
        await port.Write(_layout.UsedIdx, 0, AccessSize.Two);
        await port.Write(_layout.UsedFlags, 0, AccessSize.Two);
        await port.Write(memory.Status, 0, AccessSize.Eight);
        await port.Signal(memory.Reset);
    }

    private async ValueTask SendGood(ushort position)
    {
        await port.Write(memory.GoodPayload, GoodAsked, AccessSize.Four);
        await RawDescriptor.WriteChain(port, _layout, GoodHead, [new(memory.GoodPayload, 4, Writable: false), new(memory.GoodAnswer, HostileMemory.RoomBytes, Writable: true)]);
        await Publish(GoodHead, position, (ushort)(position + 1));
        ushort seen = 0;
        while (true)
        {
            var idx = (ushort)await port.Read(_layout.UsedIdx, AccessSize.Two);
            await port.Fence(FenceKind.Acquire);
            for (; seen != idx; seen++)
            {
                if (await port.Read(_layout.UsedElement(seen), AccessSize.Eight) != (GoodHead | ((ulong)GoodAsked << 32)))
                    continue;
                var answer = await port.Read(memory.GoodAnswer, AccessSize.Four);
                port.Check(answer == 0x0101_0101U * HostileMemory.Filler, "a good request is answered");
                return;
            }

            await port.Wait(memory.Call);
        }
    }
}
