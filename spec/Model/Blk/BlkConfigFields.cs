using Virtspec.Model.Device;
using Virtspec.Model.Features;

namespace Virtspec.Model.Blk;

/// <summary>The block device's configuration structure, field by field (VIRTIO 1.4, 5.2.4). Padding is left out.</summary>
internal static class BlkConfigFields
{
    internal static IReadOnlyList<ConfigField> All { get; } =
    [
        new("capacity", BlkConfigOffset.Capacity, 8),
        new("size_max", BlkConfigOffset.SizeMax, 4, Feature.BlkSizeMax),
        new("seg_max", BlkConfigOffset.SegMax, 4, Feature.BlkSegMax),
        new("cylinders", BlkConfigOffset.Geometry, 2, Feature.BlkGeometry),
        new("heads", BlkConfigOffset.Geometry + 2, 1, Feature.BlkGeometry),
        new("sectors", BlkConfigOffset.Geometry + 3, 1, Feature.BlkGeometry),
        new("blk_size", BlkConfigOffset.BlockSize, 4, Feature.BlkBlockSize),
        new("physical_block_exp", BlkConfigOffset.Topology, 1, Feature.BlkTopology),
        new("alignment_offset", BlkConfigOffset.Topology + 1, 1, Feature.BlkTopology),
        new("min_io_size", BlkConfigOffset.Topology + 2, 2, Feature.BlkTopology),
        new("opt_io_size", BlkConfigOffset.Topology + 4, 4, Feature.BlkTopology),
        new("writeback", BlkConfigOffset.Writeback, 1, Feature.BlkConfigWce),
        new("num_queues", BlkConfigOffset.QueueCount, 2, Feature.BlkMultiQueue),
        new("max_discard_sectors", BlkConfigOffset.MaxDiscardSectors, 4, Feature.BlkDiscard),
        new("max_discard_seg", BlkConfigOffset.MaxDiscardSegments, 4, Feature.BlkDiscard),
        new("discard_sector_alignment", BlkConfigOffset.DiscardAlignment, 4, Feature.BlkDiscard),
        new("max_write_zeroes_sectors", BlkConfigOffset.MaxWriteZeroesSectors, 4, Feature.BlkWriteZeroes),
        new("max_write_zeroes_seg", BlkConfigOffset.MaxWriteZeroesSegments, 4, Feature.BlkWriteZeroes),
        new("write_zeroes_may_unmap", BlkConfigOffset.WriteZeroesMayUnmap, 1, Feature.BlkWriteZeroes),
        new("max_secure_erase_sectors", BlkConfigOffset.MaxSecureEraseSectors, 4, Feature.BlkSecureErase),
        new("max_secure_erase_seg", BlkConfigOffset.MaxSecureEraseSegments, 4, Feature.BlkSecureErase),
        new("secure_erase_sector_alignment", BlkConfigOffset.SecureEraseAlignment, 4, Feature.BlkSecureErase),
        new("zone_sectors", BlkConfigOffset.Zoned, 4, Feature.BlkZoned),
        new("max_open_zones", BlkConfigOffset.Zoned + 4, 4, Feature.BlkZoned),
        new("max_active_zones", BlkConfigOffset.Zoned + 8, 4, Feature.BlkZoned),
        new("max_append_sectors", BlkConfigOffset.Zoned + 12, 4, Feature.BlkZoned),
        new("write_granularity", BlkConfigOffset.Zoned + 16, 4, Feature.BlkZoned),
        new("model", BlkConfigOffset.Zoned + 20, 1, Feature.BlkZoned),
    ];
}
