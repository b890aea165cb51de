using System.Collections.Immutable;
using Virtspec.Model.Device;
using Virtspec.Model.Features;
using Virtspec.Model.Pci;
using Virtspec.Model.Rules;

namespace Virtspec.Model.Machines;

/// <summary>A virtqueue as its registers tell of it, on a function that may go away.</summary>
/// <param name="Known">What is known of the function.</param>
/// <param name="Gone">Whether the function is gone: whatever is read then is all ones.</param>
internal sealed record PciQueueView(PciState Known, bool Gone);

/// <summary>What happens at once: several registers may be written without anybody in between.</summary>
/// <param name="Accesses">In their order.</param>
/// <param name="Goes">Whether the function goes away.</param>
internal readonly record struct PciQueueMove(ImmutableArray<PciEvent> Accesses, bool Goes = false);

/// <summary>
/// A virtqueue in the common configuration structure of a PCI function, with VIRTIO_F_RING_RESET and MSI-X: set up, enabled, reset by itself
/// and with the device, enabled again (VIRTIO 1.4, 4.1.4.3 and 4.1.5.1.2).
/// </summary>
internal sealed class PciQueueMachine : Machine<PciQueueView, PciQueueMove>
{
    private const int LastVector = 1;
    private const DeviceStatus Noticed = DeviceStatus.Acknowledge | DeviceStatus.Driver;
    private const DeviceStatus Ready = Noticed | DeviceStatus.FeaturesOk;

    private static readonly PciFunction Function = new([], []);
    private static readonly IReadOnlySet<string> Negotiated = new HashSet<string> { "VIRTIO_F_VERSION_1", "VIRTIO_F_RING_RESET" };
    private static readonly IReadOnlySet<string> NotNegotiated = new HashSet<string>();

    private static readonly ImmutableArray<PciEvent> Negotiating =
    [
        Write(PciField.DeviceStatus, (ulong)Noticed),
        Write(PciField.DriverFeatureSelect, 1),
        Write(PciField.DriverFeature, Feature.Bit(Feature.Version1 - 32) | Feature.Bit(Feature.RingReset - 32)),
        Write(PciField.DeviceStatus, (ulong)Ready),
    ];

    internal PciQueueMachine()
    {
        Driver();
        Device();
        On(Actor.Environment, "settled", new PciQueueMove([new PciEvent(PciEventKind.Settled)]));
        On(Actor.Environment, "the function goes away", "it is there", view => view.Gone ? null : new PciQueueMove([], Goes: true));
    }

    public override string Name => "pci-queue";

    public override string Title => "A virtqueue in the common configuration structure of a PCI function";

    public override string Source => "VIRTIO 1.4, 4.1.4.3 and 4.1.5.1.2";

    public override IReadOnlyList<MachineRemark> Remarks =>
    [
        new(MachineQuestion.DeadEnd, "gone", "nobody is there, and what comes back is another device: nothing of this one is known of it"),
        new(
            MachineQuestion.OneSidedCycle, "Driver: write queue_reset 1, write queue_msix_vector 1, write queue_msix_vector NO_VECTOR",
            "a vector may be written as often as one likes, whatever else is asked of the queue meanwhile"),
    ];

    protected override PciQueueView Initial { get; } = Begin();

    protected override PciQueueView Step(PciQueueView state, PciQueueMove e, RuleLog log)
    {
        var known = state.Known;
        foreach (var access in e.Accesses)
            known = PciMachine.Step(known, access, Function, log);
        return new PciQueueView(known, state.Gone || e.Goes);
    }

    protected override string Describe(PciQueueView state)
    {
        var known = state.Known;
        if (state.Gone)
            return "gone";
        if (known.Has(PciMarks.ResetPending))
            return "device reset pending";
        if (known.Has(PciMarks.ResetDone))
            return "device reset";
        if (known.Negotiated is null)
            return "negotiating";
        return known.QueueSelect is null ? "not selected" : Describe(known.Queue(0)) + Describe(known.Queue(0).Vector);
    }

    protected override IReadOnlySet<string> Features(PciQueueView state) => state.Known.Negotiated is null ? NotNegotiated : Negotiated;

    private static string Describe(in PciQueue queue)
    {
        if (queue.Has(PciQueueMarks.ResetPending))
            return "queue reset pending";
        if (queue.Has(PciQueueMarks.Enabled))
            return "enabled";
        var again = queue.Has(PciQueueMarks.ResetDone);
        return queue.Descriptors.Begun ? again ? "set up again" : "set up" : again ? "queue reset" : "selected";
    }

    /// <summary>A vector is drawn while it is being mapped or unmapped, and while it is mapped.</summary>
    private static string Describe(in PciVector vector) =>
        vector.Asked is not null ? ", vector asked" : vector.Mapped is PciVector.None or null ? "" : ", mapped";

