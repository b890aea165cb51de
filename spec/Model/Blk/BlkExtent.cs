using System.Buffers.Binary;

namespace Virtspec.Model.Blk;

/// <summary>Which sectors a request is about, as the driver wrote it; any of it may be nonsense.</summary>
internal static class BlkExtent
{
    /// <summary>Runs of sectors, those touched in part included.</summary>
    internal static IEnumerable<(ulong Sector, ulong Count)> Of(BlkRequest request) => request.Type switch
    {
        BlkRequestType.In or BlkRequestType.Out => [(request.Sector, (request.DataBytes + BlkProtocol.SectorSize - 1) / BlkProtocol.SectorSize)],
        BlkRequestType.Discard or BlkRequestType.WriteZeroes or BlkRequestType.SecureErase =>
            Ranges(request).Select(range => (range.Sector, (ulong)range.Count)),
        _ => [],
    };

    /// <summary>The whole segments of a discard, write zeroes or secure erase request.</summary>
    internal static IEnumerable<(ulong Sector, uint Count, uint Flags)> Ranges(BlkRequest request)
    {
        for (var at = 0; at + BlkProtocol.RangeSize <= request.Payload.Length; at += BlkProtocol.RangeSize)
        {
            var bytes = request.Payload.AsSpan(at, BlkProtocol.RangeSize);
            yield return (
                BinaryPrimitives.ReadUInt64LittleEndian(bytes),
                BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]),
                BinaryPrimitives.ReadUInt32LittleEndian(bytes[12..]));
        }
    }

    /// <summary>Whether two requests touch a common sector and at least one changes it.</summary>
    internal static bool Conflict(BlkRequest a, BlkRequest b)
    {
        if (a.Type == BlkRequestType.In && b.Type == BlkRequestType.In)
            return false;
        foreach (var x in Of(a))
        {
            foreach (var y in Of(b))
            {
                if (Overlap(x, y))
                    return true;
            }
        }

        return false;
    }

    /// <summary>By differences, for a sum may lie beyond the last sector there can be.</summary>
    private static bool Overlap((ulong Sector, ulong Count) x, (ulong Sector, ulong Count) y) =>
        x.Count > 0 && y.Count > 0 && (x.Sector - y.Sector < y.Count || y.Sector - x.Sector < x.Count);
}
