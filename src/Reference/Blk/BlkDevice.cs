using System.Buffers.Binary;
using Virtspec.Model.Blk;
using Virtspec.Model.Features;
using Virtspec.Port;
using Virtspec.Reference.SplitRing;

namespace Virtspec.Reference.Blk;

/// <summary>
/// The block device (VIRTIO 1.4, 5.2.6): serves one request at a time, whatever the arrangement of its descriptors.
/// Data goes through a buffer of the device, so that a copy is one access of the port. Each queue has a device of its own; they share the storage.
/// </summary>
/// <typeparam name="TPort">The port.</typeparam>
/// <param name="port">Where the buffers lie.</param>
/// <param name="storage">The sectors.</param>
/// <param name="features">Negotiated features.</param>
/// <param name="options">What the device offers and the limits it keeps to.</param>
/// <param name="identity">At most 20 bytes of ASCII.</param>
internal sealed class BlkDevice<TPort>(TPort port, IBlkStorage storage, ulong features, BlkOptions options, string identity)
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
                case BlkRequestType.SecureErase when features.Has(Feature.BlkSecureErase):
                    return (await Ranges(chain, type), 0);
                case BlkRequestType.GetLifetime when features.Has(Feature.BlkLifetime):
                    return await Lifetime(chain);
                //= blk.operation.device.16 inv.blk.unsupported-type inv.blk.not-offered
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
        if (options.ReadOnly || !InBounds(sector, bytes))
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

    /// <summary>A device in memory does not wear out: nothing is known of reserves, and no cell has aged.</summary>
    private async ValueTask<(BlkStatus Status, ulong Filled)> Lifetime(DescriptorChain chain)
    {
        if (chain.WritableBytes - 1 < BlkProtocol.LifetimeSize)
            return (BlkStatus.IoError, 0);
        //= blk.operation.device.15
        var bytes = _chunk.AsMemory(0, BlkProtocol.LifetimeSize);
        bytes.Span.Clear();
        await _data.Write(chain, 0, bytes);
        return (BlkStatus.Ok, BlkProtocol.LifetimeSize);
    }

    /// <summary>Discard, write zeroes and secure erase: all leave zeroes here. All segments are checked before the first is carried out.</summary>
    private async ValueTask<BlkStatus> Ranges(DescriptorChain chain, BlkRequestType type)
    {
        var bytes = chain.ReadableBytes - BlkProtocol.HeaderSize;
        if (bytes == 0 || bytes % BlkProtocol.RangeSize != 0 || bytes / BlkProtocol.RangeSize > options.MaxRanges)
            return BlkStatus.IoError;
        var ranges = new byte[bytes];
        await _data.Read(chain, BlkProtocol.HeaderSize, ranges);
        for (var at = 0; at < ranges.Length; at += BlkProtocol.RangeSize)
        {
            //= blk.operation.device.4 blk.operation.device.5
            if (BlkRange.Of(ranges.AsSpan(at)).HasUnknownFlag(type))
                return BlkStatus.Unsupported;
        }

        for (var at = 0; at < ranges.Length; at += BlkProtocol.RangeSize)
        {
            var range = BlkRange.Of(ranges.AsSpan(at));
            //= inv.blk.read-only inv.blk.bounds
            if (options.ReadOnly || range.Count > options.MaxRangeSectors || !InBounds(range.Sector, (ulong)range.Count * BlkProtocol.SectorSize))
                return BlkStatus.IoError;
        }

        for (var at = 0; at < ranges.Length; at += BlkProtocol.RangeSize)
        {
            var range = BlkRange.Of(ranges.AsSpan(at));
            //= blk.operation.device.8
            WriteZeroes((long)range.Sector * BlkProtocol.SectorSize, (long)range.Count * BlkProtocol.SectorSize);
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
}
