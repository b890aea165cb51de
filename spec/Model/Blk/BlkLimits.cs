namespace Virtspec.Model.Blk;

/// <summary>Limits of discard, write zeroes or secure erase requests; 0 where the device says nothing.</summary>
/// <param name="MaxSectors">Most sectors in a segment.</param>
/// <param name="MaxSegments">Most segments in a request.</param>
/// <param name="Alignment">Sectors that a segment had better begin at multiples of; 1 when any will do.</param>
internal readonly record struct BlkRangeLimits(uint MaxSectors, uint MaxSegments, uint Alignment);

/// <summary>What the configuration structure says of the requests a device takes; all 0 before it was read (VIRTIO 1.4, 5.2.4).</summary>
internal sealed record BlkLimits
{
    internal static BlkLimits Unknown { get; } = new();

    /// <summary>Most bytes in one segment of data.</summary>
    internal uint SizeMax { get; init; }

    /// <summary>Most segments of data in one request.</summary>
    internal uint SegMax { get; init; }

    internal BlkRangeLimits Discard { get; init; }

    internal BlkRangeLimits WriteZeroes { get; init; }

    internal BlkRangeLimits SecureErase { get; init; }

    /// <summary>The limits of a type of request that names its sectors in segments.</summary>
    internal BlkRangeLimits Of(BlkRequestType type) => type switch
    {
        BlkRequestType.Discard => Discard,
        BlkRequestType.WriteZeroes => WriteZeroes,
        _ => SecureErase,
    };

    /// <summary>Whether data in so many segments of at most so many bytes is more than the device takes.</summary>
    internal bool ExceededBy(BlkShape shape) =>
        (SegMax != 0 && shape.Segments > SegMax) || (SizeMax != 0 && shape.Largest > SizeMax);
}
