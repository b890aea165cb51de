using System.Buffers.Binary;
using FsCheck.Xunit;
using Virtspec.Model.Features;
using Virtspec.Model.Rules;
using Virtspec.Model.SplitRing;
using Virtspec.Port;
using Virtspec.Reference.Port;
using Virtspec.Reference.SplitRing;
using Xunit;

namespace Virtspec.Properties.Rings;

/// <summary>A driver that writes anything at all: the device half refuses or takes what is good, and the model sees it the same way.</summary>
[Properties(Replay = "20260106,20260107", MaxTest = 3000)]
public sealed class HostileRingTests
{
    private const int Size = 8;
    private const int MemoryBytes = 0x2000;
    private const ulong Table = SharedMemory.Start + 0x1000;

    /// <summary>A table that memory ends in the middle of, when it claims more than two entries.</summary>
    private const ulong LastTable = SharedMemory.Start + MemoryBytes - 32;

    private static readonly SplitLayout Layout = new(0, Size, SharedMemory.Start, SharedMemory.Start + 0x200, SharedMemory.Start + 0x400);

    [Property]
    public void A_device_takes_a_chain_wholly_in_memory_or_none_or_says_what_is_wrong(ushort seed, bool noise, bool indirect) =>
        Attempt(seed, noise, indirect);

    [Fact]
    public void Good_and_bad_chains_of_every_kind_arise()
    {
        var outcomes = new Dictionary<string, int>();
        for (var seed = 0; seed < 4000; seed++)
        {
            var outcome = Attempt(seed, seed % 16 == 0, seed % 3 != 0);
            outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
        }

        string[] expected =
        [
            "taken", "taken through a table", "nothing to take", "entries ahead", "descriptor index", "the chain loops", "without VIRTIO_F_INDIRECT_DESC",
            "both INDIRECT and NEXT", "an indirect table of", "leaves the table", "INDIRECT inside", "no shared memory covers",
            "a device-readable descriptor after",
        ];

        // "longer than 2^32" needs as much memory: see A_chain_of_more_than_2_to_the_32_bytes_is_refused.
        Assert.All(expected, outcome => Assert.Contains(outcome, outcomes.Keys));
        Assert.Equal(expected.Length, outcomes.Count);
    }

    [Fact]
    public void A_chain_of_more_than_2_to_the_32_bytes_is_refused()
    {
        var chain = new DescriptorChain();
        chain.Begin(0);
        chain.Append(new Segment(0, uint.MaxValue, false));
        chain.Append(new Segment(0, 1, true));
        Assert.Throws<RingFaultException>(() => chain.Append(new Segment(0, 1, true)));
    }

    /// <returns>Which outcome it was.</returns>
    private static string Attempt(int seed, bool noise, bool indirect)
    {
        using var memory = new SharedMemory(MemoryBytes);
        var random = new Random(seed);
        random.NextBytes(memory.Bytes);
        if (!noise)
            Plausible(memory, random);
        var features = Feature.Bit(Feature.Version1) | (indirect ? Feature.Bit(Feature.IndirectDesc) : 0);
        var device = new SplitDevice<LimitedPort>(new LimitedPort(memory.Port), Layout, features);
        SharedMemory.Now(device.Attach(0));
        var before = memory.Bytes.ToArray();
        var chain = new DescriptorChain();
        var taken = false;
        string? fault = null;
        try
        {
            taken = SharedMemory.Now(device.Take(chain));
        }
        catch (RingFaultException e)
        {
            fault = e.Message;
        }

        Assert.True(memory.Bytes.SequenceEqual(before), "taking a buffer wrote into memory");
        return Compare(memory, features, taken ? chain : null, fault);
    }

    private static string Compare(SharedMemory memory, ulong features, DescriptorChain? chain, string? fault)
    {
        var log = new RuleLog();
        var seen = ChainReader.Read(memory, Layout, features, memory.Read16(Layout.AvailEntry(0)), log);
        var available = memory.Read16(Layout.AvailIdx) is > 0 and <= Size;
        if (chain is not null)
        {
            Assert.All(chain.Segments.ToArray(), segment => Assert.True(memory.Map.Covers(segment.Address, segment.Length)));
            // Longer chains than the driver may make are taken all the same.
            Assert.DoesNotContain(log.Breaches, breach => breach.Rule != SplitRules.ChainWithinQueueSize);
            Assert.Equal(seen!.Segments, chain.Segments.ToArray());
            return seen.Arrangement == Arrangement.Direct ? "taken" : "taken through a table";
        }

        // What the model finds nothing wrong with has to be refused for its addresses, or not to be there at all.
        var refusable = seen is null || log.Breaches.Count > 0 || seen.IndirectBytes % SplitLayout.DescriptorSize != 0
            || !memory.Map.Covers(seen.IndirectTable, seen.IndirectBytes) || seen.Segments.Any(segment => !memory.Map.Covers(segment.Address, segment.Length));
        Assert.True(refusable || !available, $"a good chain was refused: {seen}: {fault}");
        return fault is null ? "nothing to take" : Kind(fault);
    }

