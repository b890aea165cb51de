using System.Collections.Immutable;

namespace Virtspec.Model.Fs;

/// <summary>Names a request in flight: a head belongs to one queue.</summary>
internal readonly record struct FsRequestKey(ushort Queue, ushort Head);

/// <summary>A request as the driver made it.</summary>
/// <param name="Opcode">What it asks for.</param>
/// <param name="Unique">The driver's number for it.</param>
/// <param name="Node">The file it is about.</param>
/// <param name="Room">Device-writable bytes.</param>
/// <param name="InSession">Whether it was made within a session that did not end before its answer came: else it has no one right answer.</param>
internal sealed record FsRequest(FuseOpcode Opcode, ulong Unique, ulong Node, ulong Room, bool InSession)
{
    public override string ToString() => $"{Opcode} of node {Node}, unique {Unique}, room for {Room}";
}

/// <summary>What is known of a file system device.</summary>
internal sealed record FsState
{
    /// <summary>Whether a FUSE session has begun: FUSE_INIT was answered, and nothing ended it since.</summary>
    internal bool InSession { get; init; }

    internal ImmutableDictionary<FsRequestKey, FsRequest> Pending { get; init; } = ImmutableDictionary<FsRequestKey, FsRequest>.Empty;

    /// <summary>Compared by content.</summary>
    public bool Equals(FsState? other) => other is not null && InSession == other.InSession && Contents.Same(Pending, other.Pending);

    public override int GetHashCode() => HashCode.Combine(InSession, Pending.Count);
}
