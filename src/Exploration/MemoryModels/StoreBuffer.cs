using Virtspec.Exploration.Execution;

namespace Virtspec.Exploration.MemoryModels;

/// <summary>A store on its way.</summary>
/// <param name="Process">Which process delivers it.</param>
/// <param name="Offset">Where.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Value">What.</param>
/// <param name="Sequence">Its how-manieth of its agent, from 1.</param>
/// <param name="After">All stores of the agent up to this one arrive before it.</param>
/// <param name="Step">The step of its agent in which it was made.</param>
internal readonly record struct BufferedStore(int Process, int Offset, int Size, ulong Value, int Sequence, int After, int Step)
{
    internal bool Overlaps(int offset, int size) => Offset < offset + size && offset < Offset + Size;
}

/// <summary>One agent's stores on their way to memory, oldest first, and those that arrived.</summary>
internal sealed class StoreBuffer(bool perPlace)
{
    private readonly List<BufferedStore> _waiting = [];
    private readonly List<(BufferedStore Store, int Ordinal)> _arrived = [];
    private int _sequence;
    private int _fence;
    private int _full;

    internal int Count => _waiting.Count;

    /// <summary>Whether anything was stored since the last full fence, arrived or not: known to the agent's code alone.</summary>
    internal bool StoredSinceFull => _sequence > _full;

    internal BufferedStore this[int index] => _waiting[index];

    internal void Clear()
    {
        _waiting.Clear();
        _arrived.Clear();
        _sequence = _fence = _full = 0;
    }

    internal void Add(int process, int offset, int size, ulong value, bool release, int step)
    {
        var after = release ? _sequence : _fence;
        _waiting.Add(new BufferedStore(process, offset, size, value, ++_sequence, after, step));
    }

    internal void Fence(bool full)
    {
        _fence = _sequence;
        if (full)
            _full = _sequence;
    }

    internal bool CanArrive(int index)
    {
        if (!perPlace)
            return index == 0;
        var store = _waiting[index];
        for (var i = 0; i < index; i++)
        {
            if (_waiting[i].Sequence <= store.After || _waiting[i].Overlaps(store.Offset, store.Size))
                return false;
        }

        return true;
    }

    internal BufferedStore Next(int process) => _waiting[IndexOf(process)];

    internal BufferedStore Arrive(int process, int ordinal)
    {
        var index = IndexOf(process);
        var store = _waiting[index];
        if (!CanArrive(index))
            throw new InvalidOperationException($"store {store.Sequence} cannot arrive yet");
        _waiting.RemoveAt(index);
        _arrived.Add((store, ordinal));
        return store;
    }

    /// <summary>What the agent sees: for each byte its newest store on the way, else memory.</summary>
    /// <param name="offset">Where.</param>
    /// <param name="size">Bytes.</param>
    /// <param name="memory">What memory holds there.</param>
    /// <param name="forwarded">Whether memory had no part in it.</param>
    internal ulong See(int offset, int size, ulong memory, out bool forwarded)
    {
        var covered = 0u;
        foreach (var store in _waiting)
        {
            if (store.Overlaps(offset, size))
                memory = Overlay(store, offset, size, memory, ref covered);
        }

        forwarded = covered == (1u << size) - 1;
        return memory;
    }

    /// <summary>Puts back what arrivals delivered that are to be thought away.</summary>
    internal ulong WithArrivals(int offset, int size, ulong memory, IUndone undone)
    {
        var covered = 0u;
        foreach (var (store, ordinal) in _arrived)
        {
            if (store.Overlaps(offset, size) && undone.Undone(store.Process, ordinal))
                memory = Overlay(store, offset, size, memory, ref covered);
        }

        return memory;
    }

    /// <summary>What the next arrival of a process cannot do without: the store itself, and the arrivals it has to come after.</summary>
    internal void RequirementsOf(int process, int agent, List<Requirement> into)
    {
        var store = Next(process);
        into.Add(new Requirement(agent, store.Step));
        if (!perPlace)
            return;
        foreach (var (earlier, ordinal) in _arrived)
        {
            if (earlier.Sequence <= store.After || (earlier.Sequence < store.Sequence && earlier.Overlaps(store.Offset, store.Size)))
                into.Add(new Requirement(earlier.Process, ordinal));
        }
    }

    internal void AllArrivals(List<Requirement> into)
    {
        foreach (var (store, ordinal) in _arrived)
            into.Add(new Requirement(store.Process, ordinal));
    }

    internal void AddTo(ref Fingerprint fingerprint)
    {
        fingerprint.Add((ulong)_waiting.Count);
        foreach (var store in _waiting)
        {
            // Whether a fence stands in between matters only as far as it still holds anything back.
            fingerprint.Add((ulong)(uint)store.Offset | ((ulong)(uint)store.Size << 32) | ((ulong)(uint)HeldBackBy(store) << 40));
            fingerprint.Add(store.Value);
        }
    }

    private int HeldBackBy(in BufferedStore store)
    {
        var count = 0;
        foreach (var earlier in _waiting)
        {
            if (earlier.Sequence <= store.After)
                count++;
        }

        return count;
    }

    private int IndexOf(int process)
    {
        for (var i = 0; i < _waiting.Count; i++)
        {
            if (_waiting[i].Process == process)
                return i;
        }

        throw new InvalidOperationException($"process {process} has nothing to deliver");
    }

    private static ulong Overlay(in BufferedStore store, int offset, int size, ulong value, ref uint covered)
    {
        for (var at = Math.Max(offset, store.Offset); at < Math.Min(offset + size, store.Offset + store.Size); at++)
        {
            var shift = 8 * (at - offset);
            value = (value & ~(0xffUL << shift)) | (((store.Value >> (8 * (at - store.Offset))) & 0xff) << shift);
            covered |= 1u << (at - offset);
        }

        return value;
    }
}
