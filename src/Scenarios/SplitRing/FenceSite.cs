using Virtspec.Model.SplitRing;
using Virtspec.Port;

namespace Virtspec.Scenarios.SplitRing;

/// <summary>One fence of the ring code, told from the others of its side by its kind and by the access just before it.</summary>
/// <param name="Name">In the name of the mistake that leaves it out: <c>split-ring-no-NAME-fence</c>.</param>
/// <param name="IsDriver">Whose it is: the driver's or the device's.</param>
/// <param name="Between">What it keeps in order, in a few words.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Follows">Whether it is the one, given where that access went.</param>
internal sealed record FenceSite(string Name, bool IsDriver, string Between, FenceKind Kind, Func<SplitLayout, ulong, bool> Follows)
{
    internal static readonly FenceSite Publish = new("publish", IsDriver: true, "descriptors and avail entry before avail idx", FenceKind.Release, Any);

    internal static readonly FenceSite Kick = new("kick", IsDriver: true, "avail idx before the look whether a kick is wanted", FenceKind.Full, (ring, last) => last == ring.AvailIdx);

    internal static readonly FenceSite Reclaim = new("reclaim", IsDriver: true, "used idx before the used element and what the device wrote", FenceKind.Acquire, Any);

    internal static readonly FenceSite EnableCalls =
        new("enable-calls", IsDriver: true, "asking for a call before the last look at used idx", FenceKind.Full, (ring, last) => last == ring.UsedEvent || last == ring.AvailFlags);

    internal static readonly FenceSite Take = new("take", IsDriver: false, "avail idx before the avail entry and the descriptors", FenceKind.Acquire, Any);

    internal static readonly FenceSite Complete = new("complete", IsDriver: false, "data and used element before used idx", FenceKind.Release, Any);

    internal static readonly FenceSite Call = new("call", IsDriver: false, "used idx before the look whether a call is wanted", FenceKind.Full, (ring, last) => last == ring.UsedIdx);

    internal static readonly FenceSite EnableKicks =
        new("enable-kicks", IsDriver: false, "asking for a kick before the last look at avail idx", FenceKind.Full, (ring, last) => last == ring.AvailEvent || last == ring.UsedFlags);

    /// <summary>All fences of the ring code.</summary>
    internal static IReadOnlyList<FenceSite> All { get; } = [Publish, Kick, Reclaim, EnableCalls, Take, Complete, Call, EnableKicks];

    /// <summary>Whether a fence is this one.</summary>
    internal bool Is(FenceKind kind, SplitLayout ring, ulong last) => kind == Kind && Follows(ring, last);

    private static bool Any(SplitLayout ring, ulong last) => true;
}
