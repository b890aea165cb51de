using Virtspec.Port;

namespace Virtspec.Suite.Faults;

/// <summary>What is wrong with the elements of the used ring and with used idx.</summary>
internal static class UsedRingFaults
{
    private const ulong OneByte = 1UL << 32;

    internal static IReadOnlyList<Fault> All { get; } =
    [
        Ring("used-id-wrong", "inv.split.used-id", "Names another descriptor than the head in the used element.", () => new RingFault { UsedElement = (_, element) => element ^ 1 }),
        Ring("used-id-of-last-descriptor", "inv.split.used-id", "Names the last descriptor of the chain in the used element.", () => new RingFault { UsedElement = (ring, element) => (element & ~0xffffUL) | ring.LastDescriptor }),
        Ring("used-id-stale", "inv.split.used-once", "Forgets to write the id of every sixth buffer: the element of the one before it stands there.", () => new RingFault { UsedElement = (ring, element) => ring.UsedCount % 6 == 0 ? ring.LastElement : element }),
        Ring("used-id-cut-to-3-bits", "inv.split.used-id", "Keeps the low 3 bits of the head only.", () => new RingFault { UsedElement = (_, element) => element & ~0xfff8UL }),
        Ring("used-len-too-long", "inv.split.used-len", "Reports a byte more in len than the buffer has room for.", () => new RingFault { UsedElement = (_, element) => element + OneByte }),
        Ring("used-len-with-readable", "inv.split.used-len", "Counts the 16 bytes of the request's header in len.", () => new RingFault { UsedElement = (_, element) => element + (16 * OneByte) }),
        Ring("used-len-late", "split.used.device.1", "Writes len into the used element after it has moved used idx.", () => new LateLengthFault()),
        Ring("used-element-rewritten", "inv.split.used-stable", "Changes the id in the element before the last one, which the driver may read.", () => new RingFault { AfterUsedIdx = ring => Rewrite(ring) }),
        Ring("used-idx-by-two", "inv.split.used-idx", "Moves used idx by two for one buffer.", () => new RingFault { UsedIdx = (ring, idx) => idx + (ring.UsedCount % 6 == 0 ? 1UL : 0) }),
        Ring("used-idx-back", "inv.split.used-idx", "Moves used idx back by three at every sixth buffer.", () => new RingFault { UsedIdx = (ring, idx) => ring.UsedCount % 6 == 0 ? (ushort)(idx - 3) : idx }),
        Ring("buffer-used-twice", "inv.split.used-idx", "Uses every sixth buffer twice.", () => new RingFault { Repeats = ring => ring.UsedCount % 6 == 0 }),
        Ring("buffer-forgotten", "inv.split.completes", "Takes every sixth buffer and never uses it.", () => new RingFault { Drops = ring => ring.UsedCount % 6 == 0 }),
        Ring("answer-after-used", "split.used.device.2", "Writes the last piece of the answer after used idx has moved.", () => new BufferFault { Copy = Hold, AfterUsed = LetGo }),
        Ring("answer-left-out", "split.used.device.2", "Leaves the first piece of every answer of more than a byte unwritten, and counts it in len.", () => new BufferFault { Copy = LeaveOut }),
    ];

    internal static Fault Ring(string name, string breaks, string wrong, Func<PortFault> make) => new(name, breaks, wrong) { Port = make };

    private static void Rewrite(RingFault ring)
    {
        if (ring.UsedCount < 2)
            return;
        var before = ring.Layout.UsedElement((ushort)(ring.Used - 2));
        ring.Port.Write(before, ring.Port.Read(before, AccessSize.Eight).GetResult() ^ 1, AccessSize.Eight);
    }

    private static void Hold(BufferFault port, ulong address, ReadOnlyMemory<byte> bytes)
    {
        LetGo(port, wait: false);
        port.Held = (address, bytes.ToArray());
    }

    private static void LetGo(BufferFault port) => LetGo(port, wait: true);

    private static void LetGo(BufferFault port, bool wait)
    {
        if (port.Held is not { } held)
            return;
        if (wait)
            Thread.Sleep(2);
        port.Port.WriteBytes(held.Address, held.Bytes);
        port.Held = null;
    }

    private static void LeaveOut(BufferFault port, ulong address, ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length == 1)
            port.Port.WriteBytes(address, bytes);
    }

    /// <summary>used idx moves before len is written. The head arrives in time, so that the driver can go on.</summary>
    private sealed class LateLengthFault : PortFault
    {
        private (ulong Address, ulong Value)? _held;

        internal override Access Write(ulong address, ulong value, AccessSize size)
        {
            if (address - Layout.UsedElement(0) < 8UL * Layout.Size)
            {
                _held = (address, value);
                return Port.Write(address, (uint)value, AccessSize.Eight);
            }

            Port.Write(address, value, size);
            if (address != Layout.UsedIdx || _held is not { } late)
                return default;
            Thread.Sleep(2);
            _held = null;
            return Port.Write(late.Address, late.Value, AccessSize.Eight);
        }
    }
}
