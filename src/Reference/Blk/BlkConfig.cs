using System.Buffers.Binary;
using Virtspec.Model.Blk;

namespace Virtspec.Reference.Blk;

/// <summary>The configuration structure of a reference block device (VIRTIO 1.4, 5.2.4 and 5.2.5).</summary>
internal static class BlkConfig
{
    /// <summary>The bytes of the structure, writeback as after a reset; padding and what belongs to zoned storage are zero.</summary>
    /// <param name="capacityBytes">Size of the disk, a multiple of 512.</param>
    /// <param name="options">The device.</param>
    internal static byte[] Bytes(long capacityBytes, BlkOptions options)
    {
        //= blk.init.device.3 blk.init.device.6 blk.init.device.17
        var config = new byte[BlkProtocol.ConfigSize];
        BinaryPrimitives.WriteUInt64LittleEndian(config, (ulong)capacityBytes / BlkProtocol.SectorSize);
        Put32(config, BlkConfigOffset.SizeMax, options.SizeMax);
        Put32(config, BlkConfigOffset.SegMax, options.SegMax);
        //= inv.blk.blk-size
        Put32(config, BlkConfigOffset.BlockSize, options.BlockSize);
        //= inv.blk.topology
        Put16(config, BlkConfigOffset.Topology + 2, 1);
        Put32(config, BlkConfigOffset.Topology + 4, 1);
        //= inv.blk.num-queues
        Put16(config, BlkConfigOffset.QueueCount, (ushort)options.Queues);
        //= inv.blk.limits
        Put32(config, BlkConfigOffset.MaxDiscardSectors, options.MaxRangeSectors);
        Put32(config, BlkConfigOffset.MaxDiscardSegments, options.MaxRanges);
        Put32(config, BlkConfigOffset.DiscardAlignment, 1);
        Put32(config, BlkConfigOffset.MaxWriteZeroesSectors, options.MaxRangeSectors);
        Put32(config, BlkConfigOffset.MaxWriteZeroesSegments, options.MaxRanges);
        Put32(config, BlkConfigOffset.MaxSecureEraseSectors, options.MaxRangeSectors);
        Put32(config, BlkConfigOffset.MaxSecureEraseSegments, options.MaxRanges);
        Put32(config, BlkConfigOffset.SecureEraseAlignment, 1);
        return config;
    }

    private static void Put16(byte[] config, int offset, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(config.AsSpan(offset), value);

    private static void Put32(byte[] config, int offset, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(config.AsSpan(offset), value);
}
