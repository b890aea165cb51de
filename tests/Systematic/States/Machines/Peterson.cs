using Virtspec.Exploration.States;

namespace Virtspec.Systematic.States.Machines;

/// <summary>The state of <see cref="Peterson"/>.</summary>
/// <param name="At0">Where process 0 is: 0 idle, 1 flag raised, 2 waits, 3 critical.</param>
/// <param name="At1">Where process 1 is.</param>
/// <param name="Flags">A bit for each process that wants in.</param>
/// <param name="Turn">Who yields.</param>
internal readonly record struct PetersonState(byte At0, byte At1, byte Flags, byte Turn);

/// <summary>Mutual exclusion of two processes, for ever (Peterson, Myths about the mutual exclusion problem, 1981).</summary>
internal readonly struct Peterson(bool broken, Fairness fairness) : IMachine<PetersonState>
{
    public int Processes => 2;

    public int Actions => 2;

    public PetersonState Initial => default;

    /// <summary>Where the processes are counts as two objects: the flags change when they enter and leave.</summary>
    public ulong Observed => 0b11000;

    public int Owner(int action) => action;

    public bool Enabled(in PetersonState state, int action) =>
        At(state, action) != 2 || (state.Flags >> (1 - action) & 1) == 0 || state.Turn != action;

    public void Step(ref PetersonState state, int action)
    {
        var at = At(state, action);
        var bit = 1 << action;
        state = at switch
        {
            0 => state with { Flags = (byte)(state.Flags | bit) },
            1 => state with { Turn = broken ? state.Turn : (byte)action },
            3 => state with { Flags = (byte)(state.Flags & ~bit) },
            _ => state,
        };
        var next = (byte)((at + 1) & 3);
        state = action == 0 ? state with { At0 = next } : state with { At1 = next };
    }

    public Footprint Access(in PetersonState state, int action) => At(state, action) switch
    {
        0 => new(0, 1UL << action),
        1 => new(0, 0b100),
        2 => new(0b100 | 1UL << (1 - action), 0b1000UL << action),
        _ => new(0, (1UL << action) | (0b1000UL << action)),
    };

    public Footprint Next(in PetersonState state, int process) => Access(state, process);

    public Footprint Future(in PetersonState state, int process) => new(0b100 | 1UL << (1 - process), 0b100 | 0b1001UL << process);

    public string? Violated(in PetersonState state) => state is { At0: 3, At1: 3 } ? "both critical" : null;

    /// <summary>Who wants in gets in.</summary>
    public ulong Hot(in PetersonState state) => (state.At0 is 1 or 2 ? 1u : 0) | (state.At1 is 1 or 2 ? 2u : 0);

    public string ObligationName(int obligation) => $"{obligation} gets in";

    public bool IsLegalEnd(in PetersonState state) => false;

    public Fairness FairnessOfProcess(int process) => fairness;

    public Fairness FairnessOfAction(int action) => Fairness.None;

    public string DescribeAction(int action) => $"process {action}";

    public string DescribeState(in PetersonState state) => $"{state.At0} {state.At1} {state.Flags} {state.Turn}";

    private static byte At(in PetersonState state, int process) => process == 0 ? state.At0 : state.At1;
}
