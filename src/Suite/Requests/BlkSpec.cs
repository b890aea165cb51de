using System.Buffers.Binary;
using Virtspec.Model.Blk;
using Virtspec.Suite.Steps;

namespace Virtspec.Suite.Requests;

/// <summary>A block request to make.</summary>
/// <param name="Type">Request type; any value.</param>
/// <param name="Sector">Sector field.</param>
/// <param name="Payload">Bytes after the header.</param>
/// <param name="Room">Device-writable bytes before the status byte.</param>
internal sealed record BlkSpec(BlkRequestType Type, ulong Sector, Payload Payload, int Room) : RequestSpec
{
    internal override int WritableBytes => Room + 1;

    internal override Shape Plain => new(Payload.Count > 0 ? [BlkProtocol.HeaderSize] : [], Room > 0 ? [Room] : []);

    internal static BlkSpec Read(ulong sector, int sectors) => new(BlkRequestType.In, sector, Payload.None, sectors * BlkProtocol.SectorSize);

    internal static BlkSpec Write(ulong sector, Payload data) => new(BlkRequestType.Out, sector, data, 0);

    internal static BlkSpec Flush() => new(BlkRequestType.Flush, 0, Payload.None, 0);

    internal static BlkSpec GetId() => new(BlkRequestType.GetId, 0, Payload.None, BlkProtocol.IdentitySize);

    /// <summary>A discard, write zeroes or secure erase request.</summary>
    /// <param name="type">Which.</param>
    /// <param name="ranges">First sector, sectors and flags of each segment.</param>
    internal static BlkSpec Ranges(BlkRequestType type, params (ulong Sector, uint Count, uint Flags)[] ranges)
    {
        var payload = new byte[BlkProtocol.RangeSize * ranges.Length];
        for (var i = 0; i < ranges.Length; i++)
        {
            var at = payload.AsSpan(i * BlkProtocol.RangeSize);
            BinaryPrimitives.WriteUInt64LittleEndian(at, ranges[i].Sector);
            BinaryPrimitives.WriteUInt32LittleEndian(at[8..], ranges[i].Count);
            BinaryPrimitives.WriteUInt32LittleEndian(at[12..], ranges[i].Flags);
        }

        return new BlkSpec(type, 0, Payload.Of(payload), 0);
    }

    internal override byte[] Readable()
    {
        var bytes = new byte[BlkProtocol.HeaderSize + Payload.Count];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, (uint)Type);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(8), Sector);
        Payload.Bytes().CopyTo(bytes, BlkProtocol.HeaderSize);
        return bytes;
    }

    internal override IEnumerable<RequestSpec> Smaller()
    {
        const int Sector512 = BlkProtocol.SectorSize;
        if (Type == BlkRequestType.In && Room > Sector512)
            yield return this with { Room = Sector512 };
        if (Type == BlkRequestType.Out && Payload.Length > Sector512)
            yield return this with { Payload = Payload with { Length = Sector512 } };
        if (Type is BlkRequestType.In or BlkRequestType.Out && Sector != 0)
            yield return this with { Sector = 0 };
    }

    /// <inheritdoc/>
    public override string ToString() => this switch
    {
        { Type: BlkRequestType.In, Payload.Count: 0 } when Room % BlkProtocol.SectorSize == 0 && Room > 0 => $"in {Sector}+{Room / BlkProtocol.SectorSize}",
        { Type: BlkRequestType.Out, Room: 0, Payload.Length: > 0 } => $"out {Sector} data={Payload}",
        { Type: BlkRequestType.Flush, Sector: 0, Payload.Count: 0, Room: 0 } => "flush",
        { Type: BlkRequestType.GetId, Sector: 0, Payload.Count: 0, Room: BlkProtocol.IdentitySize } => "id",
        _ => $"blk {(uint)Type} sector={Sector} data={Payload} room={Room}",
    };

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    /// <returns>Null when it is no block request.</returns>
    internal static BlkSpec? TryParse(StepWords words)
    {
        if (words.Take("flush"))
            return Flush();
        if (words.Take("id"))
            return GetId();
        if (words.Take("in"))
        {
            var (sector, count) = words.Pair("SECTOR+COUNT");
            return Read(sector, count);
        }

        if (words.Take("out"))
            return Write(words.Number("a sector"), Payload.Parse(words));
        if (words.Take("blk"))
        {
            return new BlkSpec(
                (BlkRequestType)words.Number("a request type"), words.NamedNumber("sector", 0), Payload.Parse(words), (int)words.NamedNumber("room", 0));
        }

        return null;
    }
}
