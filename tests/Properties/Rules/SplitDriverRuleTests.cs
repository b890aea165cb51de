using System.Buffers.Binary;
using Virtspec.Model.Rules;
using Virtspec.Model.SplitRing;
using static Virtspec.Model.SplitRing.DescriptorFlags;
using static Virtspec.Properties.Rules.SplitScript;

namespace Virtspec.Properties.Rules;

/// <summary>What the driver does to a split virtqueue: every rule once kept and once broken.</summary>
internal static class SplitDriverRuleTests
{
    /// <summary>Where <see cref="Read"/> puts the indirect table: entries from the fifth on.</summary>
    private const ulong Table = 0x1000 + (4 * SplitLayout.DescriptorSize);

    private const DescriptorFlags NextWrite = Next | Write;

    internal static readonly RuleCases Cases = new()
    {
        //= split.queue.driver.1
        { SplitRules.PartsAligned, "descriptor table", Configured(Layout, 0), Configured(Layout with { DescriptorTable = 0x1008 }, 0) },
        { SplitRules.PartsAligned, "available ring", Configured(Layout, 0), Configured(Layout with { Avail = 0x2001 }, 0) },
        { SplitRules.PartsAligned, "used ring", Configured(Layout, 0), Configured(Layout with { Used = 0x3002 }, 0) },
        //= split.avail-notification.driver.1
        { SplitRules.UsedFlagsStartZero, "a flag", Configured(Layout, 0), Configured(Layout, 1) },
        //= split.avail.driver.1
        { SplitRules.AvailIdxForward, "too far", Ring(Avail(4)), Ring(Avail(5)) },
        { SplitRules.AvailIdxForward, "backward", Ring(Avail(1), Avail(1)), Ring(Avail(1), Avail(0)) },
        //= inv.split.queue-full.driver
        { SplitRules.QueueNotOverfull, "more than queue size", Ring([.. Submit(0, 1, 2, 3)]), Ring([.. Submit(0, 1, 2, 3), Avail(5)]) },
        //= core.cleanup.driver.1
        { CoreRules.ExposedEntriesUnchanged, "a head twice", Ring([.. Submit(0, 1)]), Ring([.. Submit(0, 0)]) },
        { CoreRules.ExposedEntriesUnchanged, "rewritten", Ring([.. Submit(0), .. Use(0)]), Ring([.. Submit(0), new(SplitEventKind.ExposedRewritten, 0)]) },
        //= split.used-notification.driver.1
        { SplitRules.AvailFlagsDefined, "an unknown flag", Ring(Flags(1)), Ring(Flags(2)) },
        //= split.used-notification.driver.3
        { SplitRules.AvailFlagsZeroWithEventIdx, "a flag", EventRing(Flags(0)), EventRing(Flags(1)) },
        //= split.avail-notification.driver.4
        { SplitRules.KickWhenNotFlagged, "no kick", Ring([.. Submit(0), Decided(0, 1, true)]), Ring([.. Submit(0), Decided(0, 1, false)]) },
        //= split.avail-notification.driver.3
        { SplitRules.NoKickWhenFlagged, "a kick", Ring([.. Submit(0), Decided(1, 1, false)]), Ring([.. Submit(0), Decided(1, 1, true)]) },
        //= split.avail-notification.driver.6
        { SplitRules.KickAtAvailEvent, "no kick", EventRing([.. Submit(0, 1), Decided(0, 2, true)]), EventRing([.. Submit(0, 1), Decided(0, 2, false)]) },
        { SplitRules.KickAtAvailEvent, "over the end of the index", Ring(WithEvent, [Run(), Avail(1), Expose(0), Decided(65535, 2, true)], 65535), Ring(WithEvent, [Run(), Avail(1), Expose(0), Decided(0, 2, false)], 65535) },
        //= split.avail-notification.driver.7
        { SplitRules.NoKickOtherwise, "a kick", EventRing([.. Submit(0, 1), Decided(2, 2, false)]), EventRing([.. Submit(0, 1), Decided(2, 2, true)]) },
        { SplitRules.NoKickOtherwise, "for an entry told before", EventRing([.. Submit(0, 1), Decided(0, 1, false)]), EventRing([.. Submit(0, 1), Decided(0, 1, true)]) },
        //= inv.split.avail-entry.driver
        { SplitRules.AvailEntryInTable, "next", Read(Plain, D(Next, 1), D(Write)), Read(Plain, D(Next, 4)) },
        { SplitRules.AvailEntryInTable, "head", Read(Plain, D(None)), ReadAt(4, Plain, D(None)) },
        //= split.framing.driver.1
        { SplitRules.WritableAfterReadable, "in the table", Read(Plain, D(Next, 1), D(Write)), Read(Plain, D(NextWrite, 1), D(None)) },
        { SplitRules.WritableAfterReadable, "in an indirect table", Read(WithIndirect, D(Next, 1), I(1), D(None), D(None), D(Write)), Read(WithIndirect, D(NextWrite, 1), I(1), D(None), D(None), D(None)) },
        //= split.desc.driver.1
        { SplitRules.ChainFinite, "a loop", Read(Plain, D(Next, 1), D(None)), Read(Plain, D(Next, 1), D(Next, 0)) },
        { SplitRules.ChainFinite, "more than 2^32 bytes", Read(Plain, D(Next, 1, uint.MaxValue), D(None, 0, 1)), Read(Plain, D(Next, 1, uint.MaxValue), D(None, 0, 2)) },
        { SplitRules.ChainFinite, "leaving the indirect table", Read(WithIndirect, I(2), D(None), D(None), D(None), D(Next, 1), D(None)), Read(WithIndirect, I(1), D(None), D(None), D(None), D(Next, 1), D(None)) },
        { SplitRules.ChainFinite, "a loop in a table that claims to be huge", Read(WithIndirect, I(0xffff_ffff / 16), D(None), D(None), D(None), D(None)), Read(WithIndirect, I(0xffff_ffff / 16), D(None), D(None), D(None), D(Next, 0)) },
        //= split.desc.driver.2
        { SplitRules.InOrderNext, "a step over", Read(WithOrder, D(Next, 1), D(None)), Read(WithOrder, D(Next, 2), D(None), D(None)) },
        { SplitRules.InOrderNext, "over the end of the table", ReadAt(3, WithOrder, D(None), D(None), D(None), D(Next, 0)), ReadAt(3, WithOrder, D(None), D(None), D(None), D(Next, 1)) },
        //= split.indirect.driver.5
        { SplitRules.IndirectInOrder, "a step over", Read(WithIndirect | WithOrder, I(3), D(None), D(None), D(None), D(Next, 1), D(None)), Read(WithIndirect | WithOrder, I(3), D(None), D(None), D(None), D(Next, 2), D(None), D(None)) },
        //= split.indirect.driver.1
        { SplitRules.IndirectNegotiated, "without the feature", Read(WithIndirect, I(1), D(None), D(None), D(None), D(None)), Read(Plain, I(1), D(None), D(None), D(None), D(None)) },
        //= split.indirect.driver.2
        { SplitRules.IndirectNotNested, "a table in a table", Read(WithIndirect, I(1), D(None), D(None), D(None), D(None)), Read(WithIndirect, I(1), D(None), D(None), D(None), I(1)) },
        //= split.indirect.driver.4
        { SplitRules.IndirectWithoutNext, "both flags", Read(WithIndirect, I(1), D(None), D(None), D(None), D(None)), Read(WithIndirect, I(1) with { Flags = Indirect | Next }, D(None), D(None), D(None), D(None)) },
        //= split.indirect.driver.3
        { SplitRules.ChainWithinQueueSize, "a longer table", Read(WithIndirect, [I(5), D(None), D(None), D(None), .. Row(4)]), Read(WithIndirect, [I(5), D(None), D(None), D(None), .. Row(5)]) },
    };

