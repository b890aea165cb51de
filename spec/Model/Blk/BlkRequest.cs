using System.Collections.Immutable;

namespace Virtspec.Model.Blk;

/// <summary>Where a request is in flight. Heads are those of one queue: two queues may have the same one at once.</summary>
/// <param name="Queue">Index of the virtqueue.</param>
/// <param name="Head">Head of the request's descriptor chain in that queue.</param>
internal readonly record struct BlkRequestKey(ushort Queue, ushort Head);

/// <summary>What is to be known of a request besides its bytes and its place.</summary>
[Flags]
internal enum BlkRequestMarks
{
    None = 0,

    /// <summary>Another request on the same sectors was in flight at the same time, and one of the two changes them: there is an order to choose.</summary>
    Racing = 1,

    /// <summary>What another such request left on the same sectors is not known: neither is what this one shows or leaves.</summary>
    Spoiled = 2,

    /// <summary>Another such request replaced sectors of which nothing was known: a read may still show what they held.</summary>
    ReadsUnknown = 4,

    /// <summary>Its data lies in more or larger segments than the device takes: it may refuse.</summary>
    OverLimits = 8,
}

/// <summary>A request as the driver made it.</summary>
/// <param name="Key">Where it is in flight.</param>
/// <param name="Type">Request type.</param>
/// <param name="Sector">First sector, as in the header.</param>
/// <param name="Payload">Device-readable bytes after the header.</param>
/// <param name="Room">Device-writable bytes before the status byte.</param>
/// <param name="Submitted">Step at which it was made available.</param>
internal sealed record BlkRequest(BlkRequestKey Key, BlkRequestType Type, ulong Sector, ImmutableArray<byte> Payload, ulong Room, long Submitted)
{
    internal BlkRequestMarks Marks { get; init; }

    /// <summary>Bytes of sectors that IN and OUT move.</summary>
    internal ulong DataBytes => Type == BlkRequestType.Out ? (ulong)Payload.Length : Room;

    internal bool Racing => Has(BlkRequestMarks.Racing);

    internal bool Has(BlkRequestMarks mark) => (Marks & mark) != 0;

    /// <summary>Compared by content.</summary>
    public bool Equals(BlkRequest? other) =>
        other is not null && Key == other.Key && Type == other.Type && Sector == other.Sector && Room == other.Room && Submitted == other.Submitted
        && Marks == other.Marks && Payload.AsSpan().SequenceEqual(other.Payload.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Key, Type, Sector, Payload.Length, Room, Submitted, Marks);

    public override string ToString() => $"{Type} sector {Sector}, {Payload.Length} bytes to the device, room for {Room}";
}
