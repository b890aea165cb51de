namespace Virtspec.Model.SplitRing;

/// <summary>One piece of a buffer.</summary>
/// <param name="Address">Guest-physical address.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Writable">Device-writable; else device-readable.</param>
public readonly record struct Segment(ulong Address, uint Length, bool Writable);

/// <summary>How the descriptors of a buffer are arranged.</summary>
[Flags]
public enum Arrangement
{
    /// <summary>All in the descriptor table.</summary>
    Direct = 0,

    /// <summary>An indirect table holds some.</summary>
    Indirect = 1,

    /// <summary>Direct descriptors come before the indirect one.</summary>
    IndirectAfterDirect = 2,

    /// <summary>The descriptor that names the indirect table carries the write flag.</summary>
    IndirectWriteFlag = 4,
}

/// <summary>A buffer as the driver described it: what the device is to read and write.</summary>
/// <param name="Head">Index of the first descriptor.</param>
/// <param name="Segments">Pieces in order.</param>
/// <param name="Arrangement">How they are described.</param>
/// <param name="Descriptors">Entries of the descriptor table that the chain takes.</param>
/// <param name="IndirectTable">Address of the indirect table, or 0.</param>
/// <param name="IndirectBytes">Bytes of the indirect table.</param>
public sealed record Chain(
    ushort Head,
    IReadOnlyList<Segment> Segments,
    Arrangement Arrangement,
    IReadOnlyList<ushort> Descriptors,
    ulong IndirectTable = 0,
    uint IndirectBytes = 0)
{
    /// <summary>Bytes the device may write.</summary>
    public ulong WritableBytes { get; } = Sum(Segments, writable: true);

    /// <summary>Bytes the device may read.</summary>
    public ulong ReadableBytes { get; } = Sum(Segments, writable: false);

    /// <summary>Compared by content.</summary>
    /// <param name="other">The other chain.</param>
    public bool Equals(Chain? other) =>
        other is not null && Head == other.Head && Arrangement == other.Arrangement && IndirectTable == other.IndirectTable
        && IndirectBytes == other.IndirectBytes && Segments.SequenceEqual(other.Segments) && Descriptors.SequenceEqual(other.Descriptors);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Head, Arrangement, Segments.Count, WritableBytes, ReadableBytes);

    /// <summary>A line for people.</summary>
    public override string ToString() =>
        $"head {Head}: {string.Join(" ", Segments.Select(segment => $"{(segment.Writable ? 'w' : 'r')}{segment.Length}"))}"
        + (Arrangement == Arrangement.Direct ? string.Empty : $" ({Arrangement})");

    private static ulong Sum(IReadOnlyList<Segment> segments, bool writable)
    {
        var sum = 0UL;
        foreach (var segment in segments)
        {
            if (segment.Writable == writable)
                sum += segment.Length;
        }

        return sum;
    }
}

/// <summary>Shared memory as an observer sees it: outside the run, neither waiting nor counted as an access.</summary>
public interface IMemoryView
{
    /// <summary>Copies bytes.</summary>
    /// <param name="address">First byte.</param>
    /// <param name="destination">Where to; its length says how many.</param>
    /// <returns>Whether memory covers the range.</returns>
    bool TryRead(ulong address, Span<byte> destination);
}
