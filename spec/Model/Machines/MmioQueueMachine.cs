using Virtspec.Model.Features;
using Virtspec.Model.Mmio;
using Virtspec.Model.Rules;
using static Virtspec.Model.Mmio.MmioEventKind;
using static Virtspec.Model.Mmio.MmioRegister;

namespace Virtspec.Model.Machines;

/// <summary>
/// A virtqueue behind MMIO registers, after negotiation of VIRTIO_F_RING_RESET: selected, sized, enabled, stopped, reset and enabled again. A
/// read under way and what QueueSizeMax read are in the states, not in their names.
/// </summary>
internal sealed class MmioQueueMachine : Machine<MmioState, MmioEvent>
{
    private const uint LargestSize = 2;

    internal MmioQueueMachine()
    {
        DriverWrites();
        DriverReads();
        DeviceAnswers();
        On(Actor.Driver, "take back the queue's memory", new MmioEvent(QueueReleased));
        On(Actor.Device, "access the virtqueue", new MmioEvent(QueueAccessed));
        On(Actor.Environment, "long enough has passed", new MmioEvent(Settled));
    }

    public override string Name => "mmio-queue";

    public override string Title => "A virtqueue behind MMIO registers: enabling, stopping, resetting";

    public override string Source => "VIRTIO 1.4, 4.2.2";

    public override IReadOnlyList<string> Names =>
    [
        "not selected", "selected", "selected, sized", "not ready", "not ready, sized", "ready", "stopping", "stopped", "still ready",
        "reset asked", "reset overdue", "reset shown", "reset shown, sized", "reset done", "reset done, sized", "device reset asked", "device gone",
    ];

    public override IReadOnlyList<MachineRemark> Remarks =>
    [
        new(MachineQuestion.DeadEnd, "device gone", "nobody is there, and what comes back is another device: nothing of this one is known of it"),
        new(MachineQuestion.OneSidedCycle, "Driver: write QueueReady 1, write QueueReady 0", "a driver may change its mind before it has read that the queue is stopped"),
    ];

    protected override MmioState Initial { get; } = Negotiated();

    protected override MmioState Step(MmioState state, MmioEvent e, RuleLog log) => MmioMachine.Step(state, e, log);

    protected override string Describe(MmioState state)
    {
        if (state.Has(MmioMarks.Gone))
            return "device gone";
        if (state.Has(MmioMarks.ResetPending))
            return "device reset asked";
        if (state.Selected is null)
            return "not selected";
        var queue = state.Queue(0);
        var name = queue.Phase switch
        {
            MmioQueuePhase.Cleared => "selected",
            MmioQueuePhase.Off => "not ready",
            MmioQueuePhase.StillReady => "still ready",
            MmioQueuePhase.ResetAsked => "reset asked",
            MmioQueuePhase.ResetOverdue => "reset overdue",
            MmioQueuePhase.ResetShown => "reset shown",
            MmioQueuePhase.ResetDone => "reset done",
            _ => queue.Phase.ToString().ToLowerInvariant(),
        };
        var tellsSize = queue.Phase is MmioQueuePhase.Cleared or MmioQueuePhase.Off || queue.WasReset;
        return tellsSize && queue.Size != 0 ? $"{name}, sized" : name;
    }

    protected override IReadOnlySet<string> Features(MmioState state) =>
        Feature.Bits(state.Negotiated).Select(bit => Feature.Name(bit, DeviceType.Blk)).ToHashSet();

    private void DriverWrites()
    {
        On(Actor.Driver, "write QueueSel", Write(QueueSel, 0));
        On(Actor.Driver, $"write QueueSize {LargestSize}", Write(QueueSize, LargestSize));
        On(Actor.Driver, $"write QueueSize {2 * LargestSize}", Write(QueueSize, 2 * LargestSize));
        On(Actor.Driver, "write QueueDescLow", Write(QueueDescLow, 0x1000));
        On(Actor.Driver, "write QueueReady 1", Write(QueueReady, 1));
        On(Actor.Driver, "write QueueReady 0", Write(QueueReady, 0));
        On(Actor.Driver, "write QueueReset 1", Write(QueueReset, 1));
        On(Actor.Driver, "write Status 0", Write(Status, 0));
    }

    private void DriverReads()
    {
        foreach (var register in new[] { QueueSizeMax, QueueReady, QueueReset, Status })
            On(Actor.Driver, $"read {register}", Read(register));
    }

    private void DeviceAnswers()
    {
        Answer(QueueSizeMax, LargestSize);
        Answer(QueueReady, 0, 1);
        Answer(QueueReset, 0, 1);
        Answer(Status, 0, 1);
        On(
            Actor.Device, "a read answers all ones", "a register is being read",
            state => state.Pending is null ? null : new MmioEvent(Answered, Value: MmioRegisters.AllOnes));
    }

    private void Answer(MmioRegister register, params ReadOnlySpan<uint> values)
    {
        foreach (var value in values)
        {
            On(
                Actor.Device, $"{register} reads {value}", $"{register} is being read",
                state => state.Pending is { } pending && pending.Offset == (uint)register ? new MmioEvent(Answered, Value: value) : null);
        }
    }

    private static MmioState Negotiated()
    {
        const uint HighBits = (uint)(((1UL << Feature.Version1) | (1UL << Feature.RingReset)) >> 32);
        const uint Acknowledge = 1, Driver = 2, FeaturesOk = 8;
        MmioEvent[] steps =
        [
            Read(MagicValue), new(Answered, Value: MmioRegisters.Magic), Read(MmioRegister.Version), new(Answered, Value: MmioRegisters.CurrentVersion),
            Read(DeviceId), new(Answered, Value: (uint)DeviceType.Blk), Write(Status, 0), Read(Status), new(Answered, Value: 0),
            Write(DriverFeaturesSel, 1), Write(DriverFeatures, HighBits),
            Write(Status, Acknowledge | Driver | FeaturesOk), Read(Status), new(Answered, Value: Acknowledge | Driver | FeaturesOk),
        ];
        var log = new RuleLog();
        var state = steps.Aggregate(new MmioState(), (before, e) => MmioMachine.Step(before, e, log));
        Invariant.Check(log.Breaches.Count == 0, "negotiation over MMIO breaks a rule");
        return state;
    }

    private static MmioEvent Read(MmioRegister register) => new(MmioEventKind.Read, (uint)register);

    private static MmioEvent Write(MmioRegister register, uint value) => new(MmioEventKind.Write, (uint)register, Value: value);
}
