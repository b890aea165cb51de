using System.Buffers.Binary;
using System.Text;
using Virtspec.Model.Blk;
using Virtspec.Model.Features;
using Virtspec.Reference.Blk;

namespace Virtspec.Properties.Blk;

/// <summary>What a block device does, said with arrays: the whole device-readable part in, the whole device-writable part out.</summary>
internal sealed class NaiveDisk(byte[] bytes, ulong features, BlkOptions options, string identity)
{
    private const int Sector = 512;

    internal byte[] Bytes => bytes;

    internal bool ReadOnly => options.ReadOnly;

    /// <returns>What the device-writable part holds afterwards.</returns>
    internal byte[] Serve(byte[] readable, int writable)
    {
        var (status, data) = readable.Length < 16 ? (BlkStatus.IoError, []) : Dispatch(readable, writable - 1);
        var answer = new byte[writable];
        data.CopyTo(answer, 0);
        answer[^1] = (byte)status;
        return answer;
    }

    private (BlkStatus Status, byte[] Data) Dispatch(byte[] readable, int room)
    {
        var type = (BlkRequestType)BinaryPrimitives.ReadUInt32LittleEndian(readable);
        var sector = BinaryPrimitives.ReadUInt64LittleEndian(readable.AsSpan(8));
        var data = readable[16..];
        switch (type)
        {
            case BlkRequestType.In:
                return Fits(sector, room) ? (BlkStatus.Ok, bytes[At(sector)..(At(sector) + room)]) : (BlkStatus.IoError, []);
            case BlkRequestType.Out when options.ReadOnly || !Fits(sector, data.Length):
                return (BlkStatus.IoError, []);
            case BlkRequestType.Out:
                data.CopyTo(bytes, At(sector));
                return (BlkStatus.Ok, []);
            case BlkRequestType.Flush when features.Has(Feature.BlkFlush):
                return (BlkStatus.Ok, []);
            case BlkRequestType.GetId:
                return room < 20 ? (BlkStatus.IoError, []) : (BlkStatus.Ok, Encoding.ASCII.GetBytes(identity.PadRight(20, '\0')));
            case BlkRequestType.Discard when features.Has(Feature.BlkDiscard):
                return (Clear(data, knownFlags: 0), []);
            case BlkRequestType.WriteZeroes when features.Has(Feature.BlkWriteZeroes):
                return (Clear(data, knownFlags: 1), []);
            case BlkRequestType.SecureErase when features.Has(Feature.BlkSecureErase):
                return (Clear(data, knownFlags: 0), []);
            case BlkRequestType.GetLifetime when features.Has(Feature.BlkLifetime):
                return room < 6 ? (BlkStatus.IoError, []) : (BlkStatus.Ok, new byte[6]);
            default:
                return (BlkStatus.Unsupported, []);
        }
    }

    private BlkStatus Clear(byte[] data, uint knownFlags)
    {
        if (data.Length == 0 || data.Length % 16 != 0 || data.Length / 16 > options.MaxRanges)
            return BlkStatus.IoError;
        var ranges = data.Chunk(16).Select(range => (
            Sector: BinaryPrimitives.ReadUInt64LittleEndian(range),
            Count: BinaryPrimitives.ReadUInt32LittleEndian(range.AsSpan(8)),
            Flags: BinaryPrimitives.ReadUInt32LittleEndian(range.AsSpan(12)))).ToList();
        if (ranges.Exists(range => (range.Flags | knownFlags) != knownFlags))
            return BlkStatus.Unsupported;
        if (options.ReadOnly || ranges.Exists(range => range.Count > options.MaxRangeSectors || !Fits(range.Sector, range.Count * (long)Sector)))
            return BlkStatus.IoError;
        foreach (var (sector, count, _) in ranges)
            bytes.AsSpan(At(sector), (int)count * Sector).Clear();
        return BlkStatus.Ok;
    }

    private bool Fits(ulong sector, long length) =>
        length % Sector == 0 && ((UInt128)sector * Sector) + (UInt128)length <= (UInt128)bytes.Length;

    private static int At(ulong sector) => (int)sector * Sector;
}
