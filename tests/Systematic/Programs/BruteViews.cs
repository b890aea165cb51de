using System.Text;
using Virtspec.Port;

namespace Virtspec.Systematic.Programs;

/// <summary>
/// One situation of a program under release and acquire by views: the machine of Kang, Hur, Lahav, Vafeiadis and Dreyer (A promising
/// semantics for relaxed-memory concurrency, POPL 2017) without promises, over bytes. Made to be obviously right: every step copies the whole.
/// </summary>
/// <remarks>
/// A message is a store; the messages of eight aligned bytes have an order; a view says for each byte which message is the oldest that may
/// still be read. Loads may read old messages, stores may go before messages that their thread does not know of; nothing is read before
/// it is stored, so there is no load buffering.
/// </remarks>
internal sealed class BruteViews
{
    private readonly int _memoryBytes;
    private readonly BruteGranule[] _granules;
    private readonly Agent[] _agents;
    private BruteMessage[] _fenced;

    internal BruteViews(Program program)
    {
        _memoryBytes = program.MemoryBytes;
        var bytes = new byte[program.MemoryBytes + 8 * program.Bells.Length];
        foreach (var preset in program.Presets)
            BitConverter.GetBytes(preset.Value).AsSpan(0, preset.Size).CopyTo(bytes.AsSpan(preset.Address));
        for (var bell = 0; bell < program.Bells.Length; bell++)
            bytes[Cell(bell)] = program.Bells[bell] ? (byte)1 : (byte)0;
        _granules = [.. Enumerable.Range(0, bytes.Length / 8).Select(i => new BruteGranule([new BruteMessage(8 * i, bytes[(8 * i)..(8 * i + 8)])]))];
        _fenced = [.. Enumerable.Range(0, bytes.Length).Select(at => _granules[at / 8].Messages[0])];
        foreach (var granule in _granules)
            granule.Messages[0].View = _fenced;
        _agents = [.. program.Threads.Select((ops, i) => new Agent(new BruteThread(BruteCode.Of(ops), program.Registers(i)), _fenced))];
    }

    private BruteViews(BruteViews other)
    {
        _memoryBytes = other._memoryBytes;
        _granules = [.. other._granules.Select(granule => granule.Copy())];
        _agents = [.. other._agents.Select(agent => agent.Copy())];
        _fenced = other._fenced;
    }

    /// <summary>What tells it from other situations of the same program.</summary>
    internal string Key
    {
        get
        {
            var key = new StringBuilder();
            foreach (var message in _granules.SelectMany(granule => granule.Messages))
                key.Append(message).Append('<').Append(Text(message.View)).Append('<').AppendJoin(',', message.Sources.Select(Place)).Append(';');
            foreach (var agent in _agents)
            {
                key.Append('|').Append(agent.Thread.Key);
                foreach (var view in new[] { agent.Current, agent.Acquirable, agent.Released, agent.Own })
                    key.Append('/').Append(Text(view));
            }

            return key.Append('|').Append(Text(_fenced)).ToString();
        }
    }

    internal string Outcome => Programs.Outcome.Text(
        [.. _agents.Select(agent => agent.Thread.Registers)],
        [.. Enumerable.Range(0, _memoryBytes / 8).Select(i => Number(8 * i, _granules[i].Cut(_granules[i].Messages.Count - 1, 8 * i, 8)))],
        [.. _agents.Select(agent => !agent.Thread.Done)]);

    /// <summary>Every situation that one step leads to.</summary>
    internal IEnumerable<BruteViews> Next()
    {
        for (var i = 0; i < _agents.Length; i++)
        {
            foreach (var step in _agents[i].Thread.Done ? [] : Steps(_agents[i], _agents[i].Thread.Next))
            {
                var next = new BruteViews(this);
                step(next, next._agents[i]);
                next._agents[i].Thread.Advance();
                yield return next;
            }
        }
    }

    private IEnumerable<Action<BruteViews, Agent>> Steps(Agent now, Instruction instruction) => instruction switch
    {
        LoadPiece load => Granule(load.Address).Readings(load.Address, load.Size, now.Current).Select(reading => new Action<BruteViews, Agent>((next, own) =>
        {
            own.Thread.Fill(load.Destination, BitConverter.GetBytes(Number(load.Address, reading)).AsSpan(0, load.Size));
            next.Read(own, load.Address, reading, load.Acquire);
        })),
        StorePiece store => Granule(store.Address).Places(store.Address, store.Size, now.Current).Select(place => new Action<BruteViews, Agent>((next, own) =>
            next.Store(own, place, store.Address, store.Size, own.Thread.Value(store.Value), store.Release ? own.Current : own.Released))),
        Whole { Op: Fence fence } => [(next, own) => next.Order(own, fence.Kind)],
        Whole { Op: Exchange op } => Exchanges(now, op.Register, op.Address, op.Size, null, op.Value),
        Whole { Op: CompareExchange op } => Exchanges(now, op.Register, op.Address, op.Size, op.Expected, op.Value),
        Whole { Op: Until op } => Granule(op.Address).Readings(op.Address, op.Size, now.Current)
            .Where(reading => op.Suits(Number(op.Address, reading)))
            .Select(reading => new Action<BruteViews, Agent>((next, own) =>
            {
                own.Thread.Fill(op.Register, Number(op.Address, reading));
                next.Read(own, op.Address, reading, acquire: false);
            })),
        Whole { Op: Signal op } => [(next, own) =>
            next.Store(own, next.Granule(Cell(op.Bell)).Messages.Count, Cell(op.Bell), 1, 1, own.Current)],
        Whole { Op: Wait op } => Waits(Cell(op.Bell)),
        Whole { Op: Choose op } => Enumerable.Range(0, op.Count)
            .Select(way => new Action<BruteViews, Agent>((_, own) => own.Thread.Fill(op.Register, (ulong)way))),
        var other => throw new InvalidOperationException($"{other} is no step"),
    };

