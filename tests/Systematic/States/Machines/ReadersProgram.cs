using Virtspec.Exploration.States;

namespace Virtspec.Systematic.States.Machines;

/// <summary>The state of <see cref="ReadersProgram"/>: two bits a reader of position, one of what it read, and the written variable.</summary>
internal readonly record struct ReadersState(uint Positions, ushort Seen, ushort Written);

/// <summary>One writer of a shared variable; each reader reads a variable of its own, then the shared one (Flanagan and Godefroid's readers).</summary>
internal readonly struct ReadersProgram(int readers) : IMachine<ReadersState>
{
    public int Processes => readers + 1;

    public int Actions => Processes;

    public ReadersState Initial => default;

    public ulong Observed => 0;

    public int Owner(int action) => action;

    public bool Enabled(in ReadersState state, int action) => action == 0 ? state.Written == 0 : Position(state, action) < 2;

    public void Step(ref ReadersState state, int action)
    {
        if (action == 0)
        {
            state = state with { Written = 1 };
            return;
        }

        var seen = Position(state, action) == 1 && state.Written != 0 ? 1 << (action - 1) : 0;
        state = state with { Positions = state.Positions + (1u << (2 * (action - 1))), Seen = (ushort)(state.Seen | seen) };
    }

    public Footprint Access(in ReadersState state, int action)
    {
        if (action == 0)
            return new(0, 1);
        return Position(state, action) == 0 ? new(1UL << action, 0) : new(1, 0);
    }

    public Footprint Next(in ReadersState state, int process) => Enabled(state, process) ? Access(state, process) : Footprint.Nothing;

    public Footprint Future(in ReadersState state, int process)
    {
        if (!Enabled(state, process))
            return Footprint.Nothing;
        return process == 0 ? new(0, 1) : new(1 | 1UL << process, 0);
    }

    public string? Violated(in ReadersState state) => null;

    public ulong Hot(in ReadersState state) => 0;

    public string ObligationName(int obligation) => throw new NotSupportedException();

    public bool IsLegalEnd(in ReadersState state) => true;

    public Fairness FairnessOfProcess(int process) => Fairness.None;

    public Fairness FairnessOfAction(int action) => Fairness.None;

    public string DescribeAction(int action) => action == 0 ? "writes" : $"reader {action}";

    public string DescribeState(in ReadersState state) => $"{state.Positions:x} {state.Seen:x} {state.Written}";

    private static uint Position(in ReadersState state, int action) => state.Positions >> (2 * (action - 1)) & 3;
}
