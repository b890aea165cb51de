using System.Buffers.Binary;
using Virtspec.Model.Blk;

namespace Virtspec.Suite.Blk;

/// <summary>A block request to make.</summary>
/// <param name="Type">Request type; any value.</param>
/// <param name="Sector">Sector field.</param>
/// <param name="Payload">Bytes after the header.</param>
/// <param name="Room">Device-writable bytes before the status byte.</param>
internal sealed record BlkSpec(BlkRequestType Type, ulong Sector, byte[] Payload, int Room)
{
    internal static BlkSpec Read(ulong sector, int sectors) => new(BlkRequestType.In, sector, [], sectors * BlkProtocol.SectorSize);

    internal static BlkSpec Write(ulong sector, byte[] data) => new(BlkRequestType.Out, sector, data, 0);

    internal static BlkSpec Flush() => new(BlkRequestType.Flush, 0, [], 0);

    internal static BlkSpec GetId() => new(BlkRequestType.GetId, 0, [], BlkProtocol.IdentitySize);

    /// <summary>A discard or write zeroes request of one segment.</summary>
    internal static BlkSpec Range(BlkRequestType type, ulong sector, uint count, uint flags)
    {
        var payload = new byte[BlkProtocol.RangeSize];
        BinaryPrimitives.WriteUInt64LittleEndian(payload, sector);
        BinaryPrimitives.WriteUInt32LittleEndian(payload.AsSpan(8), count);
        BinaryPrimitives.WriteUInt32LittleEndian(payload.AsSpan(12), flags);
        return new BlkSpec(type, 0, payload, 0);
    }

    /// <summary>Header and payload as they lie in memory.</summary>
    internal byte[] Readable()
    {
        var bytes = new byte[BlkProtocol.HeaderSize + Payload.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, (uint)Type);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(8), Sector);
        Payload.CopyTo(bytes, BlkProtocol.HeaderSize);
        return bytes;
    }
}
