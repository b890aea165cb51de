using System.Collections.Immutable;
using Virtspec.Model.Device;
using Virtspec.Model.Features;

namespace Virtspec.Model.Pci;

/// <summary>What is pending in a function, or how it began.</summary>
[Flags]
internal enum PciMarks
{
    None = 0,

    /// <summary>0 was written to device_status and not read back yet.</summary>
    ResetPending = 1,

    /// <summary>Long enough has passed for that reset to be done.</summary>
    ResetOverdue = 2,

    /// <summary>device_status read 0 after a reset, and nothing was written to it since.</summary>
    ResetDone = 4,

    /// <summary>What is known was learned after a reset that was seen to be done.</summary>
    FromReset = 8,

    /// <summary>The device refused to map a vector since the last reset.</summary>
    VectorRefused = 16,
}

/// <summary>What is known of a function through its configuration structures: a value, compared by content.</summary>
internal sealed record PciState
{
    internal PciMarks Marks { get; init; }

    /// <summary>Feature bits shown, by the value of device_feature_select.</summary>
    internal ImmutableDictionary<uint, uint> Offered { get; init; } = ImmutableDictionary<uint, uint>.Empty;

    /// <summary>Feature bits written, by the value of driver_feature_select.</summary>
    internal ImmutableDictionary<uint, uint> Accepted { get; init; } = ImmutableDictionary<uint, uint>.Empty;

    internal uint? DeviceFeatureSelect { get; init; }

    internal uint? DriverFeatureSelect { get; init; }

    internal ushort? QueueSelect { get; init; }

    /// <summary>Status bits the driver wrote last.</summary>
    internal DeviceStatus Status { get; init; }

    /// <summary>Feature bits 0 to 63 that both agreed to, once FEATURES_OK was read back.</summary>
    internal ulong? Negotiated { get; init; }

    internal ushort? NumQueues { get; init; }

    internal ushort? AdminIndex { get; init; }

    internal ushort? AdminNum { get; init; }

    /// <summary>Virtqueues of which something is known.</summary>
    internal ImmutableDictionary<ushort, PciQueue> Queues { get; init; } = ImmutableDictionary<ushort, PciQueue>.Empty;

    internal PciVector ConfigVector { get; init; }

    internal PciMsix Msix { get; init; }

    internal PciGeneration Generation { get; init; } = new();

    internal bool Has(PciMarks mark) => (Marks & mark) != 0;

    internal PciState With(PciMarks mark) => this with { Marks = Marks | mark };

    internal PciState Without(PciMarks mark) => this with { Marks = Marks & ~mark };

    /// <summary>Whether a feature is negotiated; false also before that is known.</summary>
    internal bool Using(int feature) => Negotiated is { } features && features.Has(feature);

    /// <summary>Whether features are negotiated and this one is not among them.</summary>
    internal bool Without(int feature) => Negotiated is { } features && !features.Has(feature);

    internal PciQueue Queue(ushort index) => Queues.GetValueOrDefault(index, Fresh);

    internal PciState With(ushort index, PciQueue queue) => this with { Queues = Queues.SetItem(index, queue) };

    /// <summary>
    /// Whether a virtqueue is known not to exist: beyond the others, and beyond the administration virtqueues, of which there are none without
    /// VIRTIO_F_ADMIN_VQ.
    /// </summary>
    internal bool Lacks(ushort queue) =>
        queue >= NumQueues
        && (Without(Feature.AdminVq) || (Using(Feature.AdminVq) && (queue < AdminIndex || queue >= AdminIndex + AdminNum)));

    /// <summary>What a virtqueue is that nothing was done to.</summary>
    private PciQueue Fresh => new() { Vector = FreshVector };

    /// <summary>What a vector is that nothing was written to.</summary>
    internal PciVector FreshVector => Has(PciMarks.FromReset) ? PciVector.AtReset : default;

    /// <summary>Compared by content: the collections are persistent, and their identity says nothing.</summary>
    public bool Equals(PciState? other) =>
        other is not null && Marks == other.Marks && DeviceFeatureSelect == other.DeviceFeatureSelect
        && DriverFeatureSelect == other.DriverFeatureSelect && QueueSelect == other.QueueSelect && Status == other.Status
        && Negotiated == other.Negotiated && NumQueues == other.NumQueues && AdminIndex == other.AdminIndex && AdminNum == other.AdminNum
        && ConfigVector == other.ConfigVector && Msix == other.Msix && Generation.Equals(other.Generation)
        && Contents.Same(Offered, other.Offered) && Contents.Same(Accepted, other.Accepted) && Contents.Same(Queues, other.Queues);

    /// <inheritdoc/>
    public override int GetHashCode() =>
        HashCode.Combine(Marks, QueueSelect, Status, Negotiated, ConfigVector, Msix, Queues.Count, QueueSelect is { } queue ? Queue(queue) : default);
}
