using System.Buffers.Binary;
using FsCheck.Xunit;
using Virtspec.Model.Blk;
using Virtspec.Model.Features;
using Virtspec.Model.SplitRing;
using Virtspec.Properties.Rings;
using Virtspec.Reference.Blk;
using Virtspec.Reference.Port;
using Virtspec.Reference.SplitRing;
using Xunit;

namespace Virtspec.Properties.Blk;

/// <summary>The block device against <see cref="NaiveDisk"/>: random requests in random pieces.</summary>
[Properties(Replay = "20260108,20260109", MaxTest = 300)]
public sealed class BlkPropertyTests
{
    private const int Sectors = 160;
    private const int DiskBytes = Sectors * 512;
    private const string Identity = "naive";
    private static readonly uint[] Types = [0, 0, 0, 1, 1, 1, 4, 8, 10, 11, 11, 13, 13, 14, 15, 16, 24, 0xdeadbeef];

    [Property]
    public void The_device_answers_and_stores_what_the_naive_disk_does(ushort seed, bool readOnly, byte featureChoice) =>
        Session(seed, readOnly, featureChoice, []);

    [Fact]
    public void Every_type_gets_every_status_it_can_get()
    {
        var seen = new HashSet<(uint, byte)>();
        for (var seed = 0; seed < 200; seed++)
            Session(seed, seed % 5 == 0, (byte)seed, seen);
        (uint, byte)[] expected = [(0, 0), (0, 1), (1, 0), (1, 1), (4, 0), (4, 2), (8, 0), (8, 1), (11, 0), (11, 1), (11, 2), (13, 0), (13, 1), (13, 2), (10, 0), (10, 1), (10, 2), (14, 0), (14, 1), (14, 2), (16, 2), (0xdeadbeef, 2)];
        Assert.All(expected, pair => Assert.Contains(pair, seen));
    }

    [Fact]
    public void A_request_without_a_status_byte_is_a_fault()
    {
        using var memory = new SharedMemory(4096);
        var device = new BlkDevice<LivePort>(memory.Port, new MemoryStorage(512), 0, BlkOptions.Usual, Identity);
        var chain = new DescriptorChain();
        chain.Begin(0);
        chain.Append(new Segment(SharedMemory.Start, 16, false));
        chain.Append(new Segment(SharedMemory.Start + 16, 0, true));
        Assert.Throws<RingFaultException>(() => SharedMemory.Now(device.Serve(chain)));
    }

    [Theory]
    [InlineData(0u, 513)]
    [InlineData(1u, 1)]
    [InlineData(4u, 1)]
    [InlineData(13u, 1)]
    public void Storage_that_fails_fails_the_request_and_leaves_no_byte_as_it_was(uint type, int writable)
    {
        using var memory = new SharedMemory(8192);
        memory.Bytes.Fill(0xee);
        var device = new BlkDevice<LivePort>(memory.Port, new BrokenStorage(), AllFeatures, BlkOptions.Usual, Identity);
        var readable = Request(type, 0, type == 1 ? new byte[512] : type == 13 ? Range(0, 1, 0) : []);
        readable.CopyTo(memory.Bytes);
        var chain = new DescriptorChain();
        chain.Begin(0);
        chain.Append(new Segment(SharedMemory.Start, (uint)readable.Length, false));
        chain.Append(new Segment(SharedMemory.Start + 4096, (uint)writable, true));
        Assert.Equal((uint)writable, SharedMemory.Now(device.Serve(chain)));
        byte[] answer = [.. new byte[writable - 1], (byte)BlkStatus.IoError];
        Assert.Equal(answer, memory.At(SharedMemory.Start + 4096, (ulong)writable).ToArray());
    }

    private static ulong AllFeatures => Feature.Bit(Feature.BlkFlush) | Feature.Bit(Feature.BlkDiscard) | Feature.Bit(Feature.BlkWriteZeroes)
        | Feature.Bit(Feature.BlkSecureErase) | Feature.Bit(Feature.BlkLifetime);

