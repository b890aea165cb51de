using System.Buffers.Binary;
using Virtspec.Model.Features;
using Virtspec.Model.Rules;

namespace Virtspec.Model.Blk;

/// <summary>What a block device offers and shows in configuration space (VIRTIO 1.4, 5.2.3 to 5.2.5).</summary>
internal static class BlkConfigRules
{
    internal static BlkState Offered(BlkState state, ulong features, RuleLog log)
    {
        log.Check(features.Has(Feature.BlkFlush), BlkRules.OffersFlush, "VIRTIO_BLK_F_FLUSH is not offered", "offered");
        if (features.Has(Feature.BlkConfigWce))
            log.Check(features.Has(Feature.BlkFlush), BlkRules.FlushWithConfigWce, "VIRTIO_BLK_F_CONFIG_WCE offered without VIRTIO_BLK_F_FLUSH", "both");
        return state with { Offered = features };
    }

    /// <summary>Judges the structure as read from offset 0; an older device has a shorter one.</summary>
    internal static BlkState ConfigRead(BlkState state, ReadOnlySpan<byte> config, RuleLog log)
    {
        JudgePadding(config, BlkConfigOffset.Unused0, 1, BlkRules.PaddingZero, "unused0", log);
        JudgePadding(config, BlkConfigOffset.Unused1, 3, BlkRules.PaddingZero, "unused1", log);
        if (state.Offered.Has(Feature.BlkZoned))
            JudgeZoned(state, config, log);
        else
            log.Holds(BlkRules.ZonedOnlyWhenZoned);
        JudgeWriteback(state, config, log);
        if (state.Offered.Has(Feature.BlkBlockSize) && config.Length >= BlkConfigOffset.BlockSize + 4)
            state = state with { BlockSectors = BlockSectors(BinaryPrimitives.ReadUInt32LittleEndian(config[BlkConfigOffset.BlockSize..])) };
        return config.Length >= 8 ? JudgeCapacity(state, BinaryPrimitives.ReadUInt64LittleEndian(config), log) : state;
    }

    /// <summary>A size that is no power of two from 512 to 64 KiB says nothing that could be gone by.</summary>
    private static int BlockSectors(uint bytes) =>
        uint.IsPow2(bytes) && bytes is >= BlkProtocol.SectorSize and <= 1 << 16 ? (int)bytes / BlkProtocol.SectorSize : 1;

    private static void JudgePadding(ReadOnlySpan<byte> config, int offset, int length, Rule rule, string name, RuleLog log)
    {
        if (config.Length < offset + length)
            return;
        var value = config.Slice(offset, length);
        if (value.IndexOfAnyExcept((byte)0) < 0)
            log.Holds(rule);
        else
            log.Breaks(rule, $"{name} at offset {offset} reads {Convert.ToHexStringLower(value)}", "zero");
    }

    private static void JudgeZoned(BlkState state, ReadOnlySpan<byte> config, RuleLog log)
    {
        if (config.Length < BlkProtocol.ConfigSize)
            return;
        var model = config[BlkConfigOffset.Unused2 - 1];
        log.Check(model != 0, BlkRules.ZonedOnlyWhenZoned, "VIRTIO_BLK_F_ZONED offered with the zone model NONE", "offered by zoned devices");
        if (state.Features.Has(Feature.BlkZoned))
            JudgePadding(config, BlkConfigOffset.Unused2, 3, BlkRules.ZonedPaddingZero, "unused2", log);
    }

    private static void JudgeWriteback(BlkState state, ReadOnlySpan<byte> config, RuleLog log)
    {
        if (!state.Features.Has(Feature.BlkConfigWce) || state.Features.Has(Feature.BlkFlush) || config.Length <= BlkConfigOffset.Writeback)
            return;
        var writeback = config[BlkConfigOffset.Writeback];
        log.Check(writeback == 0, BlkRules.WritebackZeroWithoutFlush, $"writeback reads {writeback} with CONFIG_WCE and without FLUSH negotiated", "0");
    }

    private static BlkState JudgeCapacity(BlkState state, ulong capacity, RuleLog log)
    {
        if (state.Capacity is { } known && !state.CapacityMayChange)
            log.Check(known == capacity, BlkRules.CapacityStable, $"capacity went from {known} to {capacity} sectors and no change was announced", "an announcement");
        return state with { Capacity = capacity, CapacityMayChange = false };
    }
}
