namespace Virtspec.Model.Blk;

/// <summary>Why a sector holds what the model says it holds.</summary>
internal enum SectorSource
{
    /// <summary>It was written, or read before.</summary>
    Data,

    /// <summary>A write zeroes request completed.</summary>
    Zeroed,

    /// <summary>A write was refused because the device is read-only.</summary>
    WriteRefused,

    /// <summary>A write that reaches past capacity was refused.</summary>
    WriteBeyondCapacity,

    /// <summary>A write was taken from a ring that is disabled, and must have had no effect.</summary>
    WriteWhileDisabled,
}

/// <summary>
/// What one sector may hold. Requests in flight together on one sector are served in some order, and the sector holds what the last one in that order left: until a read
/// tells which, there are several contents, and a read in flight with writes may show one that has been replaced since.
/// </summary>
/// <param name="Bytes">512 bytes.</param>
/// <param name="Source">Why.</param>
/// <param name="Since">Step at which the request that left it there was completed.</param>
/// <param name="Other">What else it may hold.</param>
internal sealed record Sector(ReadOnlyMemory<byte> Bytes, SectorSource Source, long Since, Sector? Other = null)
{
    /// <summary>Step by which something else had replaced it for certain; only reads made available before can still show it.</summary>
    internal long Until { get; init; } = long.MaxValue;

    /// <summary>Compared by content.</summary>
    public bool Equals(Sector? other) =>
        other is not null && Source == other.Source && Since == other.Since && Until == other.Until
        && Bytes.Span.SequenceEqual(other.Bytes.Span) && Equals(Other, other.Other);

    public override int GetHashCode() => HashCode.Combine(Source, Since, Until);

    /// <summary>
    /// The contents after one more request, with those that nobody can see any more left out. What was there when that request was made available is replaced by it; what came
    /// since may come after it all the same.
    /// </summary>
    /// <param name="content">What the request leaves, alone.</param>
    /// <param name="submitted">Step at which it was made available.</param>
    /// <param name="oldest">Step since which the oldest request is in flight.</param>
    internal Sector Joined(Sector content, long submitted, long oldest)
    {
        var rest = Other?.Joined(content, submitted, oldest) ?? content;
        var until = Until == long.MaxValue && Since < submitted ? content.Since : Until;
        return until <= oldest ? rest : this with { Other = rest, Until = until };
    }

    /// <summary>The contents after a read in flight with no write showed which one it is.</summary>
    /// <param name="seen">What it showed.</param>
    /// <param name="now">Step at which it completed.</param>
    /// <param name="oldest">Step since which the oldest request is in flight.</param>
    internal Sector? Settled(ReadOnlySpan<byte> seen, long now, long oldest)
    {
        var rest = Other?.Settled(seen, now, oldest);
        var until = Until == long.MaxValue && !Bytes.Span.SequenceEqual(seen) ? now : Until;
        return until <= oldest ? rest : this with { Other = rest, Until = until };
    }

    /// <summary>Whether it may hold something now.</summary>
    internal bool MayHold(ReadOnlySpan<byte> bytes) =>
        (Until == long.MaxValue && Bytes.Span.SequenceEqual(bytes)) || (Other?.MayHold(bytes) ?? false);

    /// <summary>The same contents for another reason.</summary>
    internal Sector Because(SectorSource source) => this with { Source = source, Other = Other?.Because(source) };
}
