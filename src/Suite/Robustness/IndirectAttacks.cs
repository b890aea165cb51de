using Virtspec.Model.Robustness;
using Virtspec.Model.SplitRing;

namespace Virtspec.Suite.Robustness;

/// <summary>Tables of indirect descriptors that no driver should make.</summary>
internal static class IndirectAttacks
{
    private const int LongerThanQueue = 3 * HostileRing.Size;

    internal static AttackTable Table { get; } = new(AttackFamily.Indirect, "indirect")
    {
        { "length", "bytes", [0, 1, 8, 15, 17, 24, 47], (ring, bytes) => Offer(ring, Good(ring) with { Length = (uint)bytes }) },
        { "huge", "bytes", [0x10_0000, 0x7fff_fff0, 0xffff_fff0, 0xffff_ffff], (ring, bytes) => Offer(ring, Good(ring) with { Length = (uint)bytes }) },
        { "nested", "depth", [1, 2, 16], Nested },
        { "nested-in-itself", NestedInItself },
        { "with-next", ring => { ring.Put(1, ring.Status); Offer(ring, HostileRing.Linked(Good(ring), 1)); } },
        { "with-next-to-itself", ring => Offer(ring, HostileRing.Linked(Good(ring), 0)) },
        { "with-next-out-of-range", ring => Offer(ring, HostileRing.Linked(Good(ring), 65535)) },
        { "outside-memory", ring => Offer(ring, Good(ring) with { Address = ring.EndOfRegion + 4096 }) },
        { "null", ring => Offer(ring, Good(ring) with { Address = 0 }) },
        { "partly-mapped", ring => Offer(ring, Good(ring) with { Address = ring.EndOfRegion - 16 }) },
        { "wrapping", ring => Offer(ring, Good(ring) with { Address = ulong.MaxValue - 15 }) },
        { "looping", "length", [1, 2, 3, 16], (ring, length) => Offer(ring, ring.Table(Loop(ring.Header, (int)length))) },
        { "looping-writable", "length", [1, 2, 3, 16], (ring, length) => Offer(ring, ring.Table(Loop(ring.Data, (int)length))) },
        { "next-out-of-range", "next", [3, 4, 1000, 65535], (ring, next) => Offer(ring, ring.Table(ring.Header with { Flags = DescriptorFlags.Next, Next = (ushort)next }, ring.Data, ring.Status)) },
        { "longer-than-queue", "length", [LongerThanQueue, 1024, 4096], (ring, length) => Offer(ring, ring.Table(Long(ring, (int)length))) },
        { "empty-entries", ring => Offer(ring, ring.Table(default(Descriptor), default, default)) },
        { "in-the-descriptor-table", ring => { ring.Chain(ring.Header, ring.Data, ring.Status); ring.Put(3, new Descriptor(ring.Places.Descriptors, 48, DescriptorFlags.Indirect, 0)); ring.Offer(3); } },
        { "of-the-descriptor-table", ring => Offer(ring, new Descriptor(ring.Places.Descriptors, HostileRing.Size * 16, DescriptorFlags.Indirect, 0)) },
    };

    private static Descriptor Good(HostileRing ring) => ring.Table(HostileRing.Linked(ring.Header, 1), HostileRing.Linked(ring.Data, 2), ring.Status);

    private static void Offer(HostileRing ring, Descriptor table)
    {
        ring.Put(0, table);
        ring.Offer(0);
    }

    private static void Nested(HostileRing ring, ulong depth)
    {
        var table = Good(ring);
        for (var i = 0UL; i < depth; i++)
            table = ring.Table(table);
        Offer(ring, table);
    }

    private static void NestedInItself(HostileRing ring)
    {
        var table = ring.Table(default(Descriptor));
        ring.Write(table.Address, table);
        Offer(ring, table);
    }

    private static Descriptor[] Loop(Descriptor piece, int length) =>
        [.. Enumerable.Range(0, length).Select(i => HostileRing.Linked(piece, (ushort)((i + 1) % length)))];

    private static Descriptor[] Long(HostileRing ring, int length) =>
        [.. Enumerable.Range(1, length - 1).Select(i => HostileRing.Linked(ring.Header, (ushort)i)), ring.Data];
}
