using System.Buffers.Binary;

namespace Virtspec.Model.Blk;

/// <summary>A run of sectors as the driver wrote it; any of it may be nonsense.</summary>
/// <param name="Sector">The first.</param>
/// <param name="Count">How many, those touched in part included.</param>
internal readonly record struct BlkExtent(ulong Sector, ulong Count)
{
    /// <summary>Whether a sector is one of them. By differences, for a sum may lie beyond the last sector there can be.</summary>
    internal bool Holds(ulong number) => number - Sector < Count;

    /// <summary>Whether two runs have a sector in common.</summary>
    internal bool Overlaps(BlkExtent other) => Count > 0 && other.Count > 0 && (other.Holds(Sector) || Holds(other.Sector));

    /// <summary>How many runs a request is about.</summary>
    internal static int Runs(BlkRequest request) => request.Type switch
    {
        BlkRequestType.In or BlkRequestType.Out => 1,
        BlkRequestType.Discard or BlkRequestType.WriteZeroes or BlkRequestType.SecureErase => request.Payload.Length / BlkProtocol.RangeSize,
        _ => 0,
    };

    /// <summary>One of the runs a request is about.</summary>
    internal static BlkExtent Of(BlkRequest request, int run)
    {
        if (request.Type is BlkRequestType.In or BlkRequestType.Out)
            return new(request.Sector, (request.DataBytes + BlkProtocol.SectorSize - 1) / BlkProtocol.SectorSize);
        var range = Range(request, run);
        return new(range.Sector, range.Count);
    }

    /// <summary>One of the whole segments of a discard, write zeroes or secure erase request.</summary>
    internal static (ulong Sector, uint Count, uint Flags) Range(BlkRequest request, int run)
    {
        var bytes = request.Payload.AsSpan().Slice(run * BlkProtocol.RangeSize, BlkProtocol.RangeSize);
        return (
            BinaryPrimitives.ReadUInt64LittleEndian(bytes),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[12..]));
    }

    /// <summary>Whether two requests touch a common sector and at least one changes it.</summary>
    internal static bool Conflict(BlkRequest a, BlkRequest b)
    {
        if (a.Type == BlkRequestType.In && b.Type == BlkRequestType.In)
            return false;
        var (runs, others) = (Runs(a), Runs(b));
        for (var i = 0; i < runs; i++)
        {
            for (var j = 0; j < others; j++)
            {
                if (Of(a, i).Overlaps(Of(b, j)))
                    return true;
            }
        }

        return false;
    }
}
