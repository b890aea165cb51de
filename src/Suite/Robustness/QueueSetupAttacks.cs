using Virtspec.Model.Robustness;

namespace Virtspec.Suite.Robustness;

/// <summary>Queues set up with numbers and addresses that make no sense, then started and kicked.</summary>
internal static class QueueSetupAttacks
{
    private static readonly ulong[] Parts = [0, 1, 2];

    internal static AttackTable Table { get; } = new(AttackFamily.QueueSetup, "queue-setup")
    {
        { "size", "size", [0, 3, 7, 1000, 32767, 32769, 65535, 65536, 0x8000_0000, 0xffff_ffff], (Assault assault, ulong size) => SetUp(assault, ring => ring.Number = (uint)size) },
        { "base", "base", [1, 1000, 32768, 65535, 65536, 0xffff_ffff], (Assault assault, ulong start) => SetUp(assault, ring => ring.Base = (uint)start) },
        { "index", "index", [255, 256, 1000, 65535, 0x8000_0000, 0xffff_ffff], (Assault assault, ulong index) => SetUp(assault, ring => ring.Index = (uint)index) },
        { "index-just-beyond", assault => SetUp(assault, ring => ring.Index = (uint)assault.QueueCount) },
        { "unmapped", "part", Parts, (Assault assault, ulong part) => SetUp(assault, ring => Place(ring, part, _ => 0x1234_5000)) },
        { "null", "part", Parts, (Assault assault, ulong part) => SetUp(assault, ring => Place(ring, part, _ => 0)) },
        { "wrapping", "part", Parts, (Assault assault, ulong part) => SetUp(assault, ring => Place(ring, part, _ => ulong.MaxValue - 15)) },
        { "misaligned", "part", Parts, (Assault assault, ulong part) => SetUp(assault, ring => Place(ring, part, address => address + 1)) },
        { "partly-mapped", "part", Parts, (Assault assault, ulong part) => SetUp(assault, ring => Place(ring, part, _ => assault.EndOfUserRegion - 16)) },
        { "on-top-of-each-other", assault => SetUp(assault, ring => (ring.AvailAt, ring.UsedAt) = (ring.DescriptorsAt, ring.DescriptorsAt)) },
        { "guest-addresses", assault => SetUp(assault, ring => (ring.DescriptorsAt, ring.AvailAt, ring.UsedAt) = ring.Places) },
    };

    /// <summary>What a queue so set up may write to is as unclear as the rest of it: memory is not judged.</summary>
    private static void SetUp(Assault assault, Action<HostileRing> wrong) => assault.Launch(
        ring =>
        {
            wrong(ring);
            ring.ChainGood();
            ring.Offer(0);
        },
        memoryIsJudged: false);

    private static void Place(HostileRing ring, ulong part, Func<ulong, ulong> place)
    {
        if (part == 0)
            ring.DescriptorsAt = place(ring.DescriptorsAt);
        else if (part == 1)
            ring.AvailAt = place(ring.AvailAt);
        else
            ring.UsedAt = place(ring.UsedAt);
    }
}
