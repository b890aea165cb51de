using Virtspec.Model.SplitRing;
using Virtspec.Reference.SplitRing;

namespace Virtspec.Scenarios.SplitRing.Chains;

/// <summary>A mistake about requests of several pieces, in the code of one side.</summary>
/// <param name="Name">Name of its scenario, behind <c>split-ring-chain-</c>.</param>
/// <param name="Summary">What is wrong and what comes of it.</param>
/// <param name="Breaks">Id of the statement that it breaks.</param>
internal sealed record ChainMistake(string Name, string Summary, string Breaks)
{
    /// <summary>Both sides as they are.</summary>
    internal static ChainMistake None { get; } = new(string.Empty, string.Empty, string.Empty);

    /// <summary>Where implementations made it: project and commit, or another public record.</summary>
    internal IReadOnlyList<string> SeenIn { get; init; } = [];

    /// <summary>Parameters at which it shows, where it does not with those that the scenario has.</summary>
    internal IReadOnlyList<(string Parameter, int Value)> At { get; init; } = [];

    /// <summary>What the driver's accesses do otherwise; null for nothing.</summary>
    internal Func<SplitLayout, RingChange>? DriverAccesses { get; init; }

    /// <summary>What the device's accesses do otherwise; null for nothing.</summary>
    internal Func<SplitLayout, RingChange>? DeviceAccesses { get; init; }

    /// <summary>How the device gathers the payload.</summary>
    internal Func<ChainDevice, DescriptorChain, byte[], ValueTask> Gather { get; init; } = (device, chain, payload) => device.Data.Read(chain, 0, payload);

    /// <summary>How the device scatters the answer; it fits.</summary>
    internal Func<ChainDevice, DescriptorChain, byte[], ValueTask> Scatter { get; init; } = (device, chain, answer) => device.Data.Write(chain, 0, answer);

    /// <summary>What the device says that it wrote, given how long the answer is.</summary>
    internal Func<DescriptorChain, uint, uint> Length { get; init; } = (_, length) => length;

    /// <summary>What a device that takes all there is gives back of what it served, and in which order.</summary>
    internal Func<IReadOnlyList<ServedChain>, IEnumerable<ServedChain>> GivesBack { get; init; } = served => served;

    /// <summary>Whether the driver uses indirect tables that were not negotiated.</summary>
    internal bool TablesUnasked { get; init; }

    /// <summary>Whether the driver kicks only while it has descriptors left.</summary>
    internal bool KicksWithRoomOnly { get; init; }

    /// <summary>Whether the driver writes descriptors before it looks whether there is room for them.</summary>
    internal bool WritesBeforeRoom { get; init; }

    /// <summary>Whether the driver makes the head available and goes on with the chain then.</summary>
    internal bool HeadFirst { get; init; }
}

/// <summary>A buffer that a device has served.</summary>
/// <param name="Head">Its head.</param>
/// <param name="Length">Bytes written.</param>
/// <param name="Known">Whether the request asked for something that the device knows.</param>
internal readonly record struct ServedChain(ushort Head, uint Length, bool Known);
