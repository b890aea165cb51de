using Virtspec.Model.Features;
using Virtspec.Model.Rules;

namespace Virtspec.Model.Blk;

/// <summary>
/// Values in configuration space that no request could be made by: the standard describes the fields and leaves it at that (VIRTIO 1.4, 5.2.4 and 5.2.5).
/// </summary>
internal static class BlkConfigValues
{
    private const uint LargestBlock = 1 << 16;

    private static readonly (int Feature, int Offset, string Name)[] Limits =
    [
        (Feature.BlkSizeMax, BlkConfigOffset.SizeMax, "size_max"),
        (Feature.BlkSegMax, BlkConfigOffset.SegMax, "seg_max"),
        (Feature.BlkDiscard, BlkConfigOffset.MaxDiscardSectors, "max_discard_sectors"),
        (Feature.BlkDiscard, BlkConfigOffset.MaxDiscardSegments, "max_discard_seg"),
        (Feature.BlkWriteZeroes, BlkConfigOffset.MaxWriteZeroesSectors, "max_write_zeroes_sectors"),
        (Feature.BlkWriteZeroes, BlkConfigOffset.MaxWriteZeroesSegments, "max_write_zeroes_seg"),
        (Feature.BlkSecureErase, BlkConfigOffset.MaxSecureEraseSectors, "max_secure_erase_sectors"),
        (Feature.BlkSecureErase, BlkConfigOffset.MaxSecureEraseSegments, "max_secure_erase_seg"),
    ];

    internal static BlkState Judge(BlkState state, BlkConfigBytes config, RuleLog log)
    {
        if (config.Has(Feature.BlkMultiQueue, BlkConfigOffset.QueueCount, 2))
            log.Check(config.Half(Feature.BlkMultiQueue, BlkConfigOffset.QueueCount) != 0, BlkRules.QueueCountPositive, "num_queues reads 0 with VIRTIO_BLK_F_MQ", "at least 1");
        JudgeLimits(config, log);
        JudgeTopology(config, log);
        var block = config.Word(Feature.BlkBlockSize, BlkConfigOffset.BlockSize);
        if (config.Has(Feature.BlkBlockSize, BlkConfigOffset.BlockSize, 4))
        {
            var usable = uint.IsPow2(block) && block >= BlkProtocol.SectorSize;
            log.Check(usable, BlkRules.BlockSizeUsable, $"blk_size reads {block}", "a power of two from 512");
            // A size that is none, or larger than any request, says nothing that could be gone by.
            state = state with { BlockSectors = usable && block <= LargestBlock ? (int)(block / BlkProtocol.SectorSize) : 1 };
        }

        return state with
        {
            Limits = new BlkLimits
            {
                SizeMax = config.Word(Feature.BlkSizeMax, BlkConfigOffset.SizeMax),
                SegMax = config.Word(Feature.BlkSegMax, BlkConfigOffset.SegMax),
                Discard = new(
                    config.Word(Feature.BlkDiscard, BlkConfigOffset.MaxDiscardSectors),
                    config.Word(Feature.BlkDiscard, BlkConfigOffset.MaxDiscardSegments),
                    config.Word(Feature.BlkDiscard, BlkConfigOffset.DiscardAlignment)),
                WriteZeroes = new(
                    config.Word(Feature.BlkWriteZeroes, BlkConfigOffset.MaxWriteZeroesSectors),
                    config.Word(Feature.BlkWriteZeroes, BlkConfigOffset.MaxWriteZeroesSegments),
                    Alignment: 1),
                SecureErase = new(
                    config.Word(Feature.BlkSecureErase, BlkConfigOffset.MaxSecureEraseSectors),
                    config.Word(Feature.BlkSecureErase, BlkConfigOffset.MaxSecureEraseSegments),
                    config.Word(Feature.BlkSecureErase, BlkConfigOffset.SecureEraseAlignment)),
            },
        };
    }

    private static void JudgeLimits(BlkConfigBytes config, RuleLog log)
    {
        foreach (var (feature, offset, name) in Limits)
        {
            if (config.Has(feature, offset, 4))
                log.Check(config.Word(feature, offset) != 0, BlkRules.LimitsLeaveRoom, $"{name} reads 0", "at least 1, or the feature not offered");
        }
    }

    /// <summary>Blocks are logical ones here: as many as fit into a physical one are a power of two, and the first aligned one is among the first of these.</summary>
    private static void JudgeTopology(BlkConfigBytes config, RuleLog log)
    {
        if (!config.Has(Feature.BlkTopology, BlkConfigOffset.Topology, 8))
            return;
        var exponent = config.Byte(Feature.BlkTopology, BlkConfigOffset.Topology);
        var aligned = config.Byte(Feature.BlkTopology, BlkConfigOffset.Topology + 1);
        var smallest = config.Half(Feature.BlkTopology, BlkConfigOffset.Topology + 2);
        var best = config.Word(Feature.BlkTopology, BlkConfigOffset.Topology + 4);
        var fits = exponent < 32 && aligned < 1UL << exponent && (best == 0 || smallest <= best);
        log.Check(fits, BlkRules.TopologyFits, $"physical_block_exp {exponent}, alignment_offset {aligned}, min_io_size {smallest}, opt_io_size {best}", "an offset within a physical block, and a smallest size no larger than the best");
    }
}
