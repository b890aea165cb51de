using Virtspec.Model.Features;

namespace Virtspec.Reference.Blk;

/// <summary>Which block device the reference is: what it offers and the limits it keeps to. As it stands it offers all it can do but secure erase and lifetime.</summary>
internal sealed record BlkOptions
{
    /// <summary>The device as it is unless somebody needs another.</summary>
    internal static BlkOptions Usual { get; } = new();

    /// <summary>Whether to offer VIRTIO_BLK_F_RO; it binds the device even when not accepted.</summary>
    internal bool ReadOnly { get; init; }

    /// <summary>Request queues, 1 to 65535; more than one are offered by VIRTIO_BLK_F_MQ.</summary>
    internal int Queues { get; init; } = 1;

    /// <summary>Most segments of data in one request, at least 1.</summary>
    internal uint SegMax { get; init; } = 126;

    /// <summary>Most bytes in one segment of data; 0 for any number, and then VIRTIO_BLK_F_SIZE_MAX is not offered.</summary>
    internal uint SizeMax { get; init; }

    /// <summary>Bytes in a block, a power of two from 512. Requests in single sectors are served all the same.</summary>
    internal uint BlockSize { get; init; } = 512;

    /// <summary>Most sectors in one segment of a discard, write zeroes or secure erase request.</summary>
    internal uint MaxRangeSectors { get; init; } = 32768;

    /// <summary>Most segments in one such request.</summary>
    internal uint MaxRanges { get; init; } = 4;

    /// <summary>Features to offer besides the usual ones: VIRTIO_BLK_F_SECURE_ERASE and VIRTIO_BLK_F_LIFETIME.</summary>
    internal ulong With { get; init; }

    /// <summary>Features to leave out of the offer.</summary>
    internal ulong Without { get; init; }

    /// <summary>Feature bits offered.</summary>
    internal ulong Features
    {
        get
        {
            //= core.reserved-features.device.1 blk.init.device.1a blk.init.device.1b blk.init.device.4
            var features = Feature.Bit(Feature.Version1) | Feature.Bit(Feature.IndirectDesc) | Feature.Bit(Feature.EventIdx)
                | Feature.Bit(Feature.BlkSegMax) | Feature.Bit(Feature.BlkBlockSize) | Feature.Bit(Feature.BlkFlush)
                | Feature.Bit(Feature.BlkTopology) | Feature.Bit(Feature.BlkConfigWce) | Feature.Bit(Feature.BlkDiscard)
                | Feature.Bit(Feature.BlkWriteZeroes);
            if (ReadOnly)
                features |= Feature.Bit(Feature.BlkReadOnly);
            if (SizeMax != 0)
                features |= Feature.Bit(Feature.BlkSizeMax);
            if (Queues > 1)
                features |= Feature.Bit(Feature.BlkMultiQueue);
            return (features | With) & ~Without;
        }
    }
}
