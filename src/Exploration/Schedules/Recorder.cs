using System.Globalization;
using Virtspec.Exploration.Execution;
using Virtspec.Exploration.MemoryModels;

namespace Virtspec.Exploration.Schedules;

/// <summary>Looks on while a run is done, and puts it into words.</summary>
internal sealed class Recorder(PlaceNames names) : IWitness
{
    private readonly List<RecordedRow> _rows = [];
    private readonly SortedDictionary<int, Bell> _bells = [];

    /// <summary>Stores on their way, oldest first.</summary>
    private readonly List<Store> _buffered = [];
    private string _remark = string.Empty;
    private ulong _asleep;
    private ulong _done;

    internal IReadOnlyList<RecordedRow> Rows => _rows;

    /// <summary>Doorbells met so far.</summary>
    internal IReadOnlyList<Bell> Bells => [.. _bells.Values];

    void IWitness.Named(int offset, int size, string name)
    {
    }

    void IWitness.Performing(World world, Agent agent, int alternative) => _remark = agent.Kind switch
    {
        Operation.Load or Operation.Until when alternative > 0 => " (old)",
        Operation.Load or Operation.Until when _buffered.Exists(store => store.Agent == agent.Index && store.Overlaps(agent)) => " (own)",
        Operation.Load or Operation.Until when _buffered.Exists(store => store.Overlaps(agent)) => " (old)",
        Operation.Store or Operation.Signal when world.Memory.IsSent(agent) => Buffers(world) ? " (buffered)" : " (sent)",
        Operation.Store when alternative > 0 => " (behind newer)",
        Operation.Exchange or Operation.CompareExchange when alternative > 0 => " (old)",
        _ => string.Empty,
    };

    void IWitness.Performed(World world, Agent agent, ulong result)
    {
        var bit = 1UL << agent.Index;
        var text = AccessText.Performed(agent, result, names);
        Passage? passage = null;
        if (agent.Kind == Operation.Wait)
        {
            passage = new Passage(agent.Index, BellAt(agent.Offset, agent.Size), Taken: true);
            text = (_asleep & bit) != 0 ? $"woken by {passage.Bell!.Name}" : text;
        }
        else if (agent.Kind == Operation.Signal && !world.Memory.IsSent(agent))
        {
            passage = new Passage(agent.Index, BellAt(agent.Offset, agent.Size), Taken: false);
        }

        if (agent.Kind is Operation.Store or Operation.Signal && Buffers(world))
            _buffered.Add(new Store(agent.Index, agent.Offset, agent.Size, agent.Value, agent.Kind == Operation.Signal));
        _asleep &= ~bit;
        Add(world, agent.Index, RowKind.Access, text + _remark, passage);
    }

    void IWitness.Drained(World world, int process, int offset)
    {
        if (world.Memory.Moved is { } moved)
        {
            if (moved.Text.Length == 0)
                return;
            var named = moved.Offset < 0 ? moved.Text : string.Format(CultureInfo.InvariantCulture, moved.Text, names[moved.Offset, moved.Size]);
            Add(world, world.Agents, RowKind.Arrival, named, new Passage(moved.Agent, moved.Rings ? BellAt(moved.Offset, moved.Size) : null, Taken: false));
            return;
        }

        var agent = world.Memory.DrainAgent(process);
        var perPlace = world.Model == MemoryModel.PartialStoreOrder;
        var at = _buffered.FindIndex(store => store.Agent == agent && (!perPlace || store.Offset == offset));
        var arrived = _buffered[at];
        _buffered.RemoveAt(at);
        var place = names[arrived.Offset, arrived.Size];
        var passage = new Passage(agent, arrived.Rings ? BellAt(arrived.Offset, arrived.Size) : null, Taken: false);
        Add(world, world.Agents, RowKind.Arrival, arrived.Rings ? $"{place} {passage.Word}" : $"{place} := {AccessText.Value(arrived.Value)}", passage);
    }

    /// <summary>Notes who has come to a stop. Called when a step is over.</summary>
    internal void LookAround(World world)
    {
        for (var i = 0; i < world.Agents; i++)
        {
            var (agent, bit) = (world.AgentAt(i), 1UL << i);
            if (((_asleep | _done) & bit) != 0)
                continue;
            if (agent.Done)
            {
                _done |= bit;
                var failed = Failed(world, agent);
                Add(world, i, failed ? RowKind.Fails : RowKind.Ends, failed ? "fails" : "ends");
            }
            else if (agent.Kind is Operation.Wait or Operation.Until && !world.Memory.Ready(agent))
            {
                _asleep |= bit;
                if (agent.Kind == Operation.Wait)
                    BellAt(agent.Offset, agent.Size);
                Add(world, i, RowKind.Waits, AccessText.Pending(agent, blocked: true, names));
            }
        }
    }

    /// <summary>What an agent fails with begins with its name; what the end finds does not.</summary>
    private static bool Failed(World world, Agent agent) =>
        world.Failure is { } failure && failure.Text.StartsWith($"{agent.Name}: ", StringComparison.Ordinal);

    private static bool Buffers(World world) => world.Model is MemoryModel.TotalStoreOrder or MemoryModel.PartialStoreOrder;

    private Bell BellAt(int offset, int size) =>
        _bells.TryGetValue(offset, out var bell) ? bell : _bells[offset] = new Bell(offset, names[offset, size]);

    private void Add(World world, int lane, RowKind kind, string text, Passage? passage = null) =>
        _rows.Add(new RecordedRow(world.Depth, lane, kind, text, passage, _asleep, _done));

    private readonly record struct Store(int Agent, int Offset, int Size, ulong Value, bool Rings)
    {
        internal bool Overlaps(Agent agent) => Offset < agent.Offset + agent.Size && agent.Offset < Offset + Size;
    }
}
