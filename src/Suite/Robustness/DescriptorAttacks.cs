using Virtspec.Model.Robustness;
using Virtspec.Model.SplitRing;

namespace Virtspec.Suite.Robustness;

/// <summary>Chains in the descriptor table that no driver should make.</summary>
internal static class DescriptorAttacks
{
    internal static AttackTable Table { get; } = new(AttackFamily.Descriptors, "descriptors")
    {
        { "loop", "length", [1, 2, 3, 8, 16], (ring, length) => Loop(ring, (int)length, ring.Header) },
        { "loop-writable", "length", [1, 2, 3, 8, 16], (ring, length) => Loop(ring, (int)length, ring.Data) },
        { "loop-behind-request", ring => { ring.Chain(ring.Header, ring.Data, HostileRing.Linked(ring.Status, 0)); ring.Offer(0); } },
        { "next-out-of-range", "next", [16, 17, 1000, 65535], (ring, next) => { ring.Put(0, HostileRing.Linked(ring.Header, (ushort)next)); ring.Offer(0); } },
        { "zero-length", "at", [0, 1, 2], (ring, at) => With(ring, (int)at, piece => piece with { Length = 0 }) },
        { "zero-length-all", ring => Three(ring, piece => piece with { Length = 0 }) },
        { "zero-length-nowhere", "at", [0, 1, 2], (ring, at) => With(ring, (int)at, piece => piece with { Address = ulong.MaxValue, Length = 0 }) },
        { "huge", "at", [0, 1, 2], (ring, at) => With(ring, (int)at, piece => piece with { Length = uint.MaxValue }) },
        { "huge-all", ring => Three(ring, piece => piece with { Length = 0x8000_0000 }) },
        { "wrapping", "at", [0, 1, 2], (ring, at) => With(ring, (int)at, piece => piece with { Address = ulong.MaxValue - 7, Length = 512 }) },
        { "unmapped", "at", [0, 1, 2], (ring, at) => With(ring, (int)at, piece => piece with { Address = ring.EndOfRegion + 4096 }) },
        { "unmapped-null", "at", [0, 1, 2], (ring, at) => With(ring, (int)at, piece => piece with { Address = 0 }) },
        { "partly-mapped", "at", [0, 1, 2], (ring, at) => With(ring, (int)at, piece => piece with { Address = ring.EndOfRegion - 1, Length = Math.Max(2, piece.Length) }) },
        { "overlapping", ring => { ring.Chain(ring.Header, ring.Data with { Address = ring.Header.Address }, ring.Status with { Address = ring.Header.Address }); ring.Offer(0); } },
        { "into-the-ring", "part", [0, 1, 2], IntoTheRing },
        { "nothing-writable", ring => { ring.Chain(ring.Header, ring.Data with { Flags = DescriptorFlags.None }); ring.Offer(0); } },
        { "nothing-readable", ring => { ring.Chain(ring.Data, ring.Status); ring.Offer(0); } },
        { "readable-after-writable", ring => { ring.Chain(ring.Data, ring.Status, ring.Header); ring.Offer(0); } },
        { "readable-between", ring => { ring.Chain(ring.Header, ring.Data, ring.Header, ring.Status); ring.Offer(0); } },
        { "short-header", "length", [1, 4, 8, 15], (ring, length) => With(ring, 0, piece => piece with { Length = (uint)length }) },
        { "empty-chain", ring => ring.Offer(0) },
        { "unknown-flags", "at", [0, 1, 2], (ring, at) => With(ring, (int)at, piece => piece with { Flags = piece.Flags | (DescriptorFlags)0xfff8 }) },
    };

    private static void Loop(HostileRing ring, int length, Descriptor piece)
    {
        for (var i = 0; i < length; i++)
            ring.Put(i, HostileRing.Linked(piece, (ushort)((i + 1) % length)));
        ring.Offer(0);
    }

    private static void With(HostileRing ring, int at, Func<Descriptor, Descriptor> change)
    {
        Descriptor[] pieces = [ring.Header, ring.Data, ring.Status];
        pieces[at] = change(pieces[at]);
        ring.Chain(pieces);
        ring.Offer(0);
    }

    private static void Three(HostileRing ring, Func<Descriptor, Descriptor> change)
    {
        ring.Chain(change(ring.Header), change(ring.Data), change(ring.Status));
        ring.Offer(0);
    }

    /// <summary>What is read goes over the ring that it is read by.</summary>
    private static void IntoTheRing(HostileRing ring, ulong part)
    {
        var (descriptors, avail, used) = ring.Places;
        With(ring, 1, piece => piece with { Address = part switch { 0 => descriptors, 1 => avail, _ => used } });
    }
}
