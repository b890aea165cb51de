using Virtspec.Exploration;
using Virtspec.Model.SplitRing;
using Virtspec.Port;

namespace Virtspec.Scenarios.SplitRing.Hostile;

/// <summary>Tells one of several lies, sets the queue up anew where the device asks for that, and sends a good request.</summary>
/// <param name="port">Its port.</param>
/// <param name="memory">What is shared.</param>
/// <param name="lies">The lies: any of them is told.</param>
internal sealed class HostileDriver(AgentPort port, HostileMemory memory, IReadOnlyList<Lie> lies)
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
        var lie = lies[(int)await port.Choose(lies.Count, "lie")];
        await Tell(lie);
        await port.Wait(memory.Call);
        var refused = await port.Read(memory.Status, AccessSize.Eight) == HostileMemory.NeedsReset;
        if (refused)
            await Reset();
        await SendGood(refused ? (ushort)0 : lie.Ahead);
        port.Obligation(IsServed, hot: false);
        Outcome = $"{lie.Name}: {(refused ? "refused" : "taken")}";
    }

    /// <summary>The driver's other thread: it rewrites what it is told to, while the device reads.</summary>
    internal static async ValueTask RewriteOnce(AgentPort port, HostileMemory memory)
    {
        await port.Wait(memory.Rewrite);
        var at = await port.Read(memory.Rewritten, AccessSize.Eight);
        await port.Write(at, await port.Read(memory.Rewritten + 8, AccessSize.Eight), AccessSize.Eight);
    }

    private async ValueTask Tell(Lie lie)
    {
        await port.Write(memory.Payload, lie.Asked, AccessSize.Four);
        var descriptors = lie.Descriptors(memory);
        for (var i = 0; i < descriptors.Length; i++)
            await RawDescriptor.Write(port, _layout.Descriptor((ushort)i), descriptors[i]);
        var entries = lie.Entries(memory);
        for (var i = 0; i < entries.Length; i++)
            await RawDescriptor.Write(port, memory.Entry(i), entries[i]);
        if (lie.Rewrites?.Invoke(memory) is var (at, value))
        {
            await port.Write(memory.Rewritten, at, AccessSize.Eight);
            await port.Write(memory.Rewritten + 8, value, AccessSize.Eight);
            await port.Signal(memory.Rewrite);
        }

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
