using Virtspec.Model.Robustness;
using Virtspec.Model.SplitRing;

namespace Virtspec.Scenarios.SplitRing.Hostile;

/// <summary>Something that a driver must not tell a device.</summary>
/// <param name="Name">What it is, in a few words.</param>
/// <param name="Family">What it is about.</param>
internal sealed record Lie(string Name, AttackFamily Family)
{
    /// <summary>Descriptors 0 and 1 of the descriptor table.</summary>
    internal Func<HostileMemory, Descriptor[]> Descriptors { get; init; } = memory => [Request(memory), Room(memory)];

    /// <summary>The first entries of the indirect table; none where there is no talk of one.</summary>
    internal Func<HostileMemory, Descriptor[]> Entries { get; init; } = _ => [];

    /// <summary>The avail entry.</summary>
    internal ushort Head { get; init; }

    /// <summary>How far avail idx moves.</summary>
    internal ushort Ahead { get; init; } = 1;

    /// <summary>How many bytes the request asks for.</summary>
    internal uint Asked { get; init; } = 4;

    /// <summary>Eight bytes that another thread of the driver writes at any time once the request is described, and where; null for none.</summary>
    internal Func<HostileMemory, (ulong At, ulong Value)>? Rewrites { get; init; }

    /// <summary>A good request: a device-readable descriptor that goes on at descriptor or entry 1.</summary>
    internal static Descriptor Request(HostileMemory memory) => new(memory.Payload, 4, DescriptorFlags.Next, 1);

    /// <summary>Room for the answer: a device-writable descriptor that ends the chain.</summary>
    internal static Descriptor Room(HostileMemory memory) => new(memory.Answer, HostileMemory.RoomBytes, DescriptorFlags.Write, 0);

    /// <summary>The descriptor of an indirect table.</summary>
    internal static Descriptor Named(HostileMemory memory, int entries) =>
        new(memory.Table, (uint)(entries * SplitLayout.DescriptorSize), DescriptorFlags.Indirect, 0);
}
