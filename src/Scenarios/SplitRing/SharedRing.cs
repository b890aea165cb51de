using System.Numerics;
using Virtspec.Exploration;
using Virtspec.Model.Features;
using Virtspec.Model.SplitRing;
using Virtspec.Port;
using Virtspec.Reference.SplitRing;

namespace Virtspec.Scenarios.SplitRing;

/// <summary>A virtqueue that driver and device share, set up as the driver leaves it before the device starts, and its doorbells.</summary>
internal class SharedRing
{
    internal const string Size = "size";
    internal const string EventIndex = "event-index";

    /// <summary>Sets the ring up.</summary>
    /// <param name="stage">Where.</param>
    /// <param name="size">Queue size, rounded down to a power of two.</param>
    /// <param name="features">Negotiated features beside VIRTIO_F_VERSION_1.</param>
    /// <param name="first">First avail idx and used idx.</param>
    internal SharedRing(IStage stage, int size, ulong features, ushort first)
    {
        FirstIndex = first;
        Features = Feature.Bit(Feature.Version1) | features;
        Layout = Place(stage, (ushort)BitOperations.RoundUpToPowerOf2(((uint)size / 2) + 1));
        Label(stage, Layout);
        foreach (var index in new[] { Layout.AvailIdx, Layout.UsedEvent, Layout.UsedIdx, Layout.AvailEvent })
            stage.Preset(index, FirstIndex, AccessSize.Two);
        stage.Doorbell(Kick, "kick");
        stage.Doorbell(Call, "call");
    }

    internal SplitLayout Layout { get; }

    internal Doorbell Kick { get; } = RingDoorbell.Kick(0);

    internal Doorbell Call { get; } = RingDoorbell.Call(0);

    internal ulong Features { get; }

    internal ushort FirstIndex { get; }

    private static SplitLayout Place(IStage stage, ushort size)
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
