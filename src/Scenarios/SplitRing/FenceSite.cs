using Virtspec.Model.SplitRing;
using Virtspec.Port;

namespace Virtspec.Scenarios.SplitRing;

/// <summary>One fence of the ring code, told from the others of its side by its kind and by the access just before it.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Follows">Whether it is the one, given where that access went.</param>
internal sealed record FenceSite(FenceKind Kind, Func<SplitLayout, ulong, bool> Follows)
{
    /// <summary>Driver: descriptors and avail entry before avail idx.</summary>
    internal static readonly FenceSite Publish = new(FenceKind.Release, Any);

    /// <summary>Driver: avail idx before the look whether a kick is wanted.</summary>
    internal static readonly FenceSite Kick = new(FenceKind.Full, (ring, last) => last == ring.AvailIdx);

    /// <summary>Driver: used idx before the used element and what the device wrote.</summary>
    internal static readonly FenceSite Reclaim = new(FenceKind.Acquire, Any);

    /// <summary>Driver: asking for a call before the last look at used idx.</summary>
    internal static readonly FenceSite EnableCalls =
        new(FenceKind.Full, (ring, last) => last == ring.UsedEvent || last == ring.AvailFlags);

    /// <summary>Device: avail idx before the avail entry and the descriptors.</summary>
    internal static readonly FenceSite Take = new(FenceKind.Acquire, Any);

    /// <summary>Device: data and used element before used idx.</summary>
    internal static readonly FenceSite Complete = new(FenceKind.Release, Any);

    /// <summary>Device: used idx before the look whether a call is wanted.</summary>
    internal static readonly FenceSite Call = new(FenceKind.Full, (ring, last) => last == ring.UsedIdx);

    /// <summary>Device: asking for a kick before the last look at avail idx.</summary>
    internal static readonly FenceSite EnableKicks =
        new(FenceKind.Full, (ring, last) => last == ring.AvailEvent || last == ring.UsedFlags);

    /// <summary>Whether a fence is this one.</summary>
    internal bool Is(FenceKind kind, SplitLayout ring, ulong last) => kind == Kind && Follows(ring, last);

    private static bool Any(SplitLayout ring, ulong last) => true;
}
