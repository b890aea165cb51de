using System.Buffers.Binary;
using Virtspec.Model.Blk;

namespace Virtspec.Properties.Blk;

/// <summary>Random requests, and what devices may make of those that no rule covers.</summary>
internal static class BlkOddities
{
    /// <summary>A random request on a small disk.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="capacity">Sectors of the disk.</param>
    /// <param name="wild">Whether it may break rules of the driver.</param>
    /// <param name="random">Source of choices.</param>
    internal static (byte[] Readable, int Room) Shape(uint type, int capacity, bool wild, Random random)
    {
        var sectors = 1 + random.Next(3);
        var sector = random.Next(10) switch
        {
            0 when wild => ulong.MaxValue - (ulong)random.Next(2),
            0 or 1 => (ulong)(capacity - sectors + random.Next(3)),
            _ => (ulong)random.Next(capacity - sectors),
        };
        var data = new byte[(sectors * 512) - (wild && random.Next(8) == 0 ? random.Next(512) : 0)];
        random.NextBytes(data);
        return type switch
        {
            0 => (Request(type, sector, []), data.Length + 1),
            1 => (Request(type, sector, data), 1),
            4 => (Request(type, wild ? (ulong)random.Next(2) : 0, []), 1),
            8 => (Request(type, 0, []), 21),
            11 or 13 or 14 => (Request(type, 0, Ranges(capacity, wild, random)), 1),
            _ => (Request(type, 0, []), 1),
        };
    }

    internal static byte[] Request(uint type, ulong sector, byte[] data)
    {
        var bytes = new byte[16 + data.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, type);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(8), sector);
        data.CopyTo(bytes, 16);
        return bytes;
    }

    /// <summary>
    /// What the naive disk does; but a write that ends within a sector may be done as far as it goes, and a flush that names a sector
    /// refused: the driver is at fault, and no rule says what follows.
    /// </summary>
    internal static byte[] Serve(NaiveDisk disk, byte[] readable, int room, Random random)
    {
        var answer = disk.Serve(readable, room);
        var type = (BlkRequestType)BinaryPrimitives.ReadUInt32LittleEndian(readable);
        var sector = BinaryPrimitives.ReadUInt64LittleEndian(readable.AsSpan(8));
        if (random.Next(2) == 0)
            return answer;
        var length = readable.Length - 16;
        if (type == BlkRequestType.Out && length % 512 != 0 && sector < 1 << 20 && ((int)sector * 512) + length <= disk.Bytes.Length && !disk.ReadOnly)
        {
            readable.AsSpan(16).CopyTo(disk.Bytes.AsSpan((int)sector * 512));
            answer[^1] = (byte)BlkStatus.Ok;
        }

        if (type == BlkRequestType.Flush && sector != 0)
            answer[^1] = (byte)BlkStatus.IoError;
        return answer;
    }

    private static byte[] Ranges(int capacity, bool wild, Random random)
    {
        var bytes = new byte[16 * (1 + random.Next(3))];
        for (var at = 0; at < bytes.Length; at += 16)
        {
            var range = bytes.AsSpan(at, 16);
            BinaryPrimitives.WriteUInt64LittleEndian(range, (ulong)random.Next(capacity));
            BinaryPrimitives.WriteUInt32LittleEndian(range[8..], wild && random.Next(20) == 0 ? 1u << 23 : (uint)random.Next(4));
            BinaryPrimitives.WriteUInt32LittleEndian(range[12..], random.Next(5) == 0 ? (uint)random.Next(4) : 0);
        }

        return bytes;
    }
}