    private IEnumerable<Action<BruteViews, Agent>> Waits(int cell)
    {
        var end = Granule(cell).Messages.Count;
        var last = Granule(cell).Cut(end - 1, cell, 1);
        if (last[0].ByteAt(cell) == 0)
            return [];
        return [(next, own) =>
        {
            next.Read(own, cell, last, acquire: true);
            next.Store(own, end, cell, 1, 0, own.Released, last);
        }];
    }

    /// <summary>A full fence, a load, a store right after what was loaded, and another full fence, as one step.</summary>
    private IEnumerable<Action<BruteViews, Agent>> Exchanges(Agent now, int register, int address, int size, ulong? expected, Operand value)
    {
        var atLeast = Join(Join(now.Current, now.Acquirable), _fenced);
        var granule = Granule(address);
        foreach (var place in granule.Exchanges(address, size, atLeast))
        {
            var reading = granule.Cut(place - 1, address, size);
            if (expected is null || Number(address, reading) == expected)
                yield return (next, own) => Exchange(next, own, reading, place);
        }

        foreach (var reading in granule.Readings(address, size, atLeast))
        {
            if (expected is not null && Number(address, reading) != expected)
                yield return (next, own) => Exchange(next, own, reading, null);
        }

        void Exchange(BruteViews next, Agent own, BruteMessage[] reading, int? place)
        {
            var stored = own.Thread.Value(value);
            next.Order(own, FenceKind.Full);
            own.Thread.Fill(register, Number(address, reading));
            next.Read(own, address, reading, acquire: true);
            if (place is { } free)
                next.Store(own, free, address, size, stored, own.Current, reading);
            next.Order(own, FenceKind.Full);
        }
    }

    private void Read(Agent own, int address, BruteMessage[] reading, bool acquire)
    {
        for (var i = 0; i < reading.Length; i++)
        {
            own.Current = Raise(own.Current, address + i, reading[i]);
            own.Acquirable = Join(own.Acquirable, reading[i].View);
            if (acquire)
                own.Current = Join(own.Current, reading[i].View);
        }
    }

    private void Store(Agent own, int place, int address, int size, ulong value, BruteMessage[] carried, BruteMessage[]? sources = null)
    {
        var message = new BruteMessage(address, BitConverter.GetBytes(value)[..size]) { Sources = sources ?? [] };
        Granule(address).Insert(place, message);
        for (var at = address; at < address + size; at++)
        {
            carried = Raise(carried, at, message);
            own.Current = Raise(own.Current, at, message);
            own.Own = Raise(own.Own, at, message);
        }

        message.View = carried;
    }

    private void Order(Agent own, FenceKind kind)
    {
        if (kind is FenceKind.Read or FenceKind.Acquire or FenceKind.Full)
            own.Current = Join(own.Current, own.Acquirable);
        if (kind == FenceKind.Full)
            own.Current = _fenced = Join(own.Current, _fenced);
        if (kind is FenceKind.Release or FenceKind.Full)
            own.Released = own.Current;
        if (kind == FenceKind.Write)
            own.Released = Join(own.Released, own.Own);
    }

    private int Cell(int bell) => _memoryBytes + 8 * bell;

    private BruteGranule Granule(int address) => _granules[address / 8];

    private int Place(BruteMessage message) => Granule(message.Address).Place(message);

    private BruteMessage[] Join(BruteMessage[] one, BruteMessage[] other) =>
        [.. one.Select((message, at) => Granule(at).Later(message, other[at]))];

    private BruteMessage[] Raise(BruteMessage[] view, int at, BruteMessage message)
    {
        var raised = (BruteMessage[])view.Clone();
        raised[at] = Granule(at).Later(message, view[at]);
        return raised;
    }

    private string Text(BruteMessage[] view) => string.Join(',', view.Select(Place));

    private static ulong Number(int address, BruteMessage[] reading) =>
        reading.Select((message, i) => (ulong)message.ByteAt(address + i) << (8 * i)).Aggregate(0ul, (sum, next) => sum | next);

    /// <summary>A thread and what it knows of memory. Views are never changed, only replaced.</summary>
    private sealed class Agent(BruteThread thread, BruteMessage[] initial)
    {
        internal BruteThread Thread { get; private set; } = thread;

        /// <summary>What its next accesses have to respect.</summary>
        internal BruteMessage[] Current { get; set; } = initial;

        /// <summary>What an acquire fence would add: the views of all it has read.</summary>
        internal BruteMessage[] Acquirable { get; set; } = initial;

        /// <summary>What its relaxed stores carry.</summary>
        internal BruteMessage[] Released { get; set; } = initial;

        /// <summary>The last message of its own for each byte.</summary>
        internal BruteMessage[] Own { get; set; } = initial;

        internal Agent Copy()
        {
            var copy = (Agent)MemberwiseClone();
            copy.Thread = Thread.Copy();
            return copy;
        }
    }
}
