using Virtspec.Exploration.Execution;
using Virtspec.Model.SplitRing;
using Virtspec.Model.VhostUser;

namespace Virtspec.Scenarios.SplitRing.Lifecycle;

/// <summary>Tells the judge when a ring stops and when it starts again.</summary>
/// <param name="control">How it is done.</param>
/// <param name="tracked">Whether the first device dies, and what it had taken is known to the next one.</param>
internal sealed class RestartLife(RestartControl control, bool tracked = false) : IRingLife
{
    /// <summary>used idx when the next device started, and buffers that were available and not used then.</summary>
    private (ushort UsedIdx, int Outstanding)? _started;

    public void Begin() => _started = null;

    public bool OfDriver(World world, RingJudge judge, Agent agent, ulong address) => false;

    public bool OfDevice(World world, RingJudge judge, Agent agent, ulong address)
    {
        if (tracked && agent.Kind == Operation.Signal && agent.Offset == world.Cell(control.Stopped))
            judge.Gone(agent);
        if (agent.Kind is not (Operation.Store or Operation.Load) || address < control.Stop || address > control.Start)
            return false;
        var value = (ushort)agent.Value;
        if (agent.Kind == Operation.Store && address == control.Given)
            judge.Apply(world, new(SplitEventKind.Stopped, value));
        else if (agent.Kind == Operation.Store && address == control.Start)
            Started(world, judge, value);
        return true;
    }

    public void Ended(World world, RingJudge judge)
    {
        if (tracked && _started is var (usedIdx, outstanding))
            judge.Say(world, log => SessionRules.InflightReturned(outstanding, Math.Min(outstanding, (ushort)(judge.State.UsedIdx - usedIdx)), log));
    }

    public void AddTo(ref Fingerprint fingerprint) =>
        fingerprint.Add(_started is var (usedIdx, outstanding) ? usedIdx | ((ulong)outstanding << 16) : ulong.MaxValue);

    private void Started(World world, RingJudge judge, ushort nextAvail)
    {
        _started = (judge.State.UsedIdx, judge.State.Outstanding.Count);
        if (tracked)
            judge.Apply(world, new(SplitEventKind.Run, Id: 1));
        else
            judge.Apply(world, new(SplitEventKind.Based, nextAvail));
        judge.Attached(nextAvail);
        judge.Apply(world, new(SplitEventKind.Run, Id: 1, Flag: true));
    }
}
