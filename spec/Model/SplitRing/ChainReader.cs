using Virtspec.Model.Features;
using Virtspec.Model.Rules;

namespace Virtspec.Model.SplitRing;

/// <summary>
/// Reads a descriptor chain from memory and judges how the driver made it (VIRTIO 1.4, 2.7.4, 2.7.5). A chain with a fault that
/// leaves nothing to go on is no chain.
/// </summary>
internal static class ChainReader
{
    /// <summary>Reads the chain at <paramref name="head"/>.</summary>
    /// <returns>The chain, or null after a breach that makes it unreadable.</returns>
    internal static Chain? Read(IMemoryView memory, in SplitLayout layout, ulong features, ushort head, RuleLog log)
    {
        var reading = new Reading(memory, layout, features, log);
        if (!reading.Walk(head))
            return null;
        log.Holds(SplitRules.AvailEntryInTable);
        log.Check(reading.Ordered, SplitRules.WritableAfterReadable, $"head {head}: a device-readable descriptor after a device-writable one", "readable ones first");
        log.Check(reading.Total <= 1UL << 32, SplitRules.ChainFinite, $"head {head}: chain of {reading.Total} bytes", "at most 2^32 bytes, no loop");
        return reading.ToChain(head);
    }

    private sealed class Reading(IMemoryView memory, SplitLayout layout, ulong features, RuleLog log)
    {
        private readonly List<Segment> _segments = [];
        private readonly List<ushort> _descriptors = [];
        private Arrangement _arrangement;
        private ulong _table;
        private uint _tableBytes;

        internal ulong Total { get; private set; }

        internal bool Ordered { get; private set; } = true;

        internal Chain ToChain(ushort head) => new(head, _segments, _arrangement, _descriptors, _table, _tableBytes);

        internal bool Walk(ushort head)
        {
            var index = head;
            while (true)
            {
                if (index >= layout.Size)
                    return Unreadable(SplitRules.AvailEntryInTable, $"descriptor index {index} with queue size {layout.Size}", "an index below the queue size");
                if (_descriptors.Count == layout.Size)
                    return Unreadable(SplitRules.ChainFinite, $"head {head}: the chain loops", "chains that end");
                if (!TryRead(layout.Descriptor(index), out var descriptor))
                    return Unreadable(SplitRules.AvailEntryInTable, "the descriptor table is not in memory", "a table in shared memory");
                _descriptors.Add(index);
                if ((descriptor.Flags & DescriptorFlags.Indirect) != 0)
                    return WalkIndirect(descriptor);
                Take(descriptor);
                if ((descriptor.Flags & DescriptorFlags.Next) == 0)
                    return Counted();
                JudgeInOrder(SplitRules.InOrderNext, index, descriptor.Next, layout.Size);
                index = descriptor.Next;
            }
        }

        private bool WalkIndirect(in Descriptor named)
        {
            log.Check(features.Has(Feature.IndirectDesc), SplitRules.IndirectNegotiated, "an indirect descriptor without VIRTIO_F_INDIRECT_DESC", "the feature negotiated");
            var hasNext = (named.Flags & DescriptorFlags.Next) != 0;
            log.Check(!hasNext, SplitRules.IndirectWithoutNext, "a descriptor with both INDIRECT and NEXT", "one of them");
            _arrangement = Arrangement.Indirect
                | (_segments.Count > 0 ? Arrangement.IndirectAfterDirect : 0)
                | ((named.Flags & DescriptorFlags.Write) != 0 ? Arrangement.IndirectWriteFlag : 0);
            (_table, _tableBytes) = (named.Address, named.Length);

            // next has 16 bits: what lies beyond cannot be reached, and a longer walk is a loop, however large the table claims to be.
            var entries = Math.Min(named.Length / SplitLayout.DescriptorSize, 1u << 16);
            var index = 0u;
            for (var steps = 0u; ; steps++)
            {
                if (steps == entries || index >= entries)
                    return Unreadable(SplitRules.ChainFinite, $"indirect chain leaves its table of {entries} entries or loops", "a chain that ends inside its table");
                if (!TryRead(named.Address + (index * SplitLayout.DescriptorSize), out var descriptor))
                    return Unreadable(SplitRules.ChainFinite, "an indirect table outside memory", "a table in shared memory");
                var nested = (descriptor.Flags & DescriptorFlags.Indirect) != 0;
                log.Check(!nested, SplitRules.IndirectNotNested, "INDIRECT inside an indirect table", "one table per descriptor");
                if (nested)
                    return false;
                Take(descriptor);
                if ((descriptor.Flags & DescriptorFlags.Next) == 0)
                    return Counted();
                JudgeInOrder(SplitRules.IndirectInOrder, (ushort)index, descriptor.Next, int.MaxValue);
                index = descriptor.Next;
            }
        }

        private bool Counted()
        {
            log.Check(_segments.Count <= layout.Size, SplitRules.ChainWithinQueueSize, $"a chain of {_segments.Count} descriptors with queue size {layout.Size}", "at most queue size");
            return true;
        }

        private void Take(in Descriptor descriptor)
        {
            var writable = (descriptor.Flags & DescriptorFlags.Write) != 0;
            Ordered &= writable || _segments.Count == 0 || !_segments[^1].Writable;
            Total += descriptor.Length;
            _segments.Add(new Segment(descriptor.Address, descriptor.Length, writable));
        }

        private void JudgeInOrder(Rule rule, ushort index, ushort next, int size)
        {
            if (features.Has(Feature.InOrder))
                log.Check(next == (index + 1) % size, rule, $"next {next} at index {index} with VIRTIO_F_IN_ORDER", $"{(index + 1) % size}");
        }

        private bool TryRead(ulong address, out Descriptor descriptor)
        {
            Span<byte> bytes = stackalloc byte[SplitLayout.DescriptorSize];
            var read = memory.TryRead(address, bytes);
            descriptor = read ? Descriptor.Parse(bytes) : default;
            return read;
        }

        private bool Unreadable(Rule rule, string seen, string expected)
        {
            log.Breaks(rule, seen, expected);
            return false;
        }
    }
}
