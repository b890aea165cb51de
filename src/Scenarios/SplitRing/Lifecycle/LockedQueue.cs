using Virtspec.Exploration;
using Virtspec.Port;
using Virtspec.Reference.SplitRing;

namespace Virtspec.Scenarios.SplitRing.Lifecycle;

/// <summary>
/// What the threads of a driver share: the ring's variables behind a lock. So that an execution shows in what order they had the lock, each leaves its mark
/// in memory when it takes it.
/// </summary>
internal sealed class LockedQueue
{
    private readonly ulong _turn;

    internal LockedQueue(IStage stage, RingMemory memory, ThreadsMistake mistake)
    {
        Mistake = mistake;
        (Lock, Room) = (stage.Doorbell("lock", rung: true), stage.Doorbell("room"));
        _turn = stage.Memory("driver's variables", 8);
        Added = _turn + 2;
        stage.Label(_turn, 2, "turn");
        stage.Label(Added, 2, "added");
        BufferOfHead = new int[memory.Layout.Size];
    }

    internal ThreadsMistake Mistake { get; }

    /// <summary>The lock: waiting takes it, ringing gives it back.</summary>
    internal Doorbell Lock { get; }

    /// <summary>Rung when buffers came back, for a thread that found no descriptor free.</summary>
    internal Doorbell Room { get; }

    /// <summary>How many buffers were made available since a kick was decided on last, where that is done without the lock.</summary>
    internal ulong Added { get; }

    /// <summary>Which buffer each head is.</summary>
    internal int[] BufferOfHead { get; }

    /// <summary>How many buffers are back.</summary>
    internal int Back { get; set; }

    /// <summary>The driver's half of the ring; each access goes to the port of whoever has the lock.</summary>
    internal SplitDriver<HolderPort>? Ring { get; private set; }

    internal HolderPort? Port { get; private set; }

    internal async ValueTask Take(AgentPort agent, RingMemory memory)
    {
        await agent.Wait(Lock);
        await agent.Write(_turn, 1 + await agent.Read(_turn, AccessSize.Two), AccessSize.Two);
        if (Ring is null)
        {
            Port = new HolderPort();
            Ring = new SplitDriver<HolderPort>(Port, memory.Layout, memory.Features);
            Ring.Adopt(memory.FirstIndex);
        }

        Port!.Holder = agent;
    }
}

/// <summary>The port of whoever has the lock. It can keep back what is written to a place.</summary>
internal sealed class HolderPort : IPort
{
    /// <summary>Who has the lock.</summary>
    internal AgentPort Holder { get; set; }

    /// <summary>A place whose writes are kept back; 0 for none.</summary>
    internal ulong KeepsBack { get; set; }

    /// <summary>What was kept back last.</summary>
    internal ulong Kept { get; private set; }

    public Access Read(ulong address, AccessSize size) => Holder.Read(address, size);

    public Access Write(ulong address, ulong value, AccessSize size)
    {
        if (address != KeepsBack)
            return Holder.Write(address, value, size);
        Kept = value;
        return default;
    }

    public Access ReadBytes(ulong address, Memory<byte> destination) => Holder.ReadBytes(address, destination);

    public Access WriteBytes(ulong address, ReadOnlyMemory<byte> source) => Holder.WriteBytes(address, source);

    public Access Fence(FenceKind kind) => Holder.Fence(kind);

    public Access Signal(Doorbell doorbell) => Holder.Signal(doorbell);

    public Access Wait(Doorbell doorbell) => Holder.Wait(doorbell);

    public bool Covers(ulong address, ulong length) => Holder.Covers(address, length);
}
