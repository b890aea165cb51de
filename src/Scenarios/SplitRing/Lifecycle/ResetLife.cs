using Virtspec.Exploration.Execution;
using Virtspec.Model.Device;
using Virtspec.Model.Features;
using Virtspec.Model.Rules;
using Virtspec.Model.SplitRing;

namespace Virtspec.Scenarios.SplitRing.Lifecycle;

/// <summary>Tells the judge of the life of a queue that is reset: asked for, seen to be done, memory taken back, enabled again.</summary>
/// <param name="memory">What is shared.</param>
/// <param name="control">How it is done.</param>
internal sealed class ResetLife(RingMemory memory, ResetControl control) : IRingLife
{
    private readonly QueueSetup _setup = new(memory.Layout.DescriptorTable, memory.Layout.Avail, memory.Layout.Used, memory.Layout.Size);
    private QueueState _queue;

    /// <summary>The queue is live when the stage is set.</summary>
    public void Begin()
    {
        var log = new RuleLog();
        _queue = new QueueState(Feature.Bit(Feature.RingReset));
        foreach (var kind in new[] { QueueEventKind.SetUp, QueueEventKind.Enabled, QueueEventKind.DriverOk })
            _queue = QueueMachine.Step(_queue, Of(kind), log);
    }

    public bool OfDriver(World world, RingJudge judge, Agent agent, ulong address)
    {
        if (agent.Kind == Operation.Signal && agent.Offset == world.Cell(control.Enabled))
            Enabled(world, judge);
        else if (agent.Kind == Operation.Store && address == control.Asked)
            Apply(world, judge, Of(QueueEventKind.ResetAsked));
        else if (agent.Kind == Operation.Until && address == control.Done)
            Done(world, judge);
        else if (agent.Kind == Operation.Store && IsInFlight(judge.State, address))
            Apply(world, judge, Of(QueueEventKind.TakenBack));
        // What the driver writes to a queue that is not enabled makes nothing available, and a kick tells of the reset.
        return _queue.Life == QueueLife.Reset || address == control.Asked || (_queue.Life == QueueLife.Resetting && agent.Kind == Operation.Signal);
    }

    public bool OfDevice(World world, RingJudge judge, Agent agent, ulong address)
    {
        if (agent.Kind == Operation.Store && address == control.Done)
            return true;
        if (agent.Kind == Operation.Store && address == memory.Layout.UsedIdx)
            Used(world, judge, (ushort)(agent.Value - 1));
        else if (agent.Kind == Operation.Store)
            Apply(world, judge, Of(QueueEventKind.Touched));
        else if (agent.Kind == Operation.Signal && agent.Offset == world.Cell(memory.Call))
            Apply(world, judge, Of(QueueEventKind.Called));
        return _queue.Life == QueueLife.Reset || address == control.Asked;
    }

    public void Ended(World world, RingJudge judge) => Apply(world, judge, Of(QueueEventKind.Settled));

    public void AddTo(ref Fingerprint fingerprint) =>
        fingerprint.Add((ulong)_queue.Life | ((ulong)_queue.Written << 8) | ((ulong)_queue.Outstanding << 16) | ((ulong)_queue.Marks << 48));

    private void Done(World world, RingJudge judge)
    {
        Apply(world, judge, Of(QueueEventKind.ResetRead));
        judge.Apply(world, new(SplitEventKind.Run, Id: 1));
    }

    private void Enabled(World world, RingJudge judge)
    {
        Apply(world, judge, Of(QueueEventKind.SetUp));
        Apply(world, judge, Of(QueueEventKind.Enabled));
        judge.Configured(world);
    }

    private void Used(World world, RingJudge judge, ushort position) =>
        Apply(world, judge, new(QueueEventKind.Used, Value: position, Slot: (ushort)(position % memory.Layout.Size), Area: memory.Layout.Used));

    private void Apply(World world, RingJudge judge, in QueueEvent e) => _queue = judge.Apply(world, _queue, e);

    private QueueEvent Of(QueueEventKind kind) => new(kind, QueueParts.Areas | QueueParts.Size, _setup);

    private static bool IsInFlight(SplitState state, ulong address) =>
        state.Outstanding.Values.Any(chain => chain.Segments.Any(segment => address - segment.Address < segment.Length));
}
