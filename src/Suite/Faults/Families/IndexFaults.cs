using Virtspec.Port;
using static Virtspec.Suite.Faults.UsedRingFaults;

namespace Virtspec.Suite.Faults;

/// <summary>Indices that run freely over 16 bits, and positions in the ring, mixed up.</summary>
internal static class IndexFaults
{
    internal static IReadOnlyList<Fault> All { get; } =
    [
        Ring("avail-idx-never-wraps", "inv.split.completes", "Takes an avail idx below the last one for nothing new.", () => new RingFault { AvailIdx = Forward() }),
        Ring("used-idx-modulo-size", "inv.split.used-idx", "Writes used idx modulo the queue size.", () => new RingFault { UsedIdx = (ring, idx) => idx & (ushort)(ring.Layout.Size - 1) }),
        Ring("used-idx-15-bits", "inv.split.used-idx", "Keeps 15 bits of used idx.", () => new RingFault { UsedIdx = (_, idx) => idx & 0x7fff }),
        Ring("used-idx-stops-at-end", "inv.split.used-idx", "Counts used idx from 65535 on to 1.", () => new RingFault { UsedIdx = WithoutZero() }),
        Ring("used-position-not-masked", "inv.memory.unrelated", "Masks positions in the used ring with twice the queue size.", () => new UnmaskedFault(used: true)),
        Ring("avail-position-not-masked", "inv.split.completes", "Masks positions in the available ring with twice the queue size.", () => new UnmaskedFault(used: false)),
        Ring("size-taken-for-128", "inv.split.completes", "Masks positions in the available ring as if every queue had 128 entries.", () => new FixedSizeFault(128)),
    ];

    private static RingFault.Change Forward()
    {
        ulong? last = null;
        return (_, idx) => (last = last is { } before && idx < before ? before : idx).Value;
    }

    private static RingFault.Change WithoutZero()
    {
        var skipped = false;
        return (_, idx) =>
        {
            skipped |= idx == 0;
            return skipped ? idx + 1 : idx;
        };
    }

    /// <summary>Positions beyond the ring.</summary>
    private sealed class UnmaskedFault(bool used) : PortFault
    {
        private ushort _used;
        private ushort _avail;

        internal override Access Read(ulong address, AccessSize size)
        {
            if (used || address - Layout.AvailEntry(0) >= 2UL * Layout.Size)
                return Note(address, base.Read(address, size).GetResult());
            return base.Read(Layout.Avail + 4 + (2UL * (ulong)(_avail++ & ((2 * Layout.Size) - 1))), size);
        }

        internal override Access Write(ulong address, ulong value, AccessSize size)
        {
            if (address == Layout.UsedIdx)
                _used = (ushort)value;
            return used && address - Layout.UsedElement(0) < 8UL * Layout.Size
                ? base.Write(Layout.Used + 4 + (8UL * (ulong)(_used & ((2 * Layout.Size) - 1))), value, size)
                : base.Write(address, value, size);
        }

        /// <summary>A queue begins where the used ring says, for nothing is in flight then.</summary>
        private Access Note(ulong address, ulong value)
        {
            if (address == Layout.UsedIdx)
                _used = _avail = (ushort)value;
            return new Access(value);
        }
    }

    /// <summary>Another size than the queue has.</summary>
    private sealed class FixedSizeFault(int size) : PortFault
    {
        internal override Access Read(ulong address, AccessSize accessSize)
        {
            if (address == Layout.UsedIdx)
                _avail = (ushort)base.Read(address, accessSize).GetResult();
            return address - Layout.AvailEntry(0) < 2UL * Layout.Size
                ? base.Read(Layout.Avail + 4 + (2UL * (ulong)(_avail++ & (size - 1))), accessSize)
                : base.Read(address, accessSize);
        }

        private ushort _avail;
    }
}
