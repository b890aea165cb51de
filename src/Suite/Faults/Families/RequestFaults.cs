using System.Buffers.Binary;
using Virtspec.Model.Blk;
using Virtspec.Reference.Blk;
using static Virtspec.Suite.Faults.UsedRingFaults;

namespace Virtspec.Suite.Faults;

/// <summary>Requests taken for others, and answered with the wrong status.</summary>
internal static class RequestFaults
{
    internal static IReadOnlyList<Fault> All { get; } =
    [
        Ring("status-undefined", "inv.blk.status", "Ends every fifth request with a status that means nothing.", () => Status((port, status) => port.Count % 5 == 0 ? (BlkStatus)0x17 : status)),
        Ring("status-not-written", "split.used.device.2", "Leaves the status byte as it was.", () => new RequestFault { Status = (port, _) => (BlkStatus)0xa7 }),
        Ring("flush-fails", "inv.blk.status", "Fails every flush.", () => Status((port, status) => port.Type == BlkRequestType.Flush ? BlkStatus.IoError : status)),
        Ring("unknown-type-fails", "inv.blk.unsupported-type", "Answers IOERR to request types it does not know.", () => Status((_, status) => status == BlkStatus.Unsupported ? BlkStatus.IoError : status)),
        Ring("unknown-type-succeeds", "inv.blk.unsupported-type", "Answers OK to request types it does not know.", () => Status((_, status) => status == BlkStatus.Unsupported ? BlkStatus.Ok : status)),
        Ring("type-8-bits", "inv.blk.unsupported-type", "Looks at the low 8 bits of a request's type.", () => Header((type, sector) => ((BlkRequestType)((uint)type & 0xff), sector))),
        Ring("type-low-4-bits", "inv.blk.unsupported-type", "Looks at the low 4 bits of a request's type.", () => Header((type, sector) => ((BlkRequestType)((uint)type & 0xf), sector))),
        Ring("zone-report-fails", "blk.operation.device.16", "Answers IOERR to zone requests.", () => Status((port, status) => BlkProtocol.IsZone(port.Type) ? BlkStatus.IoError : status)),
        Ring("sector-32-bits", "inv.blk.bounds", "Looks at the low 32 bits of a sector.", () => Header((type, sector) => (type, (uint)sector))),
        Ring("bounds-not-told", "inv.blk.bounds", "Answers OK to what lies beyond the capacity.", () => Status((port, status) => port.Type is BlkRequestType.In or BlkRequestType.Out && status == BlkStatus.IoError ? BlkStatus.Ok : status)),
        new("last-sector-refused", "inv.blk.status", "Takes the last sector for the first one beyond the end.") { Storage = storage => new FaultyStorage(storage) { OnRead = RefuseLast } },
        Ring("identity-changes", "inv.blk.identity", "Answers GET_ID with something else each time.", () => new RequestFault { Data = Identity }),
        Ring("discard-unmap-taken", "blk.operation.device.5", "Carries a discard with the unmap flag out.", () => new RequestFault { Payload = Flags((type, flags) => type == BlkRequestType.Discard ? flags & ~1u : flags) }),
        Ring("range-flags-ignored", "blk.operation.device.4", "Does not look at the flags of discard and write zeroes but for unmap.", () => new RequestFault { Payload = Flags((_, flags) => flags & 1) }),
        Ring("zeroes-unmap-refused", "inv.blk.status", "Refuses write zeroes with the unmap flag.", () => new RequestFault { Payload = Flags((type, flags) => type == BlkRequestType.WriteZeroes && flags == 1 ? 2 : flags) }),
    ];

    private static void RefuseLast(IBlkStorage inner, long offset, Span<byte> destination)
    {
        if (offset + destination.Length == inner.Length)
            throw new IOException("beyond the end");
        inner.Read(offset, destination);
    }

    private static RequestFault Status(Func<RequestFault, BlkStatus, BlkStatus> change) => new() { Status = change };

    private static RequestFault Header(Func<BlkRequestType, ulong, (BlkRequestType, ulong)> change) => new() { Header = change };

    private static ReadOnlyMemory<byte> Identity(RequestFault port, ReadOnlyMemory<byte> bytes)
    {
        if (port.Type != BlkRequestType.GetId)
            return bytes;
        var other = bytes.ToArray();
        other[0] = (byte)('a' + (port.Count % 26));
        return other;
    }

    /// <summary>Changes the flags of a segment that is read in one piece.</summary>
    private static Action<RequestFault, Memory<byte>> Flags(Func<BlkRequestType, uint, uint> change) => (port, bytes) =>
    {
        if (port.Type is not (BlkRequestType.Discard or BlkRequestType.WriteZeroes) || bytes.Length != BlkProtocol.RangeSize)
            return;
        var flags = bytes.Span[12..];
        BinaryPrimitives.WriteUInt32LittleEndian(flags, change(port.Type, BinaryPrimitives.ReadUInt32LittleEndian(flags)));
    };
}
