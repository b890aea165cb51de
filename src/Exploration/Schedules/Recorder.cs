using Virtspec.Exploration.Execution;
using Virtspec.Exploration.MemoryModels;

namespace Virtspec.Exploration.Schedules;

/// <summary>Looks on while a run is done, and puts it into words.</summary>
internal sealed class Recorder(PlaceNames names) : IWitness
{
    private readonly List<RecordedRow> _rows = [];

    /// <summary>Stores on their way, oldest first.</summary>
    private readonly List<Store> _buffered = [];
    private string _remark = string.Empty;
    private ulong _asleep;
    private ulong _done;

    internal IReadOnlyList<RecordedRow> Rows => _rows;

    void IWitness.Named(int offset, int size, string name)
    {
    }

    void IWitness.Performing(World world, Agent agent, int alternative) => _remark = agent.Kind switch
    {
        Operation.Load or Operation.Until when alternative > 0 => " (old)",
        Operation.Load or Operation.Until when _buffered.Exists(store => store.Agent == agent.Index && store.Overlaps(agent)) => " (own)",
        Operation.Load or Operation.Until when _buffered.Exists(store => store.Overlaps(agent)) => " (old)",
        Operation.Store when Buffers(world) => " (buffered)",
        Operation.Signal when Buffers(world) => " (buffered)",
        Operation.Store when alternative > 0 => " (behind newer)",
        Operation.Exchange or Operation.CompareExchange when alternative > 0 => " (old)",
        _ => string.Empty,
    };

    void IWitness.Performed(World world, Agent agent, ulong result)
    {
        var bit = 1UL << agent.Index;
        var text = AccessText.Performed(agent, result, names);
        string? echo = null;
        if (agent.Kind == Operation.Wait)
        {
            text = (_asleep & bit) != 0 ? $"woken by {names[agent.Offset, agent.Size]}" : text;
            echo = $"{names[agent.Offset, agent.Size]} taken";
        }
        else if (agent.Kind == Operation.Signal && !Buffers(world))
        {
            echo = $"{names[agent.Offset, agent.Size]} rung";
        }

        if (agent.Kind is Operation.Store or Operation.Signal && Buffers(world))
            _buffered.Add(new Store(agent.Index, agent.Offset, agent.Size, agent.Value, agent.Kind == Operation.Signal));
        _asleep &= ~bit;
        Add(world, agent.Index, text + _remark, echo);
    }

    void IWitness.Drained(World world, int process, int offset)
    {
        var agent = world.Memory.DrainAgent(process);
        var perPlace = world.Model == MemoryModel.PartialStoreOrder;
        var at = _buffered.FindIndex(store => store.Agent == agent && (!perPlace || store.Offset == offset));
        var arrived = _buffered[at];
        _buffered.RemoveAt(at);
        var place = names[arrived.Offset, arrived.Size];
        Add(world, world.Agents, arrived.Rings ? $"{place} rung" : $"{place} := {AccessText.Value(arrived.Value)}", null);
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
                Add(world, i, Failed(world, agent) ? "fails" : "ends", null);
            }
            else if (agent.Kind is Operation.Wait or Operation.Until && !world.Memory.Ready(agent))
            {
                _asleep |= bit;
                Add(world, i, AccessText.Pending(agent, blocked: true, names), null);
            }
        }
    }

    /// <summary>What an agent fails with begins with its name; what the end finds does not.</summary>
    private static bool Failed(World world, Agent agent) =>
        world.Failure is { } failure && failure.Text.StartsWith($"{agent.Name}: ", StringComparison.Ordinal);

    private static bool Buffers(World world) => world.Model is MemoryModel.TotalStoreOrder or MemoryModel.PartialStoreOrder;

    private void Add(World world, int lane, string text, string? echo) =>
        _rows.Add(new RecordedRow(world.Depth, lane, text, echo, _asleep, _done));

    private readonly record struct Store(int Agent, int Offset, int Size, ulong Value, bool Rings)
    {
        internal bool Overlaps(Agent agent) => Offset < agent.Offset + agent.Size && agent.Offset < Offset + Size;
    }
}
