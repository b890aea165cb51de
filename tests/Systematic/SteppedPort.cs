using System.Buffers.Binary;
using Virtspec.Port;

namespace Virtspec.Systematic;

/// <summary>What an agent asked of its port and what has not happened yet.</summary>
internal enum StepKind
{
    Read,
    Write,
    Fence,
    Signal,
    Wait,
}

/// <summary>One access of one agent.</summary>
internal readonly record struct Step(string Agent, StepKind Kind, ulong Address = 0, ulong Value = 0, int Size = 0, Doorbell Bell = default)
{
    public override string ToString() => Kind switch
    {
        StepKind.Read or StepKind.Write => $"{Agent}: {Kind} {Size} at {Address}" + (Kind == StepKind.Write ? $" := {Value}" : string.Empty),
        StepKind.Fence => $"{Agent}: {Kind}",
        _ => $"{Agent}: {Kind} {Bell}",
    };
}

/// <summary>Memory and doorbells that agents share; sequentially consistent: an access takes place whole, when its agent is stepped.</summary>
internal sealed class World(int size)
{
    internal byte[] Memory { get; } = new byte[size];

    internal bool[] Rung { get; } = new bool[2];

    /// <summary>Told of every access after it took place, with the value it returned.</summary>
    internal Action<Step, ulong> Observe { get; set; } = (_, _) => { };
}

/// <summary>Code that runs from one access to the next when it is stepped. It has at most one access pending, so it parks them itself.</summary>
internal sealed class Agent(string name, World world) : IParkedAccess
{
    private readonly List<ulong> _returned = [];
    private Action? _continuation;
    private Task _task = Task.CompletedTask;

    internal string Name => name;

    internal World World => world;

    internal Step Pending { get; set; }

    internal bool Done => _task.IsCompleted;

    internal bool Ready => !Done && (Pending.Kind != StepKind.Wait || world.Rung[(int)Pending.Bell.Number]);

    /// <summary>All that its accesses returned: the code is deterministic, so this says where it stands.</summary>
    internal string History => string.Join(',', _returned);

    internal void Start(Func<ValueTask> code)
    {
        _task = code().AsTask();
        Check();
    }

    /// <summary>Performs the pending access and runs up to the next.</summary>
    internal void Go()
    {
        var continuation = _continuation ?? throw new InvalidOperationException($"{name} has no access pending");
        _continuation = null;
        continuation();
        Check();
    }

    void IParkedAccess.Park(Action continuation) => _continuation = continuation;

    ulong IParkedAccess.Perform()
    {
        var step = Pending;
        var at = world.Memory.AsSpan((int)step.Address, step.Size);
        var value = 0UL;
        Span<byte> bytes = stackalloc byte[8];
        switch (step.Kind)
        {
            case StepKind.Read:
                at.CopyTo(bytes);
                value = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
                break;
            case StepKind.Write:
                BinaryPrimitives.WriteUInt64LittleEndian(bytes, step.Value);
                bytes[..step.Size].CopyTo(at);
                break;
            case StepKind.Signal:
                world.Rung[(int)step.Bell.Number] = true;
                break;
            case StepKind.Wait:
                world.Rung[(int)step.Bell.Number] = false;
                value = 1;
                break;
            default:
                break;
        }

        _returned.Add(value);
        world.Observe(step, value);
        return value;
    }

    /// <summary>An agent either parked its next access before returning or is at its end: nothing of it runs elsewhere.</summary>
    private void Check()
    {
        if (_task.IsFaulted)
            _task.GetAwaiter().GetResult();
        if (!Done && _continuation is null)
            throw new InvalidOperationException($"{name} waits for something that is not an access");
    }
}

/// <summary>An agent's port: every access is parked, and takes place when the agent is stepped.</summary>
internal readonly struct SteppedPort(Agent agent) : IPort
{
    public Access Read(ulong address, AccessSize size) => Park(new Step(agent.Name, StepKind.Read, address, Size: (int)size));

    public Access Write(ulong address, ulong value, AccessSize size) => Park(new Step(agent.Name, StepKind.Write, address, value, (int)size));

    public Access ReadBytes(ulong address, Memory<byte> destination) => throw new NotSupportedException("no scenario copies data");

    public Access WriteBytes(ulong address, ReadOnlyMemory<byte> source) => throw new NotSupportedException("no scenario copies data");

    public Access Fence(FenceKind kind) => Park(new Step(agent.Name, StepKind.Fence));

    public Access Signal(Doorbell doorbell) => Park(new Step(agent.Name, StepKind.Signal, Bell: doorbell));

    public Access Wait(Doorbell doorbell) => Park(new Step(agent.Name, StepKind.Wait, Bell: doorbell));

    public bool Covers(ulong address, ulong length) => address + length <= (ulong)agent.World.Memory.Length;

    private Access Park(Step step)
    {
        agent.Pending = step;
        return new Access(agent);
    }
}
