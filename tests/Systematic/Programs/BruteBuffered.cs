using System.Text;
using Virtspec.Port;

namespace Virtspec.Systematic.Programs;

/// <summary>
/// One situation of a program under sequential consistency, TSO or PSO: memory, doorbells, threads, and in front of memory what each thread
/// has stored that has not arrived. Made to be obviously right: every step copies the whole.
/// </summary>
internal sealed class BruteBuffered
{
    private readonly Consistency _consistency;
    private readonly byte[] _memory;
    private readonly bool[] _bells;
    private readonly BruteThread[] _threads;
    private readonly List<Pending>[] _buffers;
    private readonly int[] _stores;

    internal BruteBuffered(Program program, Consistency consistency)
    {
        _consistency = consistency;
        _memory = new byte[program.MemoryBytes];
        foreach (var preset in program.Presets)
            BitConverter.GetBytes(preset.Value).AsSpan(0, preset.Size).CopyTo(_memory.AsSpan(preset.Address));
        _bells = (bool[])program.Bells.Clone();
        _threads = [.. program.Threads.Select((ops, i) => new BruteThread(BruteCode.Of(ops), program.Registers(i)))];
        _buffers = [.. program.Threads.Select(_ => new List<Pending>())];
        _stores = new int[program.Threads.Length];
    }

    private BruteBuffered(BruteBuffered other)
    {
        _consistency = other._consistency;
        _memory = (byte[])other._memory.Clone();
        _bells = (bool[])other._bells.Clone();
        _threads = [.. other._threads.Select(thread => thread.Copy())];
        _buffers = [.. other._buffers.Select(buffer => new List<Pending>(buffer))];
        _stores = (int[])other._stores.Clone();
    }

    /// <summary>What tells it from other situations of the same program.</summary>
    internal string Key
    {
        get
        {
            var key = new StringBuilder(Convert.ToHexString(_memory));
            foreach (var bell in _bells)
                key.Append(bell ? '!' : '.');
            for (var i = 0; i < _threads.Length; i++)
                key.Append('|').Append(_threads[i].Key).Append('<').AppendJoin(',', _buffers[i]);
            return key.ToString();
        }
    }

    internal string Outcome => Programs.Outcome.Text(
        [.. _threads.Select(thread => thread.Registers)],
        [.. Enumerable.Range(0, _memory.Length / 8).Select(i => BitConverter.ToUInt64(_memory, 8 * i))],
        [.. _threads.Select(thread => !thread.Done)]);

    /// <summary>Every situation that one step leads to.</summary>
    internal IEnumerable<BruteBuffered> Next() => Steps().Select(step => step.After);

    /// <summary>Every step that can be taken, and what it leads to.</summary>
    internal IEnumerable<(BruteStep Step, BruteBuffered After)> Steps()
    {
        for (var i = 0; i < _threads.Length; i++)
        {
            var way = 0;
            foreach (var next in Steps(i))
                yield return (StepOf(i, way++), next);
            for (var entry = 0; entry < _buffers[i].Count; entry++)
            {
                if (MayArrive(_buffers[i], entry))
                    yield return (Arrival(i, _buffers[i][entry]), After(next => next.Arrive(i, entry)));
            }
        }
    }

    private BruteStep StepOf(int i, int way) => _threads[i].Next switch
    {
        LoadPiece load => new(i, way, load.Address, load.Size, Writes: false, Forwarded(i, load.Address, load.Size)),
        StorePiece store when _consistency == Consistency.Sequential => new(i, way, store.Address, store.Size, Writes: true),
        Whole { Op: Signal op } when _consistency == Consistency.Sequential => new(i, way, Cell(op.Bell), 1, Writes: true),
        Whole { Op: Wait op } => new(i, way, Cell(op.Bell), 1, Writes: true),
        Whole { Op: Exchange op } => new(i, way, op.Address, op.Size, Writes: true),
        Whole { Op: CompareExchange op } => new(i, way, op.Address, op.Size, Writes: true),
        Whole { Op: Until op } => new(i, way, op.Address, op.Size, Writes: false, Forwarded(i, op.Address, op.Size)),
        StorePiece or Whole { Op: Signal } => new(i, way, 0, 0, Writes: false, Puts: _stores[i] + 1),
        _ => new(i, way, 0, 0, Writes: false),
    };

    private BruteStep Arrival(int i, Pending store) => store.Bell >= 0
        ? new(i, 0, Cell(store.Bell), 1, Writes: true, Arrival: store.Number)
        : new(i, 0, store.Address, store.Bytes.Length, Writes: true, Arrival: store.Number);

    private int Cell(int bell) => _memory.Length + 8 * bell;

    /// <summary>Whether own stores that have not arrived answer a load in full.</summary>
    private bool Forwarded(int i, int address, int size) =>
        Enumerable.Range(address, size).All(at => _buffers[i].Exists(pending => pending.Covers(at)));

