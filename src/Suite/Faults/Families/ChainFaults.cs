using System.Buffers.Binary;
using Virtspec.Model.SplitRing;
using Virtspec.Port;
using static Virtspec.Suite.Faults.UsedRingFaults;

namespace Virtspec.Suite.Faults;

/// <summary>Descriptor chains and indirect tables read wrong.</summary>
internal static class ChainFaults
{
    private const DescriptorFlags WriteAndIndirect = DescriptorFlags.Indirect | DescriptorFlags.Write;

    internal static IReadOnlyList<Fault> All { get; } =
    [
        Ring("indirect-write-flag-heeded", "split.indirect.device.1", "Takes an indirect descriptor with the write flag for a buffer.", () => new RingFault { Descriptor = (_, rest) => (RingFault.Flags(rest) & WriteAndIndirect) == WriteAndIndirect ? RingFault.WithFlags(rest, DescriptorFlags.Indirect, DescriptorFlags.Write) : rest }),
        Ring("indirect-after-direct-refused", "split.indirect.device.2", "Ends a chain where an indirect descriptor follows direct ones.", () => new DirectThenIndirectFault()),
        Ring("indirect-table-of-four", "split.framing.device.1", "Looks at the first four entries of an indirect table only.", () => new RingFault { IndirectDescriptor = (ring, rest) => ring.LastIndirect == 3 ? RingFault.WithFlags(rest, DescriptorFlags.Next, 0) : rest }),
        Ring("indirect-next-in-ring-table", "inv.split.completes", "Looks up next of an indirect entry in the table of the queue.", () => new WrongTableFault()),
        Ring("next-by-position", "inv.split.completes", "Takes the descriptors of a chain in the order they lie in, whatever next says.", () => new RingFault { Descriptor = (ring, rest) => (rest & ~(0xffffUL << 48)) | ((ulong)((ring.LastDescriptor + 1) & (ring.Layout.Size - 1)) << 48) }),
        Ring("header-in-one-piece", "split.framing.device.1", "Needs the header of a request in one piece.", () => new FramingFault()),
        Ring("chain-of-three", "split.framing.device.1", "Ends every chain after three descriptors.", () => new ShortChainFault()),
        Ring("length-12-bits", "inv.blk.status", "Keeps the low 12 bits of the length of a descriptor.", () => new RingFault { Descriptor = (_, rest) => rest & ~0xffff_f000UL }),
        Ring("length-16-bits", "inv.blk.read-data", "Keeps the low 16 bits of the length of a descriptor.", () => new RingFault { Descriptor = (_, rest) => rest & ~0xffff_0000UL }),
    ];

    /// <summary>Without its flag the table is a buffer that holds no request.</summary>
    private sealed class DirectThenIndirectFault : PortFault
    {
        private bool _first = true;

        internal override Access Read(ulong address, AccessSize size)
        {
            var value = base.Read(address, size).GetResult();
            if (address - Layout.AvailEntry(0) < 2UL * Layout.Size)
                _first = true;
            var into = address - Layout.DescriptorTable;
            if (into >= Layout.DescriptorTableBytes || into % SplitLayout.DescriptorSize == 0)
                return new Access(value);
            if (!_first && (RingFault.Flags(value) & DescriptorFlags.Indirect) != 0)
                value = RingFault.WithFlags(value, DescriptorFlags.Indirect, DescriptorFlags.Write);
            _first = false;
            return new Access(value);
        }
    }

    /// <summary>Entries of indirect tables after the first are read from the table of the queue.</summary>
    private sealed class WrongTableFault : PortFault
    {
        private ulong _table;
        private ulong _last;

        internal override Access Read(ulong address, AccessSize size)
        {
            if (size != AccessSize.Eight)
                return base.Read(address, size);
            var into = address - Layout.DescriptorTable;
            if (into < Layout.DescriptorTableBytes)
            {
                var value = base.Read(address, size).GetResult();
                if (into % SplitLayout.DescriptorSize == 0)
                    _last = value;
                else if ((RingFault.Flags(value) & DescriptorFlags.Indirect) != 0)
                    _table = _last;
                return new Access(value);
            }

            var offset = address - _table;
            return base.Read(offset >= SplitLayout.DescriptorSize && offset < Layout.DescriptorTableBytes ? Layout.DescriptorTable + offset : address, size);
        }
    }

    /// <summary>A header in pieces is not understood.</summary>
    private sealed class FramingFault : PortFault
    {
        internal override Access ReadBytes(ulong address, Memory<byte> destination)
        {
            base.ReadBytes(address, destination);
            if (destination.Length < 16)
                BinaryPrimitives.TryWriteUInt16LittleEndian(destination.Span, 0x7777);
            return default;
        }
    }

    /// <summary>The third descriptor is taken for the last.</summary>
    private sealed class ShortChainFault : PortFault
    {
        private int _count;

        internal override Access Read(ulong address, AccessSize size)
        {
            var value = base.Read(address, size).GetResult();
            if (address - Layout.AvailEntry(0) < 2UL * Layout.Size)
                _count = 0;
            var into = address - Layout.DescriptorTable;
            if (into >= Layout.DescriptorTableBytes || into % SplitLayout.DescriptorSize == 0 || ++_count < 3)
                return new Access(value);
            return new Access(RingFault.WithFlags(value, DescriptorFlags.Next, 0));
        }
    }
}
