using System.Numerics;
using System.Runtime.CompilerServices;
using Virtspec.Exploration.States;

namespace Virtspec.Systematic.States.Machines;

/// <summary>The state of <see cref="TwoPhaseCommit"/>.</summary>
/// <param name="Resources">Two bits a resource manager: working, prepared, committed, aborted.</param>
/// <param name="Sent">Managers whose "prepared" message has been sent. Messages are a set: none is ever lost or used up.</param>
/// <param name="Known">Managers whose message the transaction manager has seen.</param>
/// <param name="Decided">1 when the transaction manager has sent "commit", 2 when "abort", 0 before.</param>
internal readonly record struct TwoPhaseState(uint Resources, ushort Sent, byte Known, byte Decided);

/// <summary>
/// Two-phase commit as the TLA+ examples have it (Gray and Lamport, Consensus on Transaction Commit, 2006), with 1 to 8 resource managers.
/// Process 0 is the transaction manager.
/// </summary>
internal readonly struct TwoPhaseCommit(int managers) : IMachine<TwoPhaseState>
{
    private const uint Prepared = 1;
    private const uint Committed = 2;
    private const uint Aborted = 3;

    public int Processes => managers + 1;

    public int Actions => 2 + (managers * 5);

    public TwoPhaseState Initial => default;

    public ulong Observed => ulong.MaxValue;

    public int Owner(int action) => action < 2 + managers ? 0 : Manager(action) + 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Enabled(in TwoPhaseState state, int action)
    {
        if (action < 2)
            return state.Decided == 0 && (action == 1 || state.Known == (1 << managers) - 1);
        if (action < 2 + managers)
            return state.Decided == 0 && (state.Sent >> (action - 2) & 1) != 0;
        return Kind(action) switch
        {
            0 or 1 => (state.Resources >> (2 * Manager(action)) & 3) == 0,
            var message => state.Decided == message - 1,
        };
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Step(ref TwoPhaseState state, int action)
    {
        if (action < 2)
        {
            state = state with { Decided = (byte)(action + 1) };
            return;
        }

        if (action < 2 + managers)
        {
            state = state with { Known = (byte)(state.Known | 1 << (action - 2)) };
            return;
        }

        var manager = Manager(action);
        var kind = Kind(action);
        var next = kind switch { 0 => Prepared, 2 => Committed, _ => Aborted };
        state = state with
        {
            Resources = (state.Resources & ~(3u << (2 * manager))) | next << (2 * manager),
            Sent = kind == 0 ? (ushort)(state.Sent | 1 << manager) : state.Sent,
        };
    }

    public Footprint Access(in TwoPhaseState state, int action) => Footprint.Everything;

    public Footprint Next(in TwoPhaseState state, int process) => Footprint.Everything;

    public Footprint Future(in TwoPhaseState state, int process) => Footprint.Everything;

    public string? Violated(in TwoPhaseState state)
    {
        // Both bits of a manager: aborted; the high one only: committed.
        var high = state.Resources >> 1 & 0x5555;
        var low = state.Resources & 0x5555;
        return (high & low) != 0 && (high & ~low) != 0 ? "one manager committed, another aborted" : null;
    }

    /// <summary>Nobody is to wait for a decision for ever.</summary>
    public ulong Hot(in TwoPhaseState state) => state.Decided == 0 ? 1u : 0u;

    public string ObligationName(int obligation) => "the transaction is decided";

    public bool IsLegalEnd(in TwoPhaseState state) => state.Decided != 0;

    public Fairness FairnessOfProcess(int process) => Fairness.None;

    public Fairness FairnessOfAction(int action) => Fairness.None;

    public string DescribeAction(int action)
    {
        if (action < 2)
            return action == 0 ? "commit" : "abort";
        if (action < 2 + managers)
            return $"sees that {action - 2} is prepared";
        return $"{Manager(action)} {Kind(action) switch { 0 => "prepares", 1 => "chooses to abort", 2 => "commits", _ => "aborts" }}";
    }

    public string DescribeState(in TwoPhaseState state) =>
        $"managers {Convert.ToString(state.Resources, 2)}, sent {state.Sent}, known {state.Known}, decided {state.Decided}, {BitOperations.PopCount(state.Sent)} prepared";

    private int Manager(int action) => (action - 2 - managers) >> 2;

    private int Kind(int action) => (action - 2 - managers) & 3;
}