    private IEnumerable<BruteBuffered> Steps(int i)
    {
        var thread = _threads[i];
        if (thread.Done)
            return [];
        return thread.Next switch
        {
            LoadPiece load => [Done(i, (next, own) => own.Fill(load.Destination, next.Seen(i, load.Address, load.Size)))],
            StorePiece store => [Done(i, (next, own) => next.Put(i, new Pending(store.Address, Bytes(own.Value(store.Value), store.Size), store.Release)))],
            Whole { Op: Fence { Kind: FenceKind.Full } } => Empty(i) ? [Done(i, (_, _) => { })] : [],
            Whole { Op: Fence fence } => [Done(i, (next, _) => next.Bar(i, fence.Kind))],
            Whole { Op: Exchange op } => Empty(i) ? [Done(i, (next, own) => next.Exchange(own, op.Register, op.Address, op.Size, null, op.Value))] : [],
            Whole { Op: CompareExchange op } => Empty(i)
                ? [Done(i, (next, own) => next.Exchange(own, op.Register, op.Address, op.Size, op.Expected, op.Value))]
                : [],
            Whole { Op: Until op } => op.Suits(Number(Seen(i, op.Address, op.Size)))
                ? [Done(i, (next, own) => own.Fill(op.Register, Number(next.Seen(i, op.Address, op.Size))))]
                : [],
            Whole { Op: Signal op } => [Done(i, (next, _) => next.Put(i, new Pending(-1, [], Release: true, op.Bell)))],
            Whole { Op: Wait op } => _bells[op.Bell] ? [Done(i, (next, _) => next._bells[op.Bell] = false)] : [],
            Whole { Op: Choose op } => Enumerable.Range(0, op.Count).Select(way => Done(i, (_, own) => own.Fill(op.Register, (ulong)way))),
            var other => throw new InvalidOperationException($"{other} is no step"),
        };
    }

    private bool Empty(int i) => _buffers[i].Count == 0;

    private BruteBuffered After(Action<BruteBuffered> step)
    {
        var next = new BruteBuffered(this);
        step(next);
        return next;
    }

    private BruteBuffered Done(int i, Action<BruteBuffered, BruteThread> step) => After(next =>
    {
        step(next, next._threads[i]);
        next._threads[i].Advance();
    });

    /// <summary>Each byte from the newest own store of it that has not arrived, else from memory.</summary>
    private byte[] Seen(int i, int address, int size)
    {
        var bytes = _memory.AsSpan(address, size).ToArray();
        foreach (var pending in _buffers[i])
        {
            for (var at = 0; at < size; at++)
            {
                if (pending.Covers(address + at))
                    bytes[at] = pending.Bytes[address + at - pending.Address];
            }
        }

        return bytes;
    }

    private void Put(int i, Pending store)
    {
        _buffers[i].Add(store with { Number = ++_stores[i] });
        if (_consistency == Consistency.Sequential)
            Arrive(i, 0);
    }

    private void Bar(int i, FenceKind kind)
    {
        if (_consistency == Consistency.PartialStoreOrder && kind is FenceKind.Write or FenceKind.Release && !Empty(i))
            _buffers[i].Add(Pending.Barrier);
    }

    private bool MayArrive(List<Pending> buffer, int entry)
    {
        if (entry == 0)
            return true;
        if (_consistency != Consistency.PartialStoreOrder || buffer[entry].Release || buffer[entry].IsBarrier)
            return false;
        return buffer.Take(entry).All(earlier => !earlier.IsBarrier && !buffer[entry].Overlaps(earlier));
    }

    private void Arrive(int i, int entry)
    {
        var store = _buffers[i][entry];
        _buffers[i].RemoveAt(entry);
        while (_buffers[i].Count > 0 && _buffers[i][0].IsBarrier)
            _buffers[i].RemoveAt(0);
        if (store.Bell >= 0)
            _bells[store.Bell] = true;
        else
            store.Bytes.CopyTo(_memory.AsSpan(store.Address));
    }

    /// <summary>Stores if memory holds what is expected, or whatever it holds if nothing is.</summary>
    private void Exchange(BruteThread own, int register, int address, int size, ulong? expected, Operand value)
    {
        // The value first: an exchange may store what its own register holds, and that is 0 until it is filled.
        var bytes = Bytes(own.Value(value), size);
        var old = Number(_memory.AsSpan(address, size));
        own.Fill(register, old);
        if (expected is null || expected == old)
            bytes.CopyTo(_memory.AsSpan(address));
    }

    private static byte[] Bytes(ulong value, int size) => BitConverter.GetBytes(value)[..size];

    private static ulong Number(ReadOnlySpan<byte> bytes)
    {
        Span<byte> whole = stackalloc byte[8];
        whole.Clear();
        bytes.CopyTo(whole);
        return BitConverter.ToUInt64(whole);
    }

    /// <summary>A store on its way to memory, a signal on its way to its doorbell, or a mark that later ones do not pass.</summary>
    private sealed record Pending(int Address, byte[] Bytes, bool Release, int Bell = -1)
    {
        /// <summary>Which store of its thread it is. Makes no difference to what can follow.</summary>
        internal int Number { get; init; }

        internal static readonly Pending Barrier = new(-1, [], Release: false);

        internal bool IsBarrier => Address < 0 && Bell < 0;

        internal bool Covers(int address) => address >= Address && address < Address + Bytes.Length;

        internal bool Overlaps(Pending other) => Address < other.Address + other.Bytes.Length && other.Address < Address + Bytes.Length;

        public override string ToString() => IsBarrier ? "-" : $"{Address}{(Release ? "r" : "")}{Convert.ToHexString(Bytes)}b{Bell}";
    }
}