    /// <summary>One buffer published as it should be, where fences are seen.</summary>

    private static Action<RuleLog> Configured(SplitLayout layout, ushort usedFlags) =>
        log => SplitMachine.Configure(layout, Plain, 0, 0, usedFlags, log);

    private static Action<RuleLog> Read(ulong features, params Descriptor[] table) => ReadAt(0, features, table);

    private static Action<RuleLog> ReadAt(ushort head, ulong features, params Descriptor[] table) =>
        log => ChainReader.Read(new Memory(table), Layout, features, head, log);

    private static Descriptor D(DescriptorFlags flags, ushort next = 0, uint length = 512) => new(0x10000, length, flags, next);

    /// <summary>Names an indirect table of so many entries at <see cref="Table"/>.</summary>
    private static Descriptor I(uint entries) => new(Table, entries * SplitLayout.DescriptorSize, Indirect, 0);

    /// <summary>A chain of so many entries, each followed by the next.</summary>
    private static IEnumerable<Descriptor> Row(int count) => Enumerable.Range(1, count).Select(i => D(i < count ? Next : None, (ushort)i));

    /// <summary>Descriptors at 0x1000, one after the other, and nothing else.</summary>
    private sealed class Memory(Descriptor[] table) : IMemoryView
    {
        private int _reads;

        public bool TryRead(ulong address, Span<byte> destination)
        {
            // next has 16 bits, so no walk needs more; without a limit a loop would only be slow.
            if (++_reads > 70_000)
                throw new InvalidOperationException("the walk does not end");
            var index = (address - 0x1000) / SplitLayout.DescriptorSize;
            if (index >= (ulong)table.Length)
                return false;
            BinaryPrimitives.WriteUInt64LittleEndian(destination, table[index].Address);
            BinaryPrimitives.WriteUInt32LittleEndian(destination[8..], table[index].Length);
            BinaryPrimitives.WriteUInt16LittleEndian(destination[12..], (ushort)table[index].Flags);
            BinaryPrimitives.WriteUInt16LittleEndian(destination[14..], table[index].Next);
            return true;
        }
    }
}