    private static string Kind(string fault)
    {
        string[] kinds =
        [
            "entries ahead", "both INDIRECT and NEXT", "INDIRECT inside", "without VIRTIO_F_INDIRECT_DESC", "an indirect table of", "leaves the table",
            "more descriptors than", "the chain loops", "no shared memory covers", "a device-readable descriptor after", "longer than 2^32", "descriptor index",
        ];
        return Array.Find(kinds, fault.Contains) ?? throw new InvalidOperationException($"an unknown fault: {fault}");
    }

    /// <summary>Overwrites noise so that each check of the device is reached now and then: mostly right, seldom wrong.</summary>
    private static void Plausible(SharedMemory memory, Random random)
    {
        var idx = random.Next(12) == 0 ? random.Next(Size + 2) : 1 + random.Next(Size);
        BinaryPrimitives.WriteUInt16LittleEndian(memory.At(Layout.AvailIdx, 2), (ushort)idx);
        BinaryPrimitives.WriteUInt16LittleEndian(memory.At(Layout.AvailEntry(0), 2), (ushort)random.Next(random.Next(16) == 0 ? Size + 1 : Size));
        var writableFrom = random.Next(Size);
        for (ushort i = 0; i < Size; i++)
            Descriptor(memory.At(Layout.Descriptor(i), 16), random, i, i >= writableFrom, Size);
        foreach (var table in (ReadOnlySpan<ulong>)[Table, LastTable])
        {
            for (var i = 0; table + ((ulong)i * 16) < memory.End && i < 16; i++)
                Descriptor(memory.At(table + ((ulong)i * 16), 16), random, i, i >= writableFrom, 16, nested: random.Next(20) == 0);
        }
    }

    private static void Descriptor(Span<byte> at, Random random, int index, bool writable, int entries, bool nested = true)
    {
        var named = nested && random.Next(4) == 0;
        var more = random.Next(3) > 0;
        var flags = (named ? 4 : 0) | (more && (!named || random.Next(6) == 0) ? 1 : 0) | (writable ^ (random.Next(20) == 0) ? 2 : 0);
        var length = named ? 16 * random.Next(17) + (random.Next(10) == 0 ? 1 : 0) : random.Next(64);
        var huge = random.Next(8) == 0;
        BinaryPrimitives.WriteUInt64LittleEndian(at, named ? (random.Next(4) == 0 ? LastTable : Table) : SharedMemory.Start + (ulong)random.Next(random.Next(20) == 0 ? MemoryBytes + 64 : MemoryBytes - 64));
        BinaryPrimitives.WriteUInt32LittleEndian(at[8..], huge && random.Next(4) == 0 ? uint.MaxValue : (uint)length);
        BinaryPrimitives.WriteUInt16LittleEndian(at[12..], (ushort)flags);
        BinaryPrimitives.WriteUInt16LittleEndian(at[14..], (ushort)(random.Next(8) == 0 ? random.Next(entries + 1) : (index + 1) % entries));
    }

    /// <summary>A port that gives up after as many accesses as any good walk could need, so that a walk without end fails.</summary>
    private sealed class LimitedPort(LivePort port) : IPort
    {
        private int _left = 8 + (4 * Size);

        public Access Read(ulong address, AccessSize size) => Spend(port.Read(address, size));

        public Access Write(ulong address, ulong value, AccessSize size) => Spend(port.Write(address, value, size));

        public Access ReadBytes(ulong address, Memory<byte> destination) => Spend(port.ReadBytes(address, destination));

        public Access WriteBytes(ulong address, ReadOnlyMemory<byte> source) => Spend(port.WriteBytes(address, source));

        public Access Fence(FenceKind kind) => Spend(port.Fence(kind));

        public Access Signal(Doorbell doorbell) => Spend(port.Signal(doorbell));

        public Access Wait(Doorbell doorbell) => Spend(port.Wait(doorbell));

        public bool Covers(ulong address, ulong length) => port.Covers(address, length);

        private Access Spend(Access access) => _left-- > 0 ? access : throw new InvalidOperationException("the walk does not end");
    }
}
