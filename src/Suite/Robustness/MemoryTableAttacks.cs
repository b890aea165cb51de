using System.Runtime.InteropServices;
using Virtspec.Model.Robustness;
using Virtspec.Transports.Posix;
using Virtspec.Transports.VhostUser;
using F = Virtspec.Transports.VhostUser.FrontEndRequest;

namespace Virtspec.Suite.Robustness;

/// <summary>Memory tables that no front-end should send. No buffer and no ring lies in what is wrong about them, unless it is said.</summary>
internal static class MemoryTableAttacks
{
    private const ulong Page = 4096;

    internal static AttackTable Table { get; } = new(AttackFamily.Messages, "memory")
    {
        { "overlapping", assault => Share(assault, Region(0x10_0000, 0x10_0000), Region(0x10_0000 + Page, 0x1000_0000)) },
        { "overlapping-user", assault => Share(assault, Region(0x10_0000, 0x10_0000), Region(0x1000_0000, 0x10_0000 + Page)) },
        { "twice", assault => Share(assault, Region(0x10_0000, 0x10_0000), Region(0x10_0000, 0x10_0000)) },
        { "wrapping", assault => Share(assault, Region(ulong.MaxValue - Page + 1, 0x10_0000)) },
        { "wrapping-user", assault => Share(assault, Region(0x10_0000, ulong.MaxValue - Page + 1)) },
        { "zero-size", assault => Share(assault, Region(0x10_0000, 0x10_0000) with { Size = 0 }) },
        { "beyond-file", "offset", [1UL << 21, 1UL << 40, ulong.MaxValue - 4095], (Assault assault, ulong offset) => Share(assault, Region(0x10_0000, 0x10_0000) with { MappingOffset = offset }) },
        { "larger-than-file", "size", [1UL << 22, 1UL << 46, 1UL << 63, ulong.MaxValue], (Assault assault, ulong size) => Share(assault, Region(0x10_0000, 0x10_0000) with { Size = size }) },
        { "misaligned", assault => Share(assault, Region(0x10_0001, 0x10_0003) with { MappingOffset = 5, Size = 4099 }) },
        { "none", assault => Share(assault) },
        { "too-many", "count", [9, 32, 253], TooMany },
        { "count-lies", "count", [0, 2, 8, 9, 0xffff_ffff], CountLies },
        { "without-descriptor", assault => WithPrepared(assault, () => assault.Send((uint)F.SetMemTable, Payload.OfMemoryTable([Region(0x10_0000, 0x10_0000)]), impossible: true)) },
        { "slot-without-descriptor", assault => WithPrepared(assault, () => assault.Send((uint)F.AddMemRegion, Payload.OfSingleRegion(Region(0x10_0000, 0x10_0000)), impossible: true)) },
        { "slot-twice", assault => WithPrepared(assault, () => Add(assault, assault.Regions[0].Description)) },
        { "slots", "count", [9, 64, 600], Slots },
        { "slot-removed-that-is-not", assault => WithPrepared(assault, () => assault.Send((uint)F.RemoveMemRegion, Payload.OfSingleRegion(Region(0x7000_0000, 0x7000_0000)))) },
        { "slot-removed-under-queue", assault => assault.Launch(ring => { ring.ChainGood(); ring.Offer(0); }, memoryIsJudged: false, () => RemoveAll(assault)) },
        { "table-replaced-under-queue", assault => assault.Launch(ring => { ring.ChainGood(); ring.Offer(0); }, memoryIsJudged: false, () => Share(assault, Region(0x7000_0000, 0x7000_0000))) },
        { "wrong-descriptor", WrongDescriptor },
    };

    private static RegionDescription Region(ulong guest, ulong user) => new(guest, 2 * Page, user, 0);

    private static void Share(Assault assault, params RegionDescription[] regions) => WithPrepared(assault, () =>
        assault.Send((uint)F.SetMemTable, Payload.OfMemoryTable(regions), [.. regions.Select(_ => assault.Regions[0].Descriptor)]));

    private static void Add(Assault assault, RegionDescription region) =>
        assault.Send((uint)F.AddMemRegion, Payload.OfSingleRegion(region), [assault.Regions[0].Descriptor]);

    private static void TooMany(Assault assault, ulong count) =>
        Share(assault, [.. Enumerable.Range(1, (int)count).Select(i => Region((ulong)i << 24, (ulong)i << 24))]);

    private static void CountLies(Assault assault, ulong count)
    {
        var table = Payload.OfMemoryTable([Region(0x10_0000, 0x10_0000)]);
        MemoryMarshal.Write(table, (uint)count);
        WithPrepared(assault, () => assault.Send((uint)F.SetMemTable, table, [assault.Regions[0].Descriptor]));
    }

    private static void Slots(Assault assault, ulong count) => WithPrepared(assault, () =>
    {
        for (var i = 1UL; i <= count; i++)
            Add(assault, Region(0x4000_0000_0000 + (i << 16), 0x4000_0000_0000 + (i << 16)));
    });

    private static void RemoveAll(Assault assault)
    {
        foreach (var region in assault.Regions)
            assault.Send((uint)F.RemoveMemRegion, Payload.OfSingleRegion(region.Description));
    }

    private static void WrongDescriptor(Assault assault)
    {
        using var e = EventFd.Create();
        WithPrepared(assault, () => assault.Send((uint)F.SetMemTable, Payload.OfMemoryTable([Region(0x10_0000, 0x10_0000)]), [e.Descriptor]));
    }

    private static void WithPrepared(Assault assault, Action act)
    {
        assault.Prepare();
        act();
    }
}
