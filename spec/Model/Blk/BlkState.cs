using System.Collections.Immutable;

namespace Virtspec.Model.Blk;

/// <summary>Where a request is in flight. Heads are those of one queue: two queues may have the same one at once.</summary>
/// <param name="Queue">Index of the virtqueue.</param>
/// <param name="Head">Head of the request's descriptor chain in that queue.</param>
internal readonly record struct BlkRequestKey(ushort Queue, ushort Head);

/// <summary>A request as the driver made it.</summary>
/// <param name="Type">Request type.</param>
/// <param name="Sector">First sector, as in the header.</param>
/// <param name="Payload">Device-readable bytes after the header.</param>
/// <param name="Room">Device-writable bytes before the status byte.</param>
/// <param name="Racing">Another request on the same sectors was in flight at the same time: the outcome has no one right value.</param>
internal sealed record BlkRequest(BlkRequestType Type, ulong Sector, ImmutableArray<byte> Payload, ulong Room, bool Racing)
{
    /// <summary>Bytes of sectors that IN and OUT move.</summary>
    internal ulong DataBytes => Type == BlkRequestType.Out ? (ulong)Payload.Length : Room;

    /// <summary>Compared by content.</summary>
    public bool Equals(BlkRequest? other) =>
        other is not null && Type == other.Type && Sector == other.Sector && Room == other.Room && Racing == other.Racing
        && Payload.AsSpan().SequenceEqual(other.Payload.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Type, Sector, Payload.Length, Room, Racing);

    public override string ToString() => $"{Type} sector {Sector}, {Payload.Length} bytes to the device, room for {Room}";
}

/// <summary>Why a sector holds what the model says it holds.</summary>
internal enum SectorSource
{
    /// <summary>It was written, or read before.</summary>
    Data,

    /// <summary>A write zeroes request completed.</summary>
    Zeroed,

    /// <summary>A write was refused because the device is read-only.</summary>
    WriteRefused,

    /// <summary>A write was taken from a ring that is disabled, and must have had no effect.</summary>
    WriteWhileDisabled,
}

/// <summary>One sector as the model has it.</summary>
internal readonly record struct Sector(ImmutableArray<byte> Bytes, SectorSource Source)
{
    /// <summary>Compared by content.</summary>
    public bool Equals(Sector other) => Source == other.Source && Bytes.AsSpan().SequenceEqual(other.Bytes.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Source, Bytes.Length);
}

/// <summary>What is known of a block device. Sectors that were never seen are not in it; the first read tells.</summary>
internal sealed record BlkState
{
    /// <summary>Features offered; VIRTIO_BLK_F_RO binds the device by the offer alone.</summary>
    internal ulong Offered { get; init; }

    /// <summary>Features negotiated.</summary>
    internal ulong Features { get; init; }

    /// <summary>Capacity in sectors, once read.</summary>
    internal ulong? Capacity { get; init; }

    /// <summary>Sectors in a block, from blk_size where the device has it.</summary>
    internal int BlockSectors { get; init; } = 1;

    /// <summary>Whether the device announced a change of configuration since the capacity was read.</summary>
    internal bool CapacityMayChange { get; init; }

    internal ImmutableDictionary<ulong, Sector> Disk { get; init; } = ImmutableDictionary<ulong, Sector>.Empty;

    /// <summary>Requests made available and not used yet, of all queues.</summary>
    internal ImmutableDictionary<BlkRequestKey, BlkRequest> Pending { get; init; } = ImmutableDictionary<BlkRequestKey, BlkRequest>.Empty;

    /// <summary>The identity, once told; it may be empty.</summary>
    internal ImmutableArray<byte>? Identity { get; init; }

    /// <summary>Compared by content.</summary>
    public bool Equals(BlkState? other) =>
        other is not null && Offered == other.Offered && Features == other.Features && Capacity == other.Capacity
        && BlockSectors == other.BlockSectors && CapacityMayChange == other.CapacityMayChange
        && Identity.HasValue == other.Identity.HasValue && (Identity ?? []).AsSpan().SequenceEqual((other.Identity ?? []).AsSpan())
        && Contents.Same(Disk, other.Disk) && Contents.Same(Pending, other.Pending);

    public override int GetHashCode() => HashCode.Combine(Offered, Features, Capacity, Disk.Count, Pending.Count);
}
