using Virtspec.Exploration.Execution;
using Virtspec.Port;

namespace Virtspec.Exploration.Hosts;

/// <summary>The execution is over, and an agent that would wait or go on is not to.</summary>
internal sealed class StoppedException : Exception;

/// <summary>An agent on a thread of its own. Every access has taken place when it returns, so its code runs straight through.</summary>
internal sealed class LiveAgent(LiveExecution execution, LiveMemory memory, string name, bool daemon, ulong seed) : AgentHost
{
    private Random64 _random = new(seed);

    internal string Name => name;

    internal bool Daemon => daemon;

    /// <summary>What it does; read and written under the lock of the execution.</summary>
    internal Activity Activity { get; set; }

    /// <summary>What would let it go on while it waits; the same lock.</summary>
    internal Func<bool>? CanGoOn { get; set; }

    internal int Random(int below) => _random.Below(below);

    internal override Access Load(ulong address, AccessSize size, bool acquire)
    {
        execution.ThrowIfStopped();
        return new Access(acquire ? memory.LoadAcquire(address, size) : memory.Load(address, size));
    }

    internal override Access Store(ulong address, ulong value, AccessSize size, bool release)
    {
        execution.ThrowIfStopped();
        if (release)
            memory.StoreRelease(address, value, size);
        else
            memory.Store(address, value, size);
        return default;
    }

    internal override Access ReadBytes(ulong address, Memory<byte> destination)
    {
        execution.ThrowIfStopped();
        memory.Span(address, destination.Length).CopyTo(destination.Span);
        return default;
    }

    internal override Access WriteBytes(ulong address, ReadOnlyMemory<byte> source)
    {
        execution.ThrowIfStopped();
        source.Span.CopyTo(memory.Span(address, source.Length));
        return default;
    }

    internal override Access Exchange(ulong address, ulong value, AccessSize size)
    {
        execution.ThrowIfStopped();
        return new Access(memory.Exchange(address, value, size));
    }

    internal override Access CompareExchange(ulong address, ulong expected, ulong value, AccessSize size)
    {
        execution.ThrowIfStopped();
        return new Access(memory.CompareExchange(address, expected, value, size));
    }

    internal override Access Until(ulong address, AccessSize size, Func<ulong, bool> suits)
    {
        execution.ThrowIfStopped();
        var value = memory.LoadAcquire(address, size);
        if (suits(value))
            return new Access(value);

        // From here to the load that suits it does not go on, and the others may find that nobody does.
        execution.Pause(this, () => suits(memory.LoadAcquire(address, size)));
        var spin = default(SpinWait);
        while (!suits(value = memory.LoadAcquire(address, size)))
        {
            execution.ThrowIfStopped();
            spin.SpinOnce();
        }

        execution.GoOn(this);
        return new Access(value);
    }

    internal override Access Fence(FenceKind kind)
    {
        execution.ThrowIfStopped();
        switch (kind)
        {
            case FenceKind.Read or FenceKind.Acquire:
                Volatile.ReadBarrier();
                break;
            case FenceKind.Write or FenceKind.Release:
                Volatile.WriteBarrier();
                break;
            default:
                Interlocked.MemoryBarrier();
                break;
        }

        return default;
    }

    internal override Access Signal(Doorbell doorbell)
    {
        execution.Signal(doorbell);
        return default;
    }

    internal override Access Wait(Doorbell doorbell)
    {
        execution.Wait(this, doorbell);
        return new Access(1);
    }

    internal override Access Choose(int count, string what)
    {
        if (count is < 1 or > ushort.MaxValue)
            throw new ArgumentOutOfRangeException(nameof(count), count, $"{Name}: a choice of 1 to 65535 ways was expected");
        execution.ThrowIfStopped();
        return new Access((ulong)_random.Below(count));
    }

    internal override bool Covers(ulong address, ulong length) => memory.Covers(address, length);

    internal override void Check(bool holds, string property)
    {
        if (holds)
            return;
        execution.Fail(new Failure(FailureKind.Property, property, $"{Name}: {property} does not hold"));
        throw new PropertyViolatedException(property);
    }

    internal override void Obligation(string name, bool hot) => execution.Owe(name, hot);
}

/// <summary>What an agent does.</summary>
internal enum Activity
{
    /// <summary>It runs, or is about to.</summary>
    Running,

    /// <summary>It waits for a doorbell or polls memory.</summary>
    Paused,

    /// <summary>Its code is at its end.</summary>
    Ended,
}
