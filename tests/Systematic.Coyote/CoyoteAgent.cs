using System.Globalization;
using Microsoft.Coyote.Random;
using Microsoft.Coyote.Runtime;
using Microsoft.Coyote.Specifications;
using Virtspec.Exploration;
using Virtspec.Exploration.Hosts;
using Virtspec.Port;

namespace Virtspec.Systematic.Coyote;

/// <summary>
/// An agent under Coyote: before each access its thread stands at a scheduling point, and then it does the access at once. Coyote knows one memory
/// model, in which accesses take place one at a time; fences do nothing there.
/// </summary>
internal sealed class CoyoteAgent(CoyoteExecution execution, LiveMemory memory, string name, bool daemon) : AgentHost
{
    private readonly Generator _choices = Generator.Create();

    internal string Name => name;

    internal bool Daemon => daemon;

    internal bool Ended { get; set; }

    /// <summary>What lets it go on while it waits; null while it does not.</summary>
    internal Func<bool>? CanGoOn { get; private set; }

    internal override Access Load(ulong address, AccessSize size, bool acquire)
    {
        SchedulingPoint.Read(Place(address));
        return new Access(memory.Load(address, size));
    }

    internal override Access Store(ulong address, ulong value, AccessSize size, bool release)
    {
        SchedulingPoint.Write(Place(address));
        memory.Store(address, value, size);
        return default;
    }

    internal override Access ReadBytes(ulong address, Memory<byte> destination)
    {
        for (var i = 0; i < destination.Length; i++)
            destination.Span[i] = (byte)Load(address + (ulong)i, AccessSize.One, acquire: false).GetResult();
        return default;
    }

    internal override Access WriteBytes(ulong address, ReadOnlyMemory<byte> source)
    {
        for (var i = 0; i < source.Length; i++)
            Store(address + (ulong)i, source.Span[i], AccessSize.One, release: false);
        return default;
    }

    internal override Access Exchange(ulong address, ulong value, AccessSize size)
    {
        SchedulingPoint.Write(Place(address));
        return new Access(memory.Exchange(address, value, size));
    }

    internal override Access CompareExchange(ulong address, ulong expected, ulong value, AccessSize size)
    {
        SchedulingPoint.Write(Place(address));
        return new Access(memory.CompareExchange(address, expected, value, size));
    }

    internal override Access Until(ulong address, AccessSize size, Func<ulong, bool> suits)
    {
        Pause(() => suits(memory.Load(address, size)));
        return new Access(memory.Load(address, size));
    }

    internal override Access Fence(FenceKind kind) => default;

    internal override Access Signal(Doorbell doorbell)
    {
        SchedulingPoint.Interleave();
        execution.Ring(doorbell, rung: true);
        return default;
    }

    internal override Access Wait(Doorbell doorbell)
    {
        Pause(() => execution.IsRung(doorbell));
        execution.Ring(doorbell, rung: false);
        return new Access(1);
    }

    // Integers only: Coyote's depth-first strategy loses its way where both kinds of choice occur.
    internal override Access Choose(int count, string what) => new((ulong)_choices.NextInteger(count));

    internal override bool Covers(ulong address, ulong length) => memory.Covers(address, length);

    internal override void Check(bool holds, string property) => Specification.Assert(holds, $"{name}: {property} does not hold");

    internal override void Obligation(string name, bool hot) => execution.Owe(name, hot);

    private void Pause(Func<bool> canGoOn)
    {
        // PauseUntil does not let others go first when nothing keeps the caller.
        SchedulingPoint.Interleave();
        CanGoOn = canGoOn;
        Operation.PauseUntil(() => canGoOn() || execution.Stopped);
        CanGoOn = null;
        if (execution.Stopped)
            throw new StoppedException();
    }

    private static string Place(ulong address) => address.ToString("x", CultureInfo.InvariantCulture);
}
