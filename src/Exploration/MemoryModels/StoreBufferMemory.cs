using Virtspec.Exploration.Execution;

namespace Virtspec.Exploration.MemoryModels;

/// <summary>
/// Stores go into a buffer of their agent and arrive later: in the order of the code (total store order), or out of order
/// where they do not overlap and no fence stands between (partial store order). An agent sees its own stores at once.
/// </summary>
/// <remarks>
/// Each arrival is a step of a process of its own. There is one for an agent under total store order, and one for an agent and a place
/// under partial store order. Doorbells are stores too, with everything before them.
/// </remarks>
internal sealed class StoreBufferMemory(World world, bool perPlace, PlaceNumbers numbers) : SharedMemory(world)
{
    private readonly List<StoreBuffer> _buffers = [];
    private readonly List<(int Agent, int Place)> _places = [];
    private readonly Dictionary<(int Agent, int Offset), int> _processes = [];
    private int _agents;

    internal override void Reset()
    {
        base.Reset();
        foreach (var buffer in _buffers)
            buffer.Clear();
    }

    internal override void Begin()
    {
        _agents = World.Agents;
        while (_buffers.Count < _agents)
            _buffers.Add(new StoreBuffer(perPlace));
    }

    internal override ulong DrainsReady
    {
        get
        {
            var ready = 0UL;
            for (var agent = 0; agent < _agents; agent++)
            {
                var buffer = _buffers[agent];
                for (var i = 0; i < buffer.Count; i++)
                {
                    if (buffer.CanArrive(i))
                        ready |= 1UL << buffer[i].Process;
                    if (!perPlace)
                        break;
                }
            }

            return ready;
        }
    }

    internal override bool IsSent(Agent agent) => agent.Kind is Operation.Store or Operation.Signal;

    internal override bool IsLocal(Agent agent) => agent.Kind switch
    {
        Operation.Store or Operation.Signal => true,
        Operation.Fence => agent.FenceKind != Port.FenceKind.Full || !_buffers[agent.Index].StoredSinceFull,
        _ => false,
    };

    internal override bool Ready(Agent agent) => agent.Kind switch
    {
        Operation.Wait => Peek(agent.Offset, agent.Size) != 0,
        Operation.Until => agent.Suits!(Seen(agent, Peek(agent.Offset, agent.Size), out _)),
        Operation.Fence or Operation.Exchange or Operation.CompareExchange => _buffers[agent.Index].Count == 0,
        _ => true,
    };

    internal override bool IsAlone(Agent agent) => agent.Kind is Operation.Choose or Operation.Fence;

    internal override bool ReadyWithout(Agent agent, IUndone undone)
    {
        var value = PeekWithout(agent.Offset, agent.Size, undone);
        if (agent.Kind == Operation.Wait)
            return value != 0;
        // Without its own arrivals the agent's stores would still be in its buffer, where it sees them.
        value = _buffers[agent.Index].WithArrivals(agent.Offset, agent.Size, value, undone);
        return agent.Suits!(Seen(agent, value, out _));
    }

    internal override ulong Perform(Agent agent, int alternative, out ulong seen)
    {
        var buffer = _buffers[agent.Index];
        var result = 0UL;
        switch (agent.Kind)
        {
            case Operation.Load or Operation.Until:
                result = Seen(agent, Peek(agent.Offset, agent.Size), out _);
                break;
            case Operation.Store or Operation.Signal:
                var process = perPlace ? ProcessOf(agent.Index, agent.Offset) : ProcessOf(agent.Index, 0);
                buffer.Add(process, agent.Offset, agent.Size, agent.Value, agent.Ordered, World.Steps(agent.Index));
                break;
            case Operation.Exchange or Operation.CompareExchange:
                result = Peek(agent.Offset, agent.Size);
                if (agent.Kind == Operation.Exchange || result == agent.Expected)
                    Poke(agent.Index, agent.Offset, agent.Size, agent.Value);
                buffer.Fence(full: true);
                break;
            case Operation.Wait:
                Poke(agent.Index, agent.Offset, agent.Size, 0);
                result = 1;
                break;
            case Operation.Choose:
                result = (ulong)alternative;
                break;
            case Operation.Fence when agent.FenceKind is Port.FenceKind.Write or Port.FenceKind.Release or Port.FenceKind.Full:
                buffer.Fence(agent.FenceKind == Port.FenceKind.Full);
                break;
            default:
                break;
        }

        return seen = result;
    }

    internal override void Drain(int process)
    {
        var (agent, _) = _places[process - _agents];
        var store = _buffers[agent].Arrive(process, World.Steps(process));
        Poke(process, store.Offset, store.Size, store.Value);
    }

    internal override int DrainAgent(int process) => _places[process - _agents].Agent;

    internal override int DrainOffset(int process) => _places[process - _agents].Place;

    internal override int FindDrain(int agent, int offset) => _processes.GetValueOrDefault((agent, perPlace ? offset : 0), -1);

    internal override Footprint FootprintOf(int process)
    {
        if (process >= _agents)
        {
            var owner = _places[process - _agents].Agent;
            var store = _buffers[owner].Next(process);
            return Footprint.Write(owner, store.Offset, store.Size);
        }

        var agent = World.AgentAt(process);
        switch (agent.Kind)
        {
            case Operation.Load or Operation.Until:
                Seen(agent, 0, out var forwarded);
                return forwarded ? Footprint.Forwarded(process, agent.Offset, agent.Size) : Footprint.Read(process, agent.Offset, agent.Size);
            case Operation.Exchange or Operation.CompareExchange or Operation.Wait:
                return Footprint.Write(process, agent.Offset, agent.Size);
            default:
                return Footprint.None;
        }
    }

    internal override void Requirements(int process, List<Requirement> into)
    {
        into.Clear();
        if (process >= _agents)
        {
            _buffers[_places[process - _agents].Agent].RequirementsOf(process, _places[process - _agents].Agent, into);
            return;
        }

        var agent = World.AgentAt(process);
        if (agent.Kind is Operation.Fence or Operation.Exchange or Operation.CompareExchange)
            _buffers[process].AllArrivals(into);
    }

    internal override void AddTo(ref Fingerprint fingerprint)
    {
        base.AddTo(ref fingerprint);
        for (var agent = 0; agent < _agents; agent++)
            _buffers[agent].AddTo(ref fingerprint);
    }

    private ulong Seen(Agent agent, ulong value, out bool forwarded) => _buffers[agent.Index].See(agent.Offset, agent.Size, value, out forwarded);

    private int ProcessOf(int agent, int offset)
    {
        if (_processes.TryGetValue((agent, offset), out var process))
            return process;
        process = _agents + numbers.Find(agent, offset);
        if (process >= 64)
            throw new ScenarioException($"agents and the places they store to are more than 64 under {nameof(MemoryModel.PartialStoreOrder)}: a smaller scenario was expected");
        numbers.CopyTo(_places);
        _processes.Add((agent, offset), process);
        return process;
    }
}
