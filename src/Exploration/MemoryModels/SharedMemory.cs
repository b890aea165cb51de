using System.Buffers.Binary;
using Virtspec.Exploration.Execution;
using Virtspec.Port;

namespace Virtspec.Exploration.MemoryModels;

/// <summary>Which events of an execution are to be thought away.</summary>
internal interface IUndone
{
    /// <summary>Whether the step is among them.</summary>
    /// <param name="process">Whose.</param>
    /// <param name="ordinal">Its how-manieth, from 1.</param>
    bool Undone(int process, int ordinal);
}

/// <summary>What a step of the memory came to, for people.</summary>
/// <param name="Text">The text; with a place, <c>{0}</c> in it is the place's name. Empty where an agent's going on says it all.</param>
/// <param name="Offset">The place; -1 for none.</param>
/// <param name="Size">Bytes of it.</param>
/// <param name="Agent">Whose doing it is.</param>
/// <param name="Rings">Whether the place is a doorbell that was rung.</param>
internal readonly record struct Movement(string Text, int Offset, int Size, int Agent, bool Rings = false);

/// <summary>One step of a process that another step cannot do without.</summary>
internal readonly record struct Requirement(int Process, int Ordinal);

/// <summary>
/// Shared memory under one memory model. It holds the bytes as everybody will see them in the end, performs accesses, and has
/// processes of its own where stores arrive by themselves.
/// </summary>
internal abstract class SharedMemory
{
    private readonly List<Wrote> _log = [];

    protected SharedMemory(World world) => World = world;

    protected World World { get; }

    protected byte[] Bytes { get; private set; } = new byte[256];

    /// <summary>Bytes in use.</summary>
    internal int Length { get; private set; }

    internal virtual void Reset()
    {
        Bytes.AsSpan(0, Length).Clear();
        Length = 0;
        _log.Clear();
    }

    /// <summary>Takes bytes into use.</summary>
    /// <returns>Offset of the first, a multiple of 8.</returns>
    internal int Allocate(int bytes)
    {
        var offset = Length;
        Length += (bytes + 7) & ~7;
        if (Length > Bytes.Length)
        {
            var grown = new byte[Math.Max(Length, 2 * Bytes.Length)];
            Bytes.CopyTo(grown, 0);
            Bytes = grown;
        }

        return offset;
    }

    internal void Preset(int offset, int size, ulong value)
    {
        for (var i = 0; i < size; i++)
            Bytes[offset + i] = (byte)(value >> (8 * i));
    }

    /// <summary>What everybody sees in the end.</summary>
    internal ulong Peek(int offset, int size)
    {
        if (size == 8)
            return BinaryPrimitives.ReadUInt64LittleEndian(Bytes.AsSpan(offset));
        var value = 0UL;
        for (var i = 0; i < size; i++)
            value |= (ulong)Bytes[offset + i] << (8 * i);
        return value;
    }

    /// <summary>Where an agent's address is: an offset, which need not be one of a byte here.</summary>
    /// <exception cref="InaccessibleAddressException">Nowhere.</exception>
    internal virtual int Locate(Agent agent, ulong address, int size) => World.Offset(address, size);

    /// <summary>Where an agent's pending access ends, as those know it who are there.</summary>
    internal virtual ulong AddressOf(Agent agent) => World.AddressOf(agent.Offset);

    /// <summary>First address of what agents share, and how many bytes from there.</summary>
    /// <param name="address">One of those addresses: where there are several systems, each has its own.</param>
    internal virtual (ulong Base, int Bytes) SpaceOf(ulong address) => (World.AddressOf(0), Length);

    /// <summary>The byte at an address; 0 where there is none.</summary>
    internal virtual byte ByteAt(ulong address) => (byte)Peek((int)(address - World.AddressOf(0)), 1);

    /// <summary>Whether an agent has all of a range.</summary>
    internal virtual bool Covers(Agent agent, ulong address, ulong length) => World.Covers(address, length);

    /// <summary>Whether what an agent is about to store goes on its way, and is not there when the step is over.</summary>
    internal virtual bool IsSent(Agent agent) => false;

    /// <summary>Whether loads and stores too may have to wait.</summary>
    internal virtual bool AccessesWait => false;

    /// <summary>Begins an access that is answered in a later step, by <see cref="World.Answer"/>.</summary>
    /// <returns>Whether it is such a one; others are done at once.</returns>
    internal virtual bool Issue(Agent agent) => false;

