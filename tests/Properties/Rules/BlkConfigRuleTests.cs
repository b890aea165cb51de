using Virtspec.Model.Blk;
using Virtspec.Model.Rules;
using Virtspec.Reference.Blk;
using static Virtspec.Properties.Rules.BlkScript;

namespace Virtspec.Properties.Rules;

/// <summary>What a block device offers and shows in configuration space: every rule once kept and once broken.</summary>
internal static class BlkConfigRuleTests
{
    private const ulong HasBoth = HasFlush | HasConfigWce;

    internal static readonly RuleCases Cases = new()
    {
        //= blk.init.device.1a
        { BlkRules.OffersFlush, "left out", Disk(Offer(HasFlush)), Disk(Offer(0)) },
        //= blk.init.device.1b
        { BlkRules.FlushWithConfigWce, "without FLUSH", Disk(Offer(HasFlush | HasConfigWce)), Disk(Offer(HasConfigWce)), BlkRules.OffersFlush },
        //= blk.init.device.2
        { BlkRules.WritebackZeroWithoutFlush, "1", Disk(Accept(HasConfigWce), Config(8)), Disk(Accept(HasConfigWce), Config(8, BlkConfigOffset.Writeback, 1)) },
        //= blk.init.device.3
        { BlkRules.PaddingZero, "unused0", Disk(Config(8)), Disk(Config(8, BlkConfigOffset.Unused0, 1)) },
        { BlkRules.PaddingZero, "the last byte of unused1", Disk(Config(8, length: 60)), Disk(Config(8, BlkConfigOffset.Unused1 + 2, 1, 60)) },
        //= blk.init.device.4
        { BlkRules.ZonedOnlyWhenZoned, "no model", Disk(Offer(HasFlush | HasZoned), Config(8, 92, 2)), Disk(Offer(HasFlush | HasZoned), Config(8)) },
        { BlkRules.ZonedOnlyWhenZoned, "not offered", Disk(Offer(HasFlush), Config(8)), Disk(Offer(HasFlush | HasZoned), Config(8, 91, 1)) },
        //= blk.init.device.17
        { BlkRules.ZonedPaddingZero, "the first byte", Zones(Config(8)), Zones(Config(8, BlkConfigOffset.Unused2, 1)), BlkRules.ZonedOnlyWhenZoned },
        { BlkRules.ZonedPaddingZero, "the last byte", Zones(Config(8)), Zones(Config(8, BlkConfigOffset.Unused2 + 2, 1)), BlkRules.ZonedOnlyWhenZoned },
        //= inv.blk.capacity
        { BlkRules.CapacityStable, "another", Disk(Config(8), Config(8)), Disk(Config(8), Config(9)) },
        { BlkRules.CapacityStable, "another since the one announced", Disk(Config(8), Announced(), Config(9), Config(9)), Disk(Config(8), Announced(), Config(9), Config(8)) },
        //= blk.init.device.6
        { BlkRules.ZonedFieldsZero, "the first field", WithoutZones(Config(8)), WithoutZones(Config(8, BlkConfigOffset.Zoned, 1)) },
        { BlkRules.ZonedFieldsZero, "the model", WithoutZones(Config(8)), WithoutZones(Config(8, BlkConfigOffset.Unused2 - 1, 2)) },
        //= inv.blk.num-queues
        { BlkRules.QueueCountPositive, "none", Shown(HasMultiQueue, BlkOptions.Usual), Shown(HasMultiQueue, new BlkOptions { Queues = 0 }) },
        //= inv.blk.limits
        { BlkRules.LimitsLeaveRoom, "seg_max", Shown(HasSegMax, BlkOptions.Usual), Shown(HasSegMax, new BlkOptions { SegMax = 0 }) },
        { BlkRules.LimitsLeaveRoom, "size_max", Shown(HasSizeMax, new BlkOptions { SizeMax = 1 }), Shown(HasSizeMax, new BlkOptions { SizeMax = 0 }) },
        { BlkRules.LimitsLeaveRoom, "sectors of a discard", Shown(HasDiscard, BlkOptions.Usual), Shown(HasDiscard, new BlkOptions { MaxRangeSectors = 0 }) },
        { BlkRules.LimitsLeaveRoom, "segments of zeroes", Shown(HasWriteZeroes, BlkOptions.Usual), Shown(HasWriteZeroes, new BlkOptions { MaxRanges = 0 }) },
        { BlkRules.LimitsLeaveRoom, "segments of a secure erase", Shown(HasSecureErase, BlkOptions.Usual), Shown(HasSecureErase, new BlkOptions { MaxRanges = 0 }) },
        //= inv.blk.blk-size
        { BlkRules.BlockSizeUsable, "too small", Shown(HasBlockSize, BlkOptions.Usual), Shown(HasBlockSize, new BlkOptions { BlockSize = 256 }) },
        { BlkRules.BlockSizeUsable, "no power of two", Shown(HasBlockSize, new BlkOptions { BlockSize = 4096 }), Shown(HasBlockSize, new BlkOptions { BlockSize = 520 }) },
        //= inv.blk.topology
        { BlkRules.TopologyFits, "an offset of a whole physical block", Topology(0, 3), Topology(1, 1) },
        { BlkRules.TopologyFits, "a smallest size larger than the best", Topology(2, 1), Topology(2, 2) },
        { BlkRules.TopologyFits, "a physical block beyond all measure", Topology(0, 31), Topology(0, 32) },
        //= inv.blk.writeback
        { BlkRules.WritebackKept, "neither", Cached(Config(8, BlkConfigOffset.Writeback, 1)), Cached(Config(8, BlkConfigOffset.Writeback, 2)) },
        { BlkRules.WritebackKept, "another than was written", Cached(Mode(0), Config(8)), Cached(Mode(0), Config(8, BlkConfigOffset.Writeback, 1)) },
        { BlkRules.WritebackKept, "another than was written last", Cached(Mode(0), Mode(1), Config(8, BlkConfigOffset.Writeback, 1)), Cached(Mode(0), Mode(1), Config(8)) },
        { BlkRules.WritebackKept, "another than was written, without FLUSH", Disk(Accept(HasConfigWce), Mode(1), Config(8, BlkConfigOffset.Writeback, 1)), Disk(Accept(HasConfigWce), Mode(1), Config(8)) },
    };

    private static Action<RuleLog> Zones(BlkStep config) => Disk(Offer(HasFlush | HasZoned), Accept(HasFlush | HasZoned), config);

    /// <summary>Zones offered, and not accepted.</summary>
    private static Action<RuleLog> WithoutZones(BlkStep config) => Disk(Offer(HasFlush | HasZoned), Accept(HasFlush), config);

    private static Action<RuleLog> Shown(ulong feature, BlkOptions options) => Disk(Offer(HasFlush | feature), Structure(options));

    /// <summary>One byte of the topology changed: offsets 0 to 2 are physical_block_exp, alignment_offset and min_io_size.</summary>
    private static Action<RuleLog> Topology(int offset, byte value) => Disk(Offer(HasFlush | HasTopology), Structure(BlkOptions.Usual, BlkConfigOffset.Topology + offset, value));

    private static Action<RuleLog> Cached(params BlkStep[] steps) => Disk([Offer(HasBoth), Accept(HasBoth), .. steps]);

    private static BlkStep Mode(byte value) => (state, _) => BlkConfigRules.Written(state, BlkConfigOffset.Writeback, [value]);
}
