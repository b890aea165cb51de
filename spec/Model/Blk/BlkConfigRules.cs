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
        state = BlkConfigValues.Judge(state, new BlkConfigBytes(config, state.Offered), log);
        return config.Length >= 8 ? JudgeCapacity(state, BinaryPrimitives.ReadUInt64LittleEndian(config), log) : state;
    }

    /// <summary>The driver wrote to the structure, and the device took it. One byte at the cache mode is all that can be written.</summary>
    internal static BlkState Written(BlkState state, int offset, ReadOnlySpan<byte> bytes) =>
        offset == BlkConfigOffset.Writeback && bytes.Length == 1 && bytes[0] <= 1 ? state with { Writeback = bytes[0] } : state;

    private static void JudgePadding(ReadOnlySpan<byte> config, int offset, int length, Rule rule, string name, RuleLog log)
    {
        if (config.Length < offset + length)
            return;
        var value = config.Slice(offset, length);
        log.Check(value.IndexOfAnyExcept((byte)0) < 0, rule, $"{name} at offset {offset} reads {Convert.ToHexStringLower(value)}", "zero");
    }

    private static void JudgeZoned(BlkState state, ReadOnlySpan<byte> config, RuleLog log)
    {
        if (config.Length < BlkProtocol.ConfigSize)
            return;
        var model = config[BlkConfigOffset.Unused2 - 1];
        if (state.Features.Has(Feature.BlkZoned))
        {
            JudgePadding(config, BlkConfigOffset.Unused2, 3, BlkRules.ZonedPaddingZero, "unused2", log);
        }
        else if (state.Features != 0)
        {
            // For a driver without the feature a device hides its zones, its model with them; a host-managed one does not take such a driver.
            if (model != BlkProtocol.HostManaged)
                JudgePadding(config, BlkConfigOffset.Zoned, BlkConfigOffset.Unused2 - BlkConfigOffset.Zoned, BlkRules.ZonedFieldsZero, "zoned", log);
            return;
        }

        log.Check(model != 0, BlkRules.ZonedOnlyWhenZoned, "VIRTIO_BLK_F_ZONED offered with the zone model NONE", "offered by zoned devices");
    }

    private static void JudgeWriteback(BlkState state, ReadOnlySpan<byte> config, RuleLog log)
    {
        if (!state.Features.Has(Feature.BlkConfigWce) || config.Length <= BlkConfigOffset.Writeback)
            return;
        var writeback = config[BlkConfigOffset.Writeback];
        if (state.Writeback is null && !state.Features.Has(Feature.BlkFlush))
            log.Check(writeback == 0, BlkRules.WritebackZeroWithoutFlush, $"writeback reads {writeback} with CONFIG_WCE and without FLUSH negotiated", "0");
        else if (state.Writeback is { } written)
            log.Check(writeback == written, BlkRules.WritebackKept, $"writeback reads {writeback}, {written} was written", "what was written last");
        else
            log.Check(writeback <= 1, BlkRules.WritebackKept, $"writeback reads {writeback}", "0 or 1");
    }

    private static BlkState JudgeCapacity(BlkState state, ulong capacity, RuleLog log)
    {
        if (state.Capacity is { } known && !state.CapacityMayChange)
            log.Check(known == capacity, BlkRules.CapacityStable, $"capacity went from {known} to {capacity} sectors and no change was announced", "an announcement");
        return state with { Capacity = capacity, CapacityMayChange = false };
    }
}
