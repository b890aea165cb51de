using System.Numerics;
using Virtspec.Exploration;
using Virtspec.Model.Features;
using Virtspec.Model.SplitRing;
using Virtspec.Port;
using Virtspec.Reference.SplitRing;

namespace Virtspec.Scenarios.SplitRing;

/// <summary>
/// What driver and device share: a ring set up as the driver leaves it before the device starts, and buffers of 1, 2, 4 and 8 bytes,
/// so that one access fills each and no two have the same length.
/// </summary>
internal sealed class RingMemory
{
    internal const string Buffers = "buffers";
    internal const string Size = "size";
    internal const string EventIndex = "event-index";
    internal const string Start = "start";

    internal static readonly IReadOnlyList<Parameter> Parameters =
    [
        new(Buffers, 2, 1, 4, "buffers the driver sends"),
        new(Size, 2, 1, 8, "queue size, rounded down to a power of two"),
        new(EventIndex, 1, 0, 1, "1: suppress notifications by event index, 0: by flags"),
        new(Start, 0, 0, ushort.MaxValue, "first avail idx and used idx"),
    ];

    private readonly ulong[] _buffers;

    internal RingMemory(IStage stage, Scenario scenario)
    {
        FirstIndex = (ushort)scenario[Start];
        Features = Feature.Bit(Feature.Version1) | (scenario[EventIndex] == 1 ? Feature.Bit(Feature.EventIdx) : 0);
        Layout = PlaceRing(stage, (ushort)BitOperations.RoundUpToPowerOf2(((uint)scenario[Size] / 2) + 1));
        Label(stage, Layout);
        foreach (var index in new[] { Layout.AvailIdx, Layout.UsedEvent, Layout.UsedIdx, Layout.AvailEvent })
            stage.Preset(index, FirstIndex, AccessSize.Two);
        stage.Doorbell(Kick, "kick");
        stage.Doorbell(Call, "call");
        _buffers = new ulong[scenario[Buffers]];
        for (var i = 0; i < _buffers.Length; i++)
            _buffers[i] = stage.Memory($"buffer {i}", (int)Width(i));
    }

    internal SplitLayout Layout { get; }

    internal Doorbell Kick { get; } = RingDoorbell.Kick(0);

    internal Doorbell Call { get; } = RingDoorbell.Call(0);

    internal ulong Features { get; }

    internal ushort FirstIndex { get; }

    internal int Count => _buffers.Length;

    internal Segment Buffer(int index) => new(_buffers[index], (uint)Width(index), Writable: true);

    internal static AccessSize Width(int buffer) => (AccessSize)(1 << buffer);

    /// <summary>What the device fills a buffer with: different for each length, and no byte is zero.</summary>
    internal static ulong Pattern(AccessSize width) =>
        (0x0101_0101_0101_0101 * (0xA0UL + (ulong)width)) & (ulong.MaxValue >> (64 - (8 * (int)width)));

    private static SplitLayout PlaceRing(IStage stage, ushort size)
    {
        var shape = new SplitLayout(0, size, 0, 0, 0);
        var descriptors = stage.Memory("descriptor table", (int)shape.DescriptorTableBytes);
        var avail = stage.Memory("available ring", (int)shape.AvailBytes);

        // The device stores a used element in one access. The elements begin 4 bytes into the used ring, and are aligned if it is not.
        var used = stage.Memory("used ring", 4 + (int)shape.UsedBytes) + 4;
        return new SplitLayout(0, size, descriptors, avail, used);
    }

    private static void Label(IStage stage, SplitLayout layout)
    {
        for (ushort i = 0; i < layout.Size; i++)
        {
            stage.Label(layout.Descriptor(i), 8, $"descriptor {i} addr");
            stage.Label(layout.Descriptor(i) + 8, 8, $"descriptor {i} len, flags, next");
            stage.Label(layout.AvailEntry(i), 2, $"avail entry {i}");
            stage.Label(layout.UsedElement(i), 8, $"used element {i}");
        }

        stage.Label(layout.AvailFlags, 2, "avail flags");
        stage.Label(layout.AvailIdx, 2, "avail idx");
        stage.Label(layout.UsedEvent, 2, "used event");
        stage.Label(layout.UsedFlags, 2, "used flags");
        stage.Label(layout.UsedIdx, 2, "used idx");
        stage.Label(layout.AvailEvent, 2, "avail event");
    }
}
