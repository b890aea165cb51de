using System.Buffers.Binary;
using Virtspec.Model.Blk;
using Virtspec.Model.Features;

namespace Virtspec.Reference.Blk;

/// <summary>What a reference block device offers: its features and its configuration structure (VIRTIO 1.4, 5.2.3 to 5.2.5).</summary>
internal static class BlkConfig
{
    /// <summary>Most segments in one request.</summary>
    internal const uint SegMax = 126;

    /// <summary>Most sectors in one segment of a discard or write zeroes request.</summary>
    internal const uint MaxRangeSectors = 32768;

    /// <summary>Most segments in one discard or write zeroes request.</summary>
    internal const uint MaxRanges = 4;

    /// <summary>Feature bits offered.</summary>
    /// <param name="readOnly">Whether the disk cannot be written.</param>
    /// <param name="queues">Request queues; more than one are offered by VIRTIO_BLK_F_MQ.</param>
    internal static ulong Features(bool readOnly, int queues)
    {
        //= core.reserved-features.device.1 blk.init.device.1a blk.init.device.1b blk.init.device.4
        var features = Feature.Bit(Feature.Version1) | Feature.Bit(Feature.IndirectDesc) | Feature.Bit(Feature.EventIdx)
            | Feature.Bit(Feature.BlkSegMax) | Feature.Bit(Feature.BlkBlockSize) | Feature.Bit(Feature.BlkFlush)
            | Feature.Bit(Feature.BlkTopology) | Feature.Bit(Feature.BlkConfigWce) | Feature.Bit(Feature.BlkDiscard)
            | Feature.Bit(Feature.BlkWriteZeroes);
        if (queues > 1)
            features |= Feature.Bit(Feature.BlkMultiQueue);
        return readOnly ? features | Feature.Bit(Feature.BlkReadOnly) : features;
    }

    /// <summary>The configuration structure; padding is zero.</summary>
    /// <param name="capacityBytes">Size of the disk.</param>
    /// <param name="queues">Request queues, 1 to 65535.</param>
    internal static byte[] Bytes(long capacityBytes, int queues)
    {
        //= blk.init.device.3 blk.init.device.17
        var config = new byte[BlkProtocol.ConfigSize];
        BinaryPrimitives.WriteUInt64LittleEndian(config, (ulong)capacityBytes / BlkProtocol.SectorSize);
        Put32(config, BlkConfigOffset.SegMax, SegMax);
        Put32(config, BlkConfigOffset.BlockSize, BlkProtocol.SectorSize);
        BinaryPrimitives.WriteUInt16LittleEndian(config.AsSpan(BlkConfigOffset.Topology + 2), 1);
        Put32(config, BlkConfigOffset.Topology + 4, 1);
        BinaryPrimitives.WriteUInt16LittleEndian(config.AsSpan(BlkConfigOffset.QueueCount), (ushort)queues);
        Put32(config, BlkConfigOffset.MaxDiscardSectors, MaxRangeSectors);
        Put32(config, BlkConfigOffset.MaxDiscardSegments, MaxRanges);
        Put32(config, BlkConfigOffset.DiscardAlignment, 1);
        Put32(config, BlkConfigOffset.MaxWriteZeroesSectors, MaxRangeSectors);
        Put32(config, BlkConfigOffset.MaxWriteZeroesSegments, MaxRanges);
        return config;
    }

    private static void Put32(byte[] config, int offset, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(config.AsSpan(offset), value);
}
