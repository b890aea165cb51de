using Virtspec.Model.Robustness;

namespace Virtspec.Suite.Robustness;

/// <summary>Available rings that no driver should write.</summary>
internal static class RingAttacks
{
    internal static AttackTable Table { get; } = new(AttackFamily.Rings, "rings")
    {
        { "avail-beyond-queue", "idx", [17, 18, 1000, 32768], (ring, idx) => { Fill(ring); ring.SetAvailIdx((ushort)idx); } },
        { "avail-backwards", "by", [1, 2, 16], (ring, by) => { Fill(ring); ring.Base = 100; ring.SetAvailIdx((ushort)(100 - by)); } },
        { "head-out-of-range", "head", [16, 17, 1000, 32768, 65535], (ring, head) => { ring.ChainGood(); ring.Offer((ushort)head); } },
        { "head-out-of-range-behind-good", "head", [16, 65535], (ring, head) => { ring.ChainGood(); ring.Offer(0); ring.Offer((ushort)head); ring.Offer(0); } },
        { "same-head", "times", [2, 16], SameHead },
        { "head-in-the-middle", "at", [1, 2], (ring, at) => { ring.ChainGood(); ring.Offer((ushort)at); } },
        { "heads-of-one-chain", ring => { ring.ChainGood(); ring.Offer(0); ring.Offer(1); ring.Offer(2); } },
        { "used-event-astray", "idx", [1000, 32768, 65535], (ring, idx) => { ring.ChainGood(); ring.SetUsedEvent((ushort)idx); ring.Offer(0); } },
        { "kick-for-nothing", (HostileRing _) => { } },
    };

    /// <summary>Every entry names the good chain.</summary>
    private static void Fill(HostileRing ring)
    {
        ring.ChainGood();
        for (var i = 0; i < HostileRing.Size; i++)
            ring.Offer(0);
    }

    private static void SameHead(HostileRing ring, ulong times)
    {
        ring.ChainGood();
        for (var i = 0UL; i < times; i++)
            ring.Offer(0);
    }
}
