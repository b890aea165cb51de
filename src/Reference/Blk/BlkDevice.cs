using System.Buffers.Binary;
using Virtspec.Model.Blk;
using Virtspec.Model.Features;
using Virtspec.Port;
using Virtspec.Reference.SplitRing;

namespace Virtspec.Reference.Blk;

/// <summary>
/// The block device (VIRTIO 1.4, 5.2.6): serves one request at a time, whatever the arrangement of its descriptors.
/// Data goes through a buffer of the device, so that a copy is one access of the port.
/// </summary>
/// <typeparam name="TPort">The port.</typeparam>
/// <param name="port">Where the buffers lie.</param>
/// <param name="storage">The sectors.</param>
/// <param name="features">Negotiated features.</param>
/// <param name="readOnly">Whether the device offers VIRTIO_BLK_F_RO; it binds the device even when not accepted.</param>
/// <param name="identity">At most 20 bytes of ASCII.</param>
internal sealed class BlkDevice<TPort>(TPort port, IBlkStorage storage, ulong features, bool readOnly, string identity)
    where TPort : IPort
{
    private const int ChunkSize = 64 * 1024;

    private readonly ChainData<TPort> _data = new(port);
    private readonly byte[] _chunk = new byte[ChunkSize];
    private readonly byte[] _header = new byte[BlkProtocol.HeaderSize];

    /// <summary>Serves a request and writes its status byte.</summary>
    /// <returns>Bytes written, which is all of the device-writable part: none is left as it was.</returns>
    /// <exception cref="RingFaultException">There is no room for a status byte, so the request cannot even be refused.</exception>
    internal async ValueTask<uint> Serve(DescriptorChain chain)
    {
        if (chain.WritableBytes == 0)
            throw new RingFaultException($"head {chain.Head}: a block request without a status byte");
        BlkStatus status;
        var zeroFrom = 0UL;
        if (chain.ReadableBytes < BlkProtocol.HeaderSize)
        {
            status = BlkStatus.IoError;
        }
        else
        {
            //= split.framing.device.1
            await _data.Read(chain, 0, _header);
            var type = (BlkRequestType)BinaryPrimitives.ReadUInt32LittleEndian(_header);
            var sector = BinaryPrimitives.ReadUInt64LittleEndian(_header.AsSpan(8));
            (status, zeroFrom) = await Dispatch(chain, type, sector);
        }

        //= split.used.device.2
        // len has to count written bytes from the first on and the status comes last, so the rest is zeroed.
        await Zero(chain, zeroFrom, chain.WritableBytes - 1);
        _chunk[0] = (byte)status;
        await _data.Write(chain, chain.WritableBytes - 1, _chunk.AsMemory(0, 1));
        return (uint)chain.WritableBytes;
    }

    /// <returns>Status, and how many device-writable bytes hold the answer's data.</returns>
    private async ValueTask<(BlkStatus Status, ulong Filled)> Dispatch(DescriptorChain chain, BlkRequestType type, ulong sector)
    {
        try
        {
            switch (type)
            {
                case BlkRequestType.In:
                    return await In(chain, sector);
                case BlkRequestType.Out:
                    return (await Out(chain, sector), 0);
                case BlkRequestType.Flush when features.Has(Feature.BlkFlush):
                    storage.Flush();
                    return (BlkStatus.Ok, 0);
                case BlkRequestType.GetId:
                    return await GetId(chain);
                case BlkRequestType.Discard when features.Has(Feature.BlkDiscard):
                case BlkRequestType.WriteZeroes when features.Has(Feature.BlkWriteZeroes):
                    return (await Ranges(chain, type), 0);
                //= blk.operation.device.16 inv.blk.unsupported-type
                default:
                    return (BlkStatus.Unsupported, 0);
            }
        }
        catch (IOException)
        {
            return (BlkStatus.IoError, 0);
        }
    }

    private async ValueTask<(BlkStatus Status, ulong Filled)> In(DescriptorChain chain, ulong sector)
    {
        var bytes = chain.WritableBytes - 1;
        if (!InBounds(sector, bytes))
            return (BlkStatus.IoError, 0);
        for (var done = 0UL; done < bytes;)
        {
            var part = _chunk.AsMemory(0, (int)Math.Min(ChunkSize, bytes - done));
            storage.Read((long)((sector * BlkProtocol.SectorSize) + done), part.Span);
            await _data.Write(chain, done, part);
            done += (ulong)part.Length;
        }

        return (BlkStatus.Ok, bytes);
    }

    private async ValueTask<BlkStatus> Out(DescriptorChain chain, ulong sector)
    {
        var bytes = chain.ReadableBytes - BlkProtocol.HeaderSize;
        //= blk.operation.device.3a blk.operation.device.3b
        if (readOnly || !InBounds(sector, bytes))
            return BlkStatus.IoError;
        for (var done = 0UL; done < bytes;)
        {
            var part = _chunk.AsMemory(0, (int)Math.Min(ChunkSize, bytes - done));
            await _data.Read(chain, BlkProtocol.HeaderSize + done, part);
            storage.Write((long)((sector * BlkProtocol.SectorSize) + done), part.Span);
            done += (ulong)part.Length;
        }

        //= blk.operation.device.11
        // Without VIRTIO_BLK_F_FLUSH there is no later moment to make it stable.
        if (!features.Has(Feature.BlkFlush))
            storage.Flush();
        return BlkStatus.Ok;
    }

    private async ValueTask<(BlkStatus Status, ulong Filled)> GetId(DescriptorChain chain)
    {
        if (chain.WritableBytes - 1 < BlkProtocol.IdentitySize)
            return (BlkStatus.IoError, 0);
        var bytes = _chunk.AsMemory(0, BlkProtocol.IdentitySize);
        bytes.Span.Clear();
        System.Text.Encoding.ASCII.GetBytes(identity, bytes.Span);
        await _data.Write(chain, 0, bytes);
        return (BlkStatus.Ok, BlkProtocol.IdentitySize);
    }

    /// <summary>Discard and write zeroes: both leave zeroes here. All segments are checked before the first is carried out.</summary>
    private async ValueTask<BlkStatus> Ranges(DescriptorChain chain, BlkRequestType type)
    {
        var bytes = chain.ReadableBytes - BlkProtocol.HeaderSize;
        if (readOnly || bytes == 0 || bytes % BlkProtocol.RangeSize != 0 || bytes > BlkConfig.MaxRanges * BlkProtocol.RangeSize)
            return BlkStatus.IoError;
        var ranges = new byte[bytes];
        await _data.Read(chain, BlkProtocol.HeaderSize, ranges);
        for (var at = 0; at < ranges.Length; at += BlkProtocol.RangeSize)
        {
            var (sector, count, flags) = Range(ranges.AsSpan(at));
            var known = type == BlkRequestType.WriteZeroes ? BlkProtocol.UnmapFlag : 0;
            //= blk.operation.device.4 blk.operation.device.5
            if ((flags & ~known) != 0)
                return BlkStatus.Unsupported;
            if (count > BlkConfig.MaxRangeSectors || !InBounds(sector, (ulong)count * BlkProtocol.SectorSize))
                return BlkStatus.IoError;
        }

        for (var at = 0; at < ranges.Length; at += BlkProtocol.RangeSize)
        {
            var (sector, count, _) = Range(ranges.AsSpan(at));
            //= blk.operation.device.8
            WriteZeroes((long)sector * BlkProtocol.SectorSize, (long)count * BlkProtocol.SectorSize);
        }

        return BlkStatus.Ok;
    }

    private void WriteZeroes(long offset, long bytes)
    {
        Array.Clear(_chunk);
        for (var done = 0L; done < bytes;)
        {
            var part = _chunk.AsSpan(0, (int)Math.Min(ChunkSize, bytes - done));
            storage.Write(offset + done, part);
            done += part.Length;
        }
    }

    private async ValueTask Zero(DescriptorChain chain, ulong from, ulong to)
    {
        if (from >= to)
            return;
        Array.Clear(_chunk);
        while (from < to)
        {
            var part = _chunk.AsMemory(0, (int)Math.Min(ChunkSize, to - from));
            await _data.Write(chain, from, part);
            from += (ulong)part.Length;
        }
    }

    private bool InBounds(ulong sector, ulong bytes)
    {
        var capacity = (ulong)storage.Length / BlkProtocol.SectorSize;
        return bytes % BlkProtocol.SectorSize == 0 && sector <= capacity && bytes / BlkProtocol.SectorSize <= capacity - sector;
    }

    private static (ulong Sector, uint Count, uint Flags) Range(ReadOnlySpan<byte> bytes) => (
        BinaryPrimitives.ReadUInt64LittleEndian(bytes),
        BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]),
        BinaryPrimitives.ReadUInt32LittleEndian(bytes[12..]));
}