    /// <summary>A few requests on one disk, each compared in answer, memory and disk.</summary>
    private static void Session(int seed, bool readOnly, byte featureChoice, HashSet<(uint Type, byte Status)> seen)
    {
        var random = new Random(seed);
        var features = (featureChoice & 7) == 0 ? 0 : AllFeatures & ~(featureChoice > 200 ? Feature.Bit(Feature.BlkDiscard) | Feature.Bit(Feature.BlkSecureErase) : 0);
        var options = new BlkOptions { ReadOnly = readOnly, MaxRanges = 1 + (featureChoice % 5u), MaxRangeSectors = featureChoice % 3 == 0 ? 40u : 32768 };
        using var memory = new SharedMemory(0x40000);
        var storage = new MemoryStorage(DiskBytes);
        var disk = new NaiveDisk(new byte[DiskBytes], features, options, Identity);
        random.NextBytes(disk.Bytes);
        storage.Write(0, disk.Bytes);
        var device = new BlkDevice<LivePort>(memory.Port, storage, features, options, Identity);
        for (var i = 0; i < 6; i++)
        {
            var type = Types[random.Next(Types.Length)];
            var (readable, writable) = Shape(type, random);
            var expected = memory.Bytes.ToArray();
            random.NextBytes(expected);
            var chain = Place(expected, readable, writable, random);
            expected.CopyTo(memory.Bytes);
            var answer = disk.Serve(readable, writable);
            Fill(expected, chain, answer);
            Assert.Equal((uint)writable, SharedMemory.Now(device.Serve(chain)));
            Assert.Equal(expected.Length, memory.Bytes.CommonPrefixLength(expected));
            var stored = new byte[DiskBytes];
            storage.Read(0, stored);
            Assert.Equal(DiskBytes, stored.AsSpan().CommonPrefixLength(disk.Bytes));
            if (readable.Length >= 16)
                seen.Add((type, answer[^1]));
        }
    }

    /// <summary>Mostly a good request, sometimes with a length, a sector or flags that are not.</summary>
    private static (byte[] Readable, int Writable) Shape(uint type, Random random)
    {
        // The largest does not fit into one chunk of the device; the smallest are no request at all.
        var sectors = random.Next(8) == 0 ? 130 : random.Next(4);
        var sector = random.Next(8) switch
        {
            0 => ulong.MaxValue - (ulong)random.Next(3),
            1 => 1UL << 55,
            2 => (ulong)(Sectors - sectors + random.Next(2)),
            _ => (ulong)random.Next(Sectors),
        };
        var odd = random.Next(8) == 0 ? random.Next(1, 512) : 0;
        var data = new byte[(sectors * 512) + odd];
        random.NextBytes(data);
        var ranges = Enumerable.Range(0, random.Next(6)).SelectMany(_ => Range(random.Next(9) == 0 ? sector : (ulong)random.Next(Sectors / 2), (uint)random.Next(Sectors / 2), random.Next(9) == 0 ? (uint)random.Next(4) : 0));
        var (readable, room) = type switch
        {
            0 => (Request(type, sector, []), data.Length),
            1 => (Request(type, sector, data), random.Next(6) == 0 ? random.Next(40) : 0),
            8 => (Request(type, 0, []), 20 + random.Next(-2, 3)),
            10 => (Request(type, 0, []), 6 + random.Next(-1, 2)),
            11 or 13 or 14 => (Request(type, 0, [.. ranges, .. random.Next(8) == 0 ? new byte[odd] : []]), 0),
            _ => (Request(type, 0, []), random.Next(3) * 7),
        };
        return (random.Next(24) == 0 ? readable[..random.Next(16)] : readable, room + 1);
    }

    private static byte[] Request(uint type, ulong sector, byte[] data)
    {
        var bytes = new byte[16 + data.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, type);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(8), sector);
        data.CopyTo(bytes, 16);
        return bytes;
    }

    private static byte[] Range(ulong sector, uint count, uint flags)
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, sector);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8), count);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(12), flags);
        return bytes;
    }

    /// <summary>Cuts both parts at random, zero-length pieces included, and puts the pieces apart from each other.</summary>
    private static DescriptorChain Place(byte[] memory, byte[] readable, int writable, Random random)
    {
        var chain = new DescriptorChain();
        chain.Begin(0);
        var at = random.Next(64);
        foreach (var (length, isWritable) in Cut(readable.Length, random).Select(length => (length, false)).Concat(Cut(writable, random).Select(length => (length, true))))
        {
            if (!isWritable)
                readable.AsSpan((int)chain.ReadableBytes, length).CopyTo(memory.AsSpan(at));
            chain.Append(new Segment(SharedMemory.Start + (ulong)at, (uint)length, isWritable));
            at += length + random.Next(64);
        }

        return chain;
    }

    private static IEnumerable<int> Cut(int length, Random random)
    {
        while (length > 0)
        {
            var piece = random.Next(3) == 0 ? length : random.Next(Math.Min(length, random.Next(2) == 0 ? 8 : 70_000) + 1);
            length -= piece;
            yield return piece;
        }
    }

    /// <summary>Spreads an answer over the device-writable pieces.</summary>
    private static void Fill(byte[] memory, DescriptorChain chain, byte[] answer)
    {
        var done = 0;
        foreach (var segment in chain.Segments)
        {
            if (!segment.Writable)
                continue;
            answer.AsSpan(done, (int)segment.Length).CopyTo(memory.AsSpan((int)(segment.Address - SharedMemory.Start)));
            done += (int)segment.Length;
        }
    }

    private sealed class BrokenStorage : IBlkStorage
    {
        public long Length => DiskBytes;

        public void Read(long offset, Span<byte> destination) => throw new IOException("read");

        public void Write(long offset, ReadOnlySpan<byte> source) => throw new IOException("write");

        public void Flush() => throw new IOException("flush");
    }
}
