using System.Buffers.Binary;
using Virtspec.Model.Blk;
using Virtspec.Port;

namespace Virtspec.Suite.Faults;

/// <summary>A faulty port that knows block requests whose header lies in one piece: the device is told of other requests, or answers otherwise.</summary>
internal sealed class RequestFault : PortFault
{
    /// <summary>No type: the header lies in pieces, or has not been read.</summary>
    private const BlkRequestType None = (BlkRequestType)uint.MaxValue;

    /// <summary>Type and sector as the device is to see them, in place of what they are.</summary>
    internal Func<BlkRequestType, ulong, (BlkRequestType Type, ulong Sector)>? Header { get; init; }

    /// <summary>The status to write, in place of what it is.</summary>
    internal Func<RequestFault, BlkStatus, BlkStatus>? Status { get; init; }

    /// <summary>What a request to zero or discard ranges is to see, in place of what they are.</summary>
    internal Action<RequestFault, Memory<byte>>? Payload { get; init; }

    /// <summary>Changes data on its way to the driver.</summary>
    internal Func<RequestFault, ReadOnlyMemory<byte>, ReadOnlyMemory<byte>>? Data { get; init; }

    /// <summary>Type of the request being served, as the driver wrote it.</summary>
    internal BlkRequestType Type { get; private set; } = None;

    /// <summary>Its sector, as the driver wrote it.</summary>
    internal ulong Sector { get; private set; }

    /// <summary>Requests seen.</summary>
    internal int Count { get; private set; }

    internal override Access ReadBytes(ulong address, Memory<byte> destination)
    {
        base.ReadBytes(address, destination);
        if (!InHeader)
        {
            Payload?.Invoke(this, destination);
            return default;
        }

        if (destination.Length != BlkProtocol.HeaderSize)
            return default;
        (InHeader, Count) = (false, Count + 1);
        (Type, Sector) = ((BlkRequestType)BinaryPrimitives.ReadUInt32LittleEndian(destination.Span), BinaryPrimitives.ReadUInt64LittleEndian(destination.Span[8..]));
        if (Header is null)
            return default;
        var (type, sector) = Header(Type, Sector);
        BinaryPrimitives.WriteUInt32LittleEndian(destination.Span, (uint)type);
        BinaryPrimitives.WriteUInt64LittleEndian(destination.Span[8..], sector);
        return default;
    }

    internal override Access WriteBytes(ulong address, ReadOnlyMemory<byte> source)
    {
        // Nothing but the status is written alone as one byte, as long as nobody cuts the data so.
        if (source.Length == 1 && Status is not null)
            return Port.Write(address, (byte)Status(this, (BlkStatus)source.Span[0]), AccessSize.One);
        return base.WriteBytes(address, source.Length > 1 && Data is not null ? Data(this, source) : source);
    }

    internal override Access Write(ulong address, ulong value, AccessSize size)
    {
        if (address == Layout.UsedIdx)
            (InHeader, Type) = (true, None);
        return base.Write(address, value, size);
    }

    private bool InHeader { get; set; } = true;
}
