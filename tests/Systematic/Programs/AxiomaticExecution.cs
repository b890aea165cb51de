using System.Text;
using Virtspec.Port;

namespace Virtspec.Systematic.Programs;

/// <summary>What an event of an execution graph is; a read-modify-write that stores is both load and store.</summary>
[Flags]
internal enum EventKinds
{
    Load = 1,
    Store = 2,
    Acquire = 4,
    Release = 8,
    Fence = 16,

    /// <summary>A full fence; always with <see cref="Fence"/>.</summary>
    Full = 32,
}

/// <summary>An event of an execution graph.</summary>
/// <param name="Thread">Whose; -1 for what memory begins with.</param>
/// <param name="Order">Its place in its thread.</param>
/// <param name="Kinds">What it is.</param>
/// <param name="Address">Its location; every access to it has the same size.</param>
/// <param name="Value">What it stores.</param>
/// <param name="From">The number of the event that a load reads from.</param>
internal sealed record AxiomaticEvent(int Thread, int Order, EventKinds Kinds, int Address = -1, ulong Value = 0, int From = -1)
{
    internal bool Is(EventKinds kinds) => (Kinds & kinds) == kinds;
}

/// <summary>
/// Execution graphs of a program: events, their order in each thread, and from where each load reads. Loads read only what has been stored,
/// so program order and reads-from together have no cycle, but nothing else is asked of a graph: that is for the axioms.
/// </summary>
/// <remarks>For programs in which all accesses to a location have one size and nothing waits.</remarks>
internal sealed class AxiomaticExecution
{
    private readonly BruteThread[] _threads;
    private readonly List<AxiomaticEvent> _events;
    private readonly int[] _counts;

    private AxiomaticExecution(BruteThread[] threads, List<AxiomaticEvent> events, int[] counts) => (_threads, _events, _counts) = (threads, events, counts);

    internal IReadOnlyList<AxiomaticEvent> Events => _events;

    internal ulong[][] Registers => [.. _threads.Select(thread => thread.Registers)];

    /// <summary>Every complete graph, once.</summary>
    internal static IEnumerable<AxiomaticExecution> Of(Program program)
    {
        var locations = Locations(program);
        var first = new AxiomaticExecution(
            [.. program.Threads.Select((ops, i) => new BruteThread(BruteCode.Of(ops), program.Registers(i)))],
            [.. locations.Select(location => new AxiomaticEvent(-1, 0, EventKinds.Store, location.Address, Initial(program, location.Address, location.Size)))],
            new int[program.Threads.Length]);
        var seen = new HashSet<string>();
        var left = new Stack<AxiomaticExecution>([first]);
        while (left.TryPop(out var execution))
        {
            if (!seen.Add(execution.Key()))
                continue;
            if (Array.TrueForAll(execution._threads, thread => thread.Done))
                yield return execution;
            foreach (var next in execution.Next())
                left.Push(next);
        }
    }

    private static (int Address, int Size)[] Locations(Program program)
    {
        var accesses = program.Threads.SelectMany(thread => thread).Select(op => op switch
        {
            Load o => (o.Address, o.Size),
            Store o => (o.Address, o.Size),
            Exchange o => (o.Address, o.Size),
            CompareExchange o => (o.Address, o.Size),
            Fence { Kind: not (FenceKind.Read or FenceKind.Write) } or Choose or SkipIf => (Address: -1, Size: 0),
            _ => throw new ArgumentException($"{op} is not for the axioms", nameof(program)),
        });
        var presets = program.Presets.Select(preset => (preset.Address, preset.Size));
        var locations = accesses.Concat(presets).Where(access => access.Address >= 0).Distinct().OrderBy(access => access.Address).ToArray();
        for (var i = 1; i < locations.Length; i++)
        {
            if (locations[i].Address < locations[i - 1].Address + locations[i - 1].Size)
                throw new ArgumentException($"accesses of several sizes at {locations[i].Address}", nameof(program));
        }

        return locations;
    }

