using Virtspec.Reference.SplitRing;

namespace Virtspec.Scenarios.SplitRing.Hostile;

/// <summary>A mistake of a device that a driver which lies makes use of.</summary>
/// <param name="Name">Name of its scenario, behind <c>split-ring-hostile-</c>.</param>
/// <param name="Summary">What is wrong and what comes of it.</param>
/// <param name="Breaks">Id of the statement that it breaks.</param>
/// <param name="Lie">What the driver tells.</param>
internal sealed record HostileMistake(string Name, string Summary, string Breaks, Lie Lie)
{
    /// <summary>Where implementations made it: project and commit, or another public record.</summary>
    internal IReadOnlyList<string> SeenIn { get; init; } = [];

    /// <summary>What the device leaves unchecked as it walks a chain by itself; null for the walk of the reference.</summary>
    internal Unchecked? Omits { get; init; }

    /// <summary>Whether the device, when it refuses a chain, does nothing about it and looks at the ring again.</summary>
    internal bool TriesAgain { get; init; }

    /// <summary>Whether the device reads a second time how many bytes are asked for.</summary>
    internal bool AsksAgain { get; init; }

    /// <summary>How many bytes are asked for.</summary>
    internal Func<HostileDevice, DescriptorChain, ValueTask<uint>> Asked { get; init; } = (device, chain) => device.ReadAsked(chain);

    /// <summary>How many bytes there is room for.</summary>
    internal Func<HostileDevice, DescriptorChain, ValueTask<uint>> Room { get; init; } = (_, chain) => ValueTask.FromResult((uint)chain.WritableBytes);
}