    /// <summary>All is set up and nobody has run.</summary>
    internal virtual void Begin()
    {
    }

    /// <summary>
    /// Whether the agent's access can take place now, will be able to at any later time, and commutes with whatever others do: it is
    /// then done together with the access before it.
    /// </summary>
    internal abstract bool IsLocal(Agent agent);

    /// <summary>Whether the agent's access can take place now.</summary>
    internal abstract bool Ready(Agent agent);

    /// <summary>As <see cref="Ready"/> of a wait, had some steps not been done.</summary>
    internal abstract bool ReadyWithout(Agent agent, IUndone undone);

    /// <summary>Whether an access that is ready commutes with whatever others do: then nobody else need be tried before it.</summary>
    internal virtual bool IsAlone(Agent agent) => agent.Kind == Operation.Choose;

    /// <summary>In how many ways the access can turn out, at least 1.</summary>
    internal virtual int Alternatives(Agent agent) => agent.Kind == Operation.Choose ? agent.Count : 1;

    /// <summary>Does the access.</summary>
    /// <param name="agent">Whose.</param>
    /// <param name="alternative">Which way it turns out, from 0.</param>
    /// <param name="seen">What tells the agent's further course: what it read, or from whom.</param>
    /// <returns>What the access returns.</returns>
    internal abstract ulong Perform(Agent agent, int alternative, out ulong seen);

    /// <summary>What a process would touch next; the process can go on, or is an agent that waits.</summary>
    internal abstract Footprint FootprintOf(int process);

    /// <summary>Processes of the memory itself that can go on, as bits of process numbers.</summary>
    internal virtual ulong DrainsReady => 0;

    /// <summary>Lets a process of the memory go on.</summary>
    internal virtual void Drain(int process) => throw new InvalidOperationException($"no process {process}");

    /// <summary>Where a process of the memory stores next: the name that stays the same from run to run.</summary>
    internal virtual int DrainOffset(int process) => throw new InvalidOperationException($"no process {process}");

    /// <summary>What the last step of a process of the memory came to, while somebody looks on; null where it is simply a store that arrived.</summary>
    internal virtual Movement? Moved => null;

    /// <summary>Finds a process of the memory by agent and offset, or -1.</summary>
    internal virtual int FindDrain(int agent, int offset) => -1;

    /// <summary>Agent whose stores a process of the memory delivers.</summary>
    internal virtual int DrainAgent(int process) => throw new InvalidOperationException($"no process {process}");

    /// <summary>Steps that must precede the next one of a process, beside its own earlier ones.</summary>
    /// <param name="process">Which process.</param>
    /// <param name="into">Where they are put; emptied first.</param>
    internal virtual void Requirements(int process, List<Requirement> into) => into.Clear();

    /// <summary>All that makes a difference later and is not in the agents.</summary>
    internal virtual void AddTo(ref Fingerprint fingerprint) => fingerprint.Add(Bytes.AsSpan(0, Length));

    /// <summary>Stores into the bytes that everybody sees, and remembers by whom.</summary>
    protected void Poke(int process, int offset, int size, ulong value)
    {
        _log.Add(new Wrote(process, World.Steps(process), offset, size, Peek(offset, size)));
        Preset(offset, size, value);
    }

    /// <summary>What memory would hold had some steps not been done. Stores to one byte are ordered, so those left out are the last ones.</summary>
    protected ulong PeekWithout(int offset, int size, IUndone undone)
    {
        var value = Peek(offset, size);
        for (var i = _log.Count - 1; i >= 0; i--)
        {
            var wrote = _log[i];
            if (wrote.Offset >= offset + size || offset >= wrote.Offset + wrote.Size || !undone.Undone(wrote.Process, wrote.Ordinal))
                continue;
            for (var at = Math.Max(offset, wrote.Offset); at < Math.Min(offset + size, wrote.Offset + wrote.Size); at++)
            {
                var old = (byte)(wrote.Old >> (8 * (at - wrote.Offset)));
                var shift = 8 * (at - offset);
                value = (value & ~(0xffUL << shift)) | ((ulong)old << shift);
            }
        }

        return value;
    }

    private readonly record struct Wrote(int Process, int Ordinal, int Offset, int Size, ulong Old);
}
