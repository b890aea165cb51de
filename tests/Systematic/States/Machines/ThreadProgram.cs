using System.Runtime.CompilerServices;
using Virtspec.Exploration.States;

namespace Virtspec.Systematic.States.Machines;

internal enum OpKind
{
    Read,
    Write,

    /// <summary>Waits until the variable has the value.</summary>
    Await,
    Lock,
    Unlock,

    /// <summary>Waits until the thread's own writes are in memory.</summary>
    Fence,

    /// <summary>Goes back to the operation whose number is the value, if the thread's register of the operation before is 0.</summary>
    Repeat,
}

internal readonly record struct Op(OpKind Kind, int Variable = 0, int Value = 0);

internal enum StoreOrder
{
    /// <summary>A write is in memory at once.</summary>
    Sequential,

    /// <summary>One first-in first-out store buffer a thread.</summary>
    Total,

    /// <summary>One store buffer for each thread and variable.</summary>
    Partial,
}

[InlineArray(8)]
internal struct EightBytes
{
    private byte _first;
}

/// <summary>Memory, and of each of four threads: where it is, its writes not yet in memory (by position), a register for each of its operations.</summary>
internal struct ProgramState
{
    internal EightBytes Memory;
    internal EightBytes Position;
    internal EightBytes Pending;
    internal EightBytes Registers0;
    internal EightBytes Registers1;
    internal EightBytes Registers2;
    internal EightBytes Registers3;

    internal static ref byte Register(ref ProgramState state, int thread, int position)
    {
        switch (thread)
        {
            case 0:
                return ref state.Registers0[position];
            case 1:
                return ref state.Registers1[position];
            case 2:
                return ref state.Registers2[position];
            default:
                return ref state.Registers3[position];
        }
    }
}

