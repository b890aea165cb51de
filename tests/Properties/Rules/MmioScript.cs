using Virtspec.Model.Device;
using Virtspec.Model.Features;
using Virtspec.Model.Mmio;
using Virtspec.Model.Rules;
using static Virtspec.Model.Mmio.MmioRegister;

namespace Virtspec.Properties.Rules;

/// <summary>Short words for events at the registers of a device, for tables of cases.</summary>
internal static class MmioScript
{
    internal const uint Size = 8;

    private const DeviceStatus Ready = DeviceStatus.Acknowledge | DeviceStatus.Driver | DeviceStatus.FeaturesOk;

    /// <summary>Fields of all widths in configuration space, and no shared memory.</summary>
    internal static readonly MmioDevice Device = new([new(0, 8), new(8, 1, 2), new(10, 2), new(12, 4)], SharedMemory: false);

    internal static readonly MmioEvent[] Identity = [.. Read(MagicValue, MmioRegisters.Magic), .. Read(MmioRegister.Version, 2), .. Read(DeviceId, 2)];
    internal static readonly MmioEvent[] Reset = [Write(Status, 0), .. Read(Status, 0)];

    /// <summary>A device just reset for the first time.</summary>
    internal static readonly MmioEvent[] Begun = [.. Identity, .. Reset];

    /// <summary>VIRTIO_F_RING_RESET negotiated, and queue 0 selected.</summary>
    internal static readonly MmioEvent[] Selected = [.. Begun, .. Negotiation(Feature.RingReset), Write(QueueSel, 0)];

    internal static readonly MmioEvent[] Enabled = [.. Selected, Write(QueueReady, 1)];
    internal static readonly MmioEvent[] Stopped = [.. Enabled, Write(QueueReady, 0), .. Read(QueueReady, 0)];
    internal static readonly MmioEvent[] ResetAsked = [.. Enabled, Write(QueueReset, 1)];
    internal static readonly MmioEvent[] ResetShown = [.. ResetAsked, .. Read(QueueReset, 0)];
    internal static readonly MmioEvent[] ResetDone = [.. ResetShown, .. Read(QueueReady, 0)];

    /// <summary>A used buffer notification that reached the driver.</summary>
    internal static readonly MmioEvent[] Interrupted = [.. Begun, .. Read(InterruptStatus, 0), Used(), Of(MmioEventKind.Interrupted)];

    internal static Action<RuleLog> Registers(params MmioEvent[] events) => log => Run(log, events);

    internal static MmioState Run(RuleLog log, params MmioEvent[] events) =>
        events.Aggregate(new MmioState(Device), (state, e) => MmioMachine.Step(state, e, log));

    internal static MmioEvent[] Negotiation(int feature) =>
    [
        Write(DriverFeaturesSel, 0), Write(DriverFeatures, 0), Write(DriverFeaturesSel, 1), Write(DriverFeatures, 1 | (uint)(1UL << feature >> 32)),
        Write(Status, (uint)Ready), .. Read(Status, (uint)Ready),
    ];

    internal static MmioEvent[] Read(MmioRegister register, uint value) => [Ask((uint)register), Answer(value)];

    internal static MmioEvent Ask(uint offset, uint width = 4) => new(MmioEventKind.Read, offset, width);

    internal static MmioEvent Answer(uint value) => new(MmioEventKind.Answered, Value: value);

    internal static MmioEvent Write(MmioRegister register, uint value) => WriteAt((uint)register, 4, value);

    internal static MmioEvent WriteAt(uint offset, uint width, uint value) => new(MmioEventKind.Write, offset, width, value);

    /// <summary>Reads whole words of configuration space, one after the other.</summary>
    internal static MmioEvent[] Config(params uint[] offsets) => [.. offsets.SelectMany(offset => new[] { Ask(MmioRegisters.ConfigSpace + offset), Answer(0) })];

    internal static MmioEvent Change(uint offset, uint width) => new(MmioEventKind.ConfigChanged, offset, width);

    internal static MmioEvent Access(uint queue = 0) => new(MmioEventKind.QueueAccessed, queue);

    internal static MmioEvent Release(uint queue = 0) => new(MmioEventKind.QueueReleased, queue);

    internal static MmioEvent Used() => Of(MmioEventKind.UsedNotification);

    internal static MmioEvent Settle() => Of(MmioEventKind.Settled);

    internal static MmioEvent Of(MmioEventKind kind) => new(kind);
}
