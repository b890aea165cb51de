using Virtspec.Exploration;
using Virtspec.Model.Features;
using Virtspec.Model.SplitRing;
using Virtspec.Port;

namespace Virtspec.Scenarios.SplitRing.Hostile;

/// <summary>
/// A ring of four descriptors, a request to lie about, a good one to come after it, and memory that is nobody's to touch. Each request is a number, how
/// many bytes it asks for; it is answered by so many, or as many as there is room for.
/// </summary>
internal sealed class HostileMemory : SharedRing
{
    internal const uint RoomBytes = 8;

    /// <summary>What answers are made of.</summary>
    internal const byte Filler = 0x5A;

    /// <summary>Entries there is room for in <see cref="Table"/>.</summary>
    internal const int TableEntries = 4;

    /// <summary>In <see cref="Status"/>, as in a device's status: DEVICE_NEEDS_RESET.</summary>
    internal const ulong NeedsReset = 64;

    internal HostileMemory(IStage stage)
        : base(stage, size: 4, Feature.Bit(Feature.IndirectDesc), first: 0)
    {
        Status = stage.Memory("device status", 8);
        stage.Doorbell(Reset, "reset");
        stage.Doorbell(Rewrite, "rewrite");
        Rewritten = stage.Memory("what to rewrite", 16);
        Payload = stage.Memory("request", 8);
        Answer = stage.Memory("answer", (int)RoomBytes);
        Unrelated = stage.Memory("somebody else's", 32);
        GoodPayload = stage.Memory("good request", 4);
        GoodAnswer = stage.Memory("good answer", (int)RoomBytes);
        Table = stage.Memory("indirect table", TableEntries * SplitLayout.DescriptorSize);
        Last = stage.Memory("last of memory", SplitLayout.DescriptorSize);

        // What lies behind a table of two is no part of it, though it looks like a descriptor; and a table whose end is missing has a beginning.
        Preset(stage, Entry(3), new Descriptor(Unrelated, RoomBytes, DescriptorFlags.Write, 0));
        Preset(stage, Last, Lie.Request(this));
    }

    /// <summary>Driver to device: the queue is set up anew.</summary>
    internal Doorbell Reset { get; } = new(2);

    /// <summary>Between threads of the driver: <see cref="Rewritten"/> says what is to be done.</summary>
    internal Doorbell Rewrite { get; } = new(3);

    /// <summary>An address, and eight bytes to put there.</summary>
    internal ulong Rewritten { get; }

    internal ulong Status { get; }

    internal ulong Payload { get; }

    internal ulong Answer { get; }

    internal ulong Unrelated { get; }

    internal ulong GoodPayload { get; }

    internal ulong GoodAnswer { get; }

    internal ulong Table { get; }

    /// <summary>The last 16 bytes that there are.</summary>
    internal ulong Last { get; }

    /// <summary>An address that no memory has, with none behind it for a long way.</summary>
    internal static ulong Nowhere => 0x1000_0000;

    internal ulong Entry(int index) => Table + ((ulong)index * SplitLayout.DescriptorSize);

    private static void Preset(IStage stage, ulong at, Descriptor descriptor)
    {
        stage.Preset(at, descriptor.Address, AccessSize.Eight);
        stage.Preset(at + 8, RawDescriptor.Rest(descriptor.Length, descriptor.Flags, descriptor.Next), AccessSize.Eight);
    }
}