/// <summary>
/// Up to four threads of up to eight operations on up to eight variables, with store buffers. Each process has one action; after the
/// threads come the drains of the buffers. A program that repeats must be sequential: a position has one place in the buffer.
/// </summary>
internal readonly struct ThreadProgram(Op[][] threads, int variables, StoreOrder order, (int Variable, int Value)[]? forbidden = null)
    : IMachine<ProgramState>
{
    public int Processes => threads.Length + Drains;

    public int Actions => Processes;

    public ProgramState Initial => default;

    public ulong Observed => forbidden is null ? 0 : forbidden.Aggregate(0UL, (mask, part) => mask | 1UL << part.Variable);

    private int Drains => order switch { StoreOrder.Sequential => 0, StoreOrder.Total => threads.Length, _ => threads.Length * variables };

    public int Owner(int action) => action;

    public bool Enabled(in ProgramState state, int action)
    {
        if (action >= threads.Length)
            return Oldest(state, action) >= 0;
        if (state.Position[action] == threads[action].Length)
            return false;
        var op = threads[action][state.Position[action]];
        return op.Kind switch
        {
            OpKind.Lock => state.Pending[action] == 0 && state.Memory[op.Variable] == 0,
            OpKind.Unlock or OpKind.Fence => state.Pending[action] == 0,
            OpKind.Await => Load(state, action, op.Variable) == op.Value,
            _ => true,
        };
    }

    public void Step(ref ProgramState state, int action)
    {
        if (action >= threads.Length)
        {
            var thread = ThreadOf(action);
            var position = Oldest(state, action);
            var write = threads[thread][position];
            state.Memory[write.Variable] = (byte)write.Value;
            state.Pending[thread] &= (byte)~(1 << position);
            return;
        }

        var at = state.Position[action]++;
        var op = threads[action][at];
        switch (op.Kind)
        {
            case OpKind.Read:
                ProgramState.Register(ref state, action, at) = Load(state, action, op.Variable);
                break;
            case OpKind.Write when order != StoreOrder.Sequential:
                state.Pending[action] |= (byte)(1 << at);
                break;
            case OpKind.Write:
                state.Memory[op.Variable] = (byte)op.Value;
                break;
            case OpKind.Lock or OpKind.Unlock:
                state.Memory[op.Variable] = (byte)(op.Kind == OpKind.Lock ? 1 : 0);
                break;
            case OpKind.Repeat when ProgramState.Register(ref state, action, at - 1) == 0:
                state.Position[action] = (byte)op.Value;
                break;
            default:
                break;
        }
    }

    public Footprint Access(in ProgramState state, int action)
    {
        if (action >= threads.Length)
        {
            var position = Oldest(state, action);
            return new(0, Slot(ThreadOf(action), position) | 1UL << threads[ThreadOf(action)][position].Variable);
        }

        var op = threads[action][state.Position[action]];
        var variable = 1UL << op.Variable;
        switch (op.Kind)
        {
            case OpKind.Read or OpKind.Await:
                var newest = Newest(state, action, op.Variable);
                // What is forwarded depends on the entry's still being there, and what is not on memory.
                return new(newest >= 0 ? Slot(action, newest) : variable, 0);
            case OpKind.Write:
                return new(0, order == StoreOrder.Sequential ? variable : Slot(action, state.Position[action]));
            case OpKind.Lock or OpKind.Unlock:
                return new(Slots(action), variable);
            case OpKind.Fence:
                return new(Slots(action), 0);
            default:
                return Footprint.Nothing;
        }
    }

    public Footprint Next(in ProgramState state, int process)
    {
        if (process >= threads.Length)
            return Oldest(state, process) >= 0 ? Access(state, process) : Future(state, process);
        return state.Position[process] < threads[process].Length ? Access(state, process) : Footprint.Nothing;
    }

    public Footprint Future(in ProgramState state, int process)
    {
        var drain = process >= threads.Length;
        var thread = drain ? ThreadOf(process) : process;
        var ops = threads[thread];
        var from = ops.Any(op => op.Kind == OpKind.Repeat) && state.Position[thread] < ops.Length ? 0 : state.Position[thread];
        var future = Footprint.Nothing;
        for (var position = 0; position < ops.Length; position++)
        {
            var pending = (state.Pending[thread] >> position & 1) != 0;
            if (position >= from || pending)
                future |= FutureOf(ops[position], drain, thread, process);
        }

        return future;
    }

    public string? Violated(in ProgramState state)
    {
        if (forbidden is null)
            return null;
        foreach (var (variable, value) in forbidden)
        {
            if (state.Memory[variable] != value)
                return null;
        }

        return "forbidden values";
    }

    public ulong Hot(in ProgramState state) => 0;

    public string ObligationName(int obligation) => throw new NotSupportedException();

    public bool IsLegalEnd(in ProgramState state) => true;

    public Fairness FairnessOfProcess(int process) => Fairness.Weak;

    public Fairness FairnessOfAction(int action) => Fairness.None;

    public string DescribeAction(int action) => action < threads.Length ? $"thread {action}" : $"drain {action - threads.Length}";

    public string DescribeState(in ProgramState state) => $"{state.Position[0]} {state.Position[1]} {state.Position[2]} {state.Position[3]}";

    private Footprint FutureOf(Op op, bool drain, int thread, int process)
    {
        var variable = 1UL << op.Variable;
        if (drain)
        {
            var mine = op.Kind == OpKind.Write && (order == StoreOrder.Total || op.Variable == (process - threads.Length) % variables);
            return mine ? new(0, variable | Slots(thread)) : Footprint.Nothing;
        }

        return op.Kind switch
        {
            OpKind.Read or OpKind.Await => new(variable | Slots(thread), 0),
            OpKind.Write => new(0, order == StoreOrder.Sequential ? variable : Slots(thread)),
            OpKind.Lock or OpKind.Unlock => new(Slots(thread), variable),
            OpKind.Fence => new(Slots(thread), 0),
            _ => Footprint.Nothing,
        };
    }

    private static ulong Slot(int thread, int position) => 1UL << (8 + (thread * 8) + position);

    private static ulong Slots(int thread) => 0xFFUL << (8 + (thread * 8));

    private int ThreadOf(int drain) => order == StoreOrder.Total ? drain - threads.Length : (drain - threads.Length) / variables;

    private byte Load(in ProgramState state, int thread, int variable)
    {
        var newest = Newest(state, thread, variable);
        return newest >= 0 ? (byte)threads[thread][newest].Value : state.Memory[variable];
    }

    private int Newest(in ProgramState state, int thread, int variable)
    {
        for (var position = 7; position >= 0; position--)
        {
            if ((state.Pending[thread] >> position & 1) != 0 && threads[thread][position].Variable == variable)
                return position;
        }

        return -1;
    }

    private int Oldest(in ProgramState state, int drain)
    {
        var thread = ThreadOf(drain);
        for (var position = 0; position < 8; position++)
        {
            if ((state.Pending[thread] >> position & 1) == 0)
                continue;
            if (order == StoreOrder.Total || threads[thread][position].Variable == (drain - threads.Length) % variables)
                return position;
        }

        return -1;
    }
}