    private static ulong Initial(Program program, int address, int size)
    {
        var value = program.Presets.LastOrDefault(preset => preset.Address == address).Value;
        return size == 8 ? value : value & ((1ul << (8 * size)) - 1);
    }

    /// <summary>The events by thread, each load with the thread and place of what it reads: the same for every order in which they were added.</summary>
    private string Key()
    {
        var key = new StringBuilder();
        foreach (var e in _events.OrderBy(e => e.Thread).ThenBy(e => e.Order))
        {
            key.Append($"{e.Thread}.{e.Order} {(int)e.Kinds} {e.Address} {e.Value}");
            if (e.From >= 0)
                key.Append($" < {_events[e.From].Thread}.{_events[e.From].Order}");
            key.Append(';');
        }

        foreach (var thread in _threads)
            key.Append(thread.Key).Append('|');
        return key.ToString();
    }

    private IEnumerable<AxiomaticExecution> Next() => Enumerable.Range(0, _threads.Length).Where(i => !_threads[i].Done).SelectMany(Steps);

    private IEnumerable<AxiomaticExecution> Steps(int i)
    {
        var thread = _threads[i];
        return thread.Next switch
        {
            LoadPiece load => Sources(load.Address).Select(from => Add(i, own => own.Fill(load.Destination / 8, _events[from].Value),
                new AxiomaticEvent(i, 0, EventKinds.Load | (load.Acquire ? EventKinds.Acquire : 0), load.Address, 0, from))),
            StorePiece store => [Add(i, _ => { },
                new AxiomaticEvent(i, 0, EventKinds.Store | (store.Release ? EventKinds.Release : 0), store.Address, Cut(thread.Value(store.Value), store.Size)))],
            Whole { Op: Fence fence } => [Add(i, _ => { }, FenceOf(fence.Kind))],
            Whole { Op: Choose op } => Enumerable.Range(0, op.Count).Select(way => Add(i, own => own.Fill(op.Register, (ulong)way))),
            Whole { Op: Exchange op } => Sources(op.Address)
                .Select(from => Exchange(i, op.Register, op.Address, from, Cut(thread.Value(op.Value), op.Size))),
            Whole { Op: CompareExchange op } => Sources(op.Address)
                .Select(from => Exchange(i, op.Register, op.Address, from, _events[from].Value == op.Expected ? Cut(thread.Value(op.Value), op.Size) : null)),
            var other => throw new InvalidOperationException($"{other} is not for the axioms"),
        };
    }

    /// <summary>Between full fences; with a store if there is a value for it.</summary>
    private AxiomaticExecution Exchange(int i, int register, int address, int from, ulong? value)
    {
        var kinds = EventKinds.Load | EventKinds.Acquire | (value is null ? 0 : EventKinds.Store | EventKinds.Release);
        return Add(i, own => own.Fill(register, _events[from].Value),
            FenceOf(FenceKind.Full), new AxiomaticEvent(i, 0, kinds, address, value ?? 0, from), FenceOf(FenceKind.Full));
    }

    private IEnumerable<int> Sources(int address) =>
        Enumerable.Range(0, _events.Count).Where(e => _events[e].Is(EventKinds.Store) && _events[e].Address == address);

    private AxiomaticExecution Add(int i, Action<BruteThread> step, params AxiomaticEvent[] events)
    {
        var threads = _threads.ToArray();
        threads[i] = threads[i].Copy();
        step(threads[i]);
        threads[i].Advance();
        var counts = (int[])_counts.Clone();
        return new AxiomaticExecution(threads, [.. _events, .. events.Select(e => e with { Thread = i, Order = counts[i]++ })], counts);
    }

    private static AxiomaticEvent FenceOf(FenceKind kind) => new(0, 0, EventKinds.Fence | kind switch
    {
        FenceKind.Acquire => EventKinds.Acquire,
        FenceKind.Release => EventKinds.Release,
        _ => EventKinds.Acquire | EventKinds.Release | EventKinds.Full,
    });

    private static ulong Cut(ulong value, int size) => size == 8 ? value : value & ((1ul << (8 * size)) - 1);
}
