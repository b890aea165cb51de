using System.Buffers.Binary;
using Virtspec.Model.Blk;

namespace Virtspec.Reference.Blk;

/// <summary>One segment of a discard, write zeroes or secure erase request (VIRTIO 1.4, 5.2.6).</summary>
/// <param name="Sector">The first sector.</param>
/// <param name="Count">How many.</param>
/// <param name="Flags">Its flags.</param>
internal readonly record struct BlkRange(ulong Sector, uint Count, uint Flags)
{
    /// <summary>The segment that 16 bytes make.</summary>
    internal static BlkRange Of(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadUInt64LittleEndian(bytes),
        BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]),
        BinaryPrimitives.ReadUInt32LittleEndian(bytes[12..]));

    /// <summary>Whether a request of a type must not carry these flags.</summary>
    internal bool HasUnknownFlag(BlkRequestType type) => (Flags & ~(type == BlkRequestType.WriteZeroes ? BlkProtocol.UnmapFlag : 0)) != 0;
}
