using Virtspec.Model.Device;
using Virtspec.Model.Features;
using Virtspec.Model.Rules;
using static Virtspec.Model.Device.QueueEventKind;

namespace Virtspec.Model.Machines;

/// <summary>
/// The life of one split virtqueue with VIRTIO_F_RING_RESET: two places it can lie at, one buffer in flight at most, and a device that may
/// forget to forget. A read of the reset is the device's event, for the value is its answer.
/// </summary>
internal sealed class QueueResetMachine : Machine<QueueState, QueueEvent>
{
    private const QueueParts All = QueueParts.Areas | QueueParts.Size;
    private static readonly QueueSetup Here = new(0x1000, 0x2000, 0x3000, 4);
    private static readonly QueueSetup There = new(0x4000, 0x5000, 0x6000, 2);
    private static readonly HashSet<string> Negotiated = ["VIRTIO_F_RING_RESET"];

    internal QueueResetMachine()
    {
        On(Actor.Driver, "set up", new QueueEvent(SetUp, All, Here));
        On(Actor.Driver, "set up elsewhere", new QueueEvent(SetUp, All, There));
        On(Actor.Driver, "enable", "not enabled", state => state.Life != QueueLife.Enabled ? new QueueEvent(Enabled) : null);
        On(Actor.Driver, "write DRIVER_OK", "not written", state => state.Has(QueueMarks.DriverOk) ? null : new QueueEvent(DriverOk));
        On(Actor.Driver, "make a buffer available", "enabled, none in flight", state =>
            state is { Life: QueueLife.Enabled, Outstanding: 0 } ? new QueueEvent(Exposed) : null);
        On(Actor.Driver, "ask for a reset", "enabled", state => state.Life == QueueLife.Enabled ? new QueueEvent(ResetAsked) : null);
        On(Actor.Device, "the reset reads as going on", "resetting", state => state.Life == QueueLife.Resetting ? new QueueEvent(ResetRead, Value: 1) : null);
        On(Actor.Device, "the reset reads as complete", "resetting", state => state.Life == QueueLife.Resetting ? new QueueEvent(ResetRead) : null);
        On(Actor.Driver, "take the memory back", "set up", state => state.Written != QueueParts.None || state.Life != QueueLife.New ? new QueueEvent(TakenBack) : null);
        On(Actor.Device, "use a buffer", "live", state => state.Live && state.Outstanding > 0 ? Used(state, state.Setup, state.Has(QueueMarks.Unused) ? 0u : 1) : null);
        On(Actor.Device, "use a buffer at the old position", "enabled again, none used yet", state => IsFresh(state) ? Used(state, state.Setup, 1) : null);
        On(Actor.Device, "use a buffer at the old place", "enabled again elsewhere", state =>
            IsFresh(state) && state.Setup != Here ? Used(state, Here, 0) : null);
        On(Actor.Device, "use a buffer of a reset queue", "reset", state => state.Life == QueueLife.Reset ? Used(state, Here, 1) : null);
        On(Actor.Device, "call", "live or reset", state => state.Live || state.Life == QueueLife.Reset ? new QueueEvent(Called) : null);
        On(Actor.Environment, "reset of the device", new QueueEvent(DeviceReset));
        On(Actor.Environment, "settle", new QueueEvent(Settled));
    }

    public override string Name => "queue-reset";

    public override string Title => "One virtqueue: set up, enabled, reset by itself, enabled again";

    public override string Source => "VIRTIO 1.4, 2.6.1 and 3.3";

    public override IReadOnlyList<MachineRemark> Remarks =>
    [
        new(MachineQuestion.OneSidedCycle, "Driver: make a buffer available, take the memory back", "before DRIVER_OK no queue is live, and its buffers are the driver's own"),
    ];

    protected override QueueState Initial => new(Feature.Bit(Feature.RingReset));

    protected override QueueState Step(QueueState state, QueueEvent e, RuleLog log) => QueueMachine.Step(state, e, log);

    /// <summary>Where it is in its life, and what is in flight. What is set up where tells no two states apart.</summary>
    protected override string Describe(QueueState state)
    {
        var running = state.Has(QueueMarks.DriverOk) ? "live" : "enabled";
        return state.Life switch
        {
            QueueLife.New => state.Written == QueueParts.None ? "new" : "set up",
            QueueLife.Enabled => running + (state.Has(QueueMarks.Reenabled) ? " again" : "") + (state.Outstanding > 0 ? ", buffer in flight" : ""),
            QueueLife.Resetting => "resetting" + (state.Has(QueueMarks.ResetRead) ? ", looked" : "") + (state.Outstanding > 0 ? ", buffer in flight" : ""),
            _ => state.Written == QueueParts.None ? "reset" : "reset, set up",
        };
    }

    protected override IReadOnlySet<string> Features(QueueState state) => Negotiated;

    private static bool IsFresh(QueueState state) =>
        state.Live && state.Life == QueueLife.Enabled && state.Outstanding > 0 && state.Has(QueueMarks.Reenabled) && state.Has(QueueMarks.Unused);

    private static QueueEvent Used(QueueState state, QueueSetup setup, uint position) =>
        new(QueueEventKind.Used, Value: position, Slot: (ushort)(setup.Size == 0 ? 0 : position % setup.Size), Area: setup.DeviceArea);
}
