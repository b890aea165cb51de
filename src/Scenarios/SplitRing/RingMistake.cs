using Virtspec.Model.SplitRing;
using Virtspec.Port;

namespace Virtspec.Scenarios.SplitRing;

/// <summary>A mistake that an implementation made, or could make, in the ring code of one side.</summary>
/// <param name="Name">Name of its scenario, behind <c>split-ring-</c>.</param>
/// <param name="Summary">What is wrong and what comes of it.</param>
/// <param name="Breaks">Id of the statement that it breaks.</param>
internal sealed record RingMistake(string Name, string Summary, string Breaks)
{
    /// <summary>The ring code as it is.</summary>
    internal static RingMistake None { get; } = new(string.Empty, string.Empty, string.Empty);

    /// <summary>Where implementations made it: project and commit, or another public record.</summary>
    internal IReadOnlyList<string> SeenIn { get; init; } = [];

    /// <summary>What the driver does otherwise; null for nothing.</summary>
    internal Func<SplitLayout, RingChange>? Driver { get; init; }

    /// <summary>What the device does otherwise; null for nothing.</summary>
    internal Func<SplitLayout, RingChange>? Device { get; init; }

    /// <summary>Whether the driver heeds what its second look says.</summary>
    internal bool DriverLooksAgain { get; init; } = true;

    /// <summary>Whether the device heeds what its second look says.</summary>
    internal bool DeviceLooksAgain { get; init; } = true;

    /// <summary>What the driver takes for negotiated, given what is.</summary>
    internal Func<ulong, ulong> DriverFeatures { get; init; } = features => features;

    /// <summary>What the device takes for negotiated, given what is.</summary>
    internal Func<ulong, ulong> DeviceFeatures { get; init; } = features => features;

    /// <summary>The one scheme of suppression that it is about; null for either.</summary>
    internal bool? EventIndex { get; init; }

    /// <summary>How many buffers the driver makes available at once.</summary>
    internal int DriverBatch { get; init; } = 1;

    /// <summary>First avail idx and used idx.</summary>
    internal ushort Start { get; init; }

    /// <summary>A fence left out.</summary>
    internal static Func<SplitLayout, RingChange> Without(FenceSite site) => InPlaceOf(site, null);

    /// <summary>A fence that is not the one needed.</summary>
    internal static Func<SplitLayout, RingChange> InPlaceOf(FenceSite site, FenceKind? other) => ring =>
        new RingChange { Fence = (kind, last) => site.Is(kind, ring, last) ? other : kind };
}