    private static PciQueueView Begin()
    {
        var log = new RuleLog();
        var known = new PciState();
        PciEvent[] before =
        [
            new(PciEventKind.MsixFound, Value: LastVector), new(PciEventKind.MsixEnabled, Value: 1),
            Write(PciField.DeviceStatus, 0), Show(PciField.DeviceStatus, 0), .. Negotiating, Show(PciField.DeviceStatus, (ulong)Ready),
        ];
        foreach (var access in before)
            known = PciMachine.Step(known, access, Function, log);
        Invariant.Check(log.Breaches.Count == 0, "the beginning of a PCI virtqueue breaks a rule");
        return new PciQueueView(known, Gone: false);
    }

    private static PciEvent Write(PciField field, ulong value) => new(PciEventKind.Written, (int)field, PciRegister.Width(field), value);

    private static PciEvent Show(PciField field, ulong value) => new(PciEventKind.Shown, (int)field, PciRegister.Width(field), value);

    /// <summary>Both halves of one address.</summary>
    private static PciEvent[] Address(PciField field, uint address) =>
        [new(PciEventKind.Written, (int)field, 4, address), new(PciEventKind.Written, (int)field + 4, 4)];

    private void Driver()
    {
        const string InUse = "features are negotiated";
        On(Actor.Driver, "write device_status 0", new PciQueueMove([Write(PciField.DeviceStatus, 0)]));
        On(Actor.Driver, "negotiate again", "after a reset was asked for", view => view.Known.Negotiated is null ? new PciQueueMove(Negotiating) : null);
        Queue("write queue_select", _ => true, Write(PciField.QueueSelect, 0));
        Queue("write queue_size 8", Selected, Write(PciField.QueueSize, 8));
        Queue("write queue_size 3", Selected, Write(PciField.QueueSize, 3));
        Queue("write the addresses", Selected, [.. Address(PciField.QueueDesc, 0x1000), .. Address(PciField.QueueDriver, 0x2000), .. Address(PciField.QueueDevice, 0x3000)]);
        Queue("write queue_enable 1", Selected, Write(PciField.QueueEnable, 1));
        Queue("write queue_enable 0", Selected, Write(PciField.QueueEnable, 0));
        Queue("write queue_reset 1", Selected, Write(PciField.QueueReset, 1));
        Queue("write queue_msix_vector 1", Selected, Write(PciField.QueueMsixVector, LastVector));
        Queue("write queue_msix_vector 2", Selected, Write(PciField.QueueMsixVector, LastVector + 1));
        Queue("write queue_msix_vector NO_VECTOR", Selected, Write(PciField.QueueMsixVector, PciVector.None));

        void Queue(string name, Func<PciQueueView, bool> can, params PciEvent[] accesses) => On(
            Actor.Driver,
            name,
            InUse,
            view => view.Known.Negotiated is not null && can(view) ? new PciQueueMove([.. accesses]) : null);
    }

    private void Device()
    {
        Answer("show device_status 0", _ => true, PciField.DeviceStatus, 0);
        Answer("show device_status FEATURES_OK", _ => true, PciField.DeviceStatus, (ulong)Ready);
        Gone("show device_status, gone", PciField.DeviceStatus);
        foreach (var (field, name, values) in Registers)
        {
            foreach (var value in values)
                Answer($"show {name} {(value == PciVector.None ? "NO_VECTOR" : value)}", Selected, field, value);
            Gone($"show {name}, gone", field);
        }

        On(Actor.Device, "call", "features are negotiated", view => Selected(view) && !view.Gone ? new PciQueueMove([new PciEvent(PciEventKind.Called)]) : null);

        void Answer(string name, Func<PciQueueView, bool> can, PciField field, ulong value) =>
            On(Actor.Device, name, "the function is there", view => !view.Gone && can(view) ? new PciQueueMove([Show(field, value)]) : null);

        void Gone(string name, PciField field) =>
            On(Actor.Device, name, "the function is gone", view => view.Gone ? new PciQueueMove([Show(field, ulong.MaxValue >> (64 - (8 * PciRegister.Width(field))))]) : null);
    }

    private static readonly (PciField Field, string Name, ushort[] Values)[] Registers =
    [
        (PciField.QueueSize, "queue_size", [8, 3]),
        (PciField.QueueEnable, "queue_enable", [0, 1]),
        (PciField.QueueReset, "queue_reset", [0, 1]),
        (PciField.QueueMsixVector, "queue_msix_vector", [LastVector, PciVector.None]),
    ];

    private static bool Selected(PciQueueView view) => view.Known.QueueSelect is not null;
}
