using System.Collections.Immutable;

namespace Virtspec.Model.Blk;

/// <summary>What is known of a block device. Sectors that were never seen are not in it; the first read tells.</summary>
internal sealed record BlkState
{
    /// <summary>Features offered; VIRTIO_BLK_F_RO binds the device by the offer alone.</summary>
    internal ulong Offered { get; init; }

    /// <summary>Features negotiated; none after a reset.</summary>
    internal ulong Features { get; init; }

    /// <summary>Capacity in sectors, once read.</summary>
    internal ulong? Capacity { get; init; }

    /// <summary>Sectors in a block, from blk_size where the device has it.</summary>
    internal int BlockSectors { get; init; } = 1;

    /// <summary>Whether the device announced a change of configuration since the capacity was read.</summary>
    internal bool CapacityMayChange { get; init; }

    /// <summary>What the driver wrote to writeback since the last reset; null when it did not.</summary>
    internal byte? Writeback { get; init; }

    /// <summary>Which requests the device takes, as read from configuration space.</summary>
    internal BlkLimits Limits { get; init; } = BlkLimits.Unknown;

    /// <summary>Requests made available and completed so far: the order of what happened.</summary>
    internal long Step { get; init; }

    /// <summary>The sectors of which something is known.</summary>
    internal SectorMap Disk { get; init; } = SectorMap.Empty;

    /// <summary>Runs that were discarded or erased: what is not known of their sectors need not stay the same from one read to the next.</summary>
    internal ImmutableArray<BlkExtent> Discarded { get; init; } = [];

    /// <summary>Requests made available and not used yet, of all queues.</summary>
    internal BlkPending Pending { get; init; }

    /// <summary>The identity, once told; it may be empty.</summary>
    internal ImmutableArray<byte>? Identity { get; init; }

    /// <summary>Compared by content.</summary>
    public bool Equals(BlkState? other) =>
        other is not null && Offered == other.Offered && Features == other.Features && Capacity == other.Capacity
        && BlockSectors == other.BlockSectors && CapacityMayChange == other.CapacityMayChange && Writeback == other.Writeback
        && Limits == other.Limits && Step == other.Step && Discarded.AsSpan().SequenceEqual(other.Discarded.AsSpan())
        && Identity.HasValue == other.Identity.HasValue && (Identity ?? []).AsSpan().SequenceEqual((other.Identity ?? []).AsSpan())
        && Disk.Equals(other.Disk) && Pending.Equals(other.Pending);

    public override int GetHashCode() => HashCode.Combine(Offered, Features, Capacity, Step, Disk, Pending);
}
