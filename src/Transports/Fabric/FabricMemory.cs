using Virtspec.Exploration.Execution;
using Virtspec.Exploration.MemoryModels;
using Virtspec.Exploration.Schedules;
using Virtspec.Model.Fabric;
using Virtspec.Port;

namespace Virtspec.Transports.Fabric;

/// <summary>
/// What agents of a fabric reach: memory of their own node at once, everything else by transactions. Each transaction that can move is a process of its
/// own, so that when it does is a choice like any other.
/// </summary>
internal sealed class FabricMemory : SharedMemory, IFabricEnds
{
    private const int MostCombined = 4;

    private readonly FabricFault _fault;
    private readonly List<List<Tlp>> _combining = [];
    private readonly List<Tlp> _lost = [];
    private int[] _sequences = [];

    /// <summary>Agents that wait for an answer, as bits.</summary>
    private ulong _waiting;

    /// <summary>Agents whose answer will not come, as bits.</summary>
    private ulong _failed;

    private Movement? _moved;

    internal FabricMemory(World world, FabricFault fault)
        : base(world)
    {
        _fault = fault;
        (Map, Traffic) = (null!, null!);
    }

    internal FabricMap Map { get; private set; }

    internal FabricTraffic Traffic { get; private set; }

    /// <summary>Sees what happens; it outlives executions.</summary>
    internal IFabricObserver? Observer { get; set; }

    internal override bool AccessesWait => true;

    internal override void Reset()
    {
        base.Reset();
        Map = new FabricMap(_fault);
        Traffic = new FabricTraffic(Map, this);
        (_waiting, _failed) = (0, 0);
    }

    internal override void Begin()
    {
        Traffic.Observer = Observer;
        _sequences = new int[World.Agents];
        _combining.Clear();
        for (var i = 0; i < World.Agents; i++)
            _combining.Add([]);
    }

    /// <summary>Where it comes out, so that a place has one name wherever it is reached from; the window itself where it leads nowhere.</summary>
    internal override int Locate(Agent agent, ulong address, int size)
    {
        var first = Map.NodeOf(agent.Index).Find(address, (ulong)size) ?? throw new InaccessibleAddressException(address, (ulong)size);
        var (end, range) = End(agent.Index, size, (address, first));
        return range?.Place(end) ?? first.Place(address);
    }

    internal override bool IsSent(Agent agent) => agent.Kind is Operation.Store or Operation.Signal && Route(agent).Range is { Kind: RangeKind.Window };

    internal override ulong AddressOf(Agent agent) => agent.Kind is Operation.Signal or Operation.Wait ? 0 : End(agent.Index, agent.Size, (agent.Address, Map.NodeOf(agent.Index).Find(agent.Address, (ulong)agent.Size))).Address;

    internal override (ulong Base, int Bytes) SpaceOf(ulong address)
    {
        var node = Map.Nodes.Last(node => node.Base <= address);
        return (node.Base, node.Span);
    }

    internal override byte ByteAt(ulong address) =>
        Map.Nodes.Last(node => node.Base <= address).Find(address, 1) is { Kind: RangeKind.Memory } range ? (byte)Peek(range.Place(address), 1) : (byte)0;

    internal override bool Covers(Agent agent, ulong address, ulong length) => length == 0 || Map.NodeOf(agent.Index).Find(address, length) is not null;

    internal override bool IsLocal(Agent agent) => agent.Kind == Operation.Fence && Ready(agent) && (!IsDraining(agent) || _combining[agent.Index].Count == 0);

    internal override bool Ready(Agent agent)
    {
        if (IsWaiting(agent))
            return false;
        var route = Route(agent);
        return agent.Kind switch
        {
            Operation.Wait => Peek(agent.Offset, 8) != 0,
            Operation.Until => agent.Suits!(PeekThrough(agent, route)),
            Operation.Store or Operation.Signal => route.Range is not { Kind: RangeKind.Window } window || HasRoom(agent, window),
            Operation.Load => route.Range is not { Options.WriteCombining: true } || _combining[agent.Index].Count == 0,
            Operation.Fence => !IsDraining(agent) || _combining[agent.Index].Count == 0,
            _ => true,
        };
    }

    internal override bool ReadyWithout(Agent agent, IUndone undone) => throw new InvalidOperationException("a fabric is searched through states");

    internal override bool Issue(Agent agent)
    {
        var (address, range) = Route(agent);
        var write = agent.Kind is Operation.Store or Operation.Signal;
        if (range is not { Kind: RangeKind.Window } window || HasFailed(agent) || !(write ? window.Options.NonPosted : agent.Kind is Operation.Load or Operation.Until))
            return false;
        var tlp = Request(agent, write ? TlpClass.NonPostedWithData : TlpClass.ReadRequest, window, address);
        if (!Traffic.Send(Map.NodeOf(agent.Index), window, tlp))
            return false;
        _waiting |= 1UL << agent.Index;
        return true;
    }

    internal override ulong Perform(Agent agent, int alternative, out ulong seen)
    {
        if (HasFailed(agent))
        {
            _failed &= ~(1UL << agent.Index);
            return seen = agent.Kind == Operation.Load ? ulong.MaxValue >> (64 - (8 * agent.Size)) : 0;
        }

        var (address, range) = Route(agent);
        var result = agent.Kind switch
        {
            Operation.Choose => (ulong)alternative,
            Operation.Wait => Hear(agent),
            Operation.Exchange or Operation.CompareExchange => Swap(agent, range),
            Operation.Load or Operation.Until when range!.Kind == RangeKind.Window => Traffic.Refuse(Map.NodeOf(agent.Index), Request(agent, TlpClass.ReadRequest, range, address)),
            Operation.Load or Operation.Until => Peek(agent.Offset, agent.Size),
            Operation.Store or Operation.Signal => Write(agent, range, address),
            _ => 0UL,
        };
        return seen = result;
    }

    internal override Footprint FootprintOf(int process)
    {
        if (process < World.Agents)
        {
            var agent = World.AgentAt(process);
            if (agent.Kind is Operation.Fence or Operation.Choose or Operation.None)
                return Footprint.None;
            if (IsHere(Route(agent).Range))
                return agent.Kind is Operation.Load or Operation.Until ? Footprint.Read(process, agent.Offset, agent.Size) : Footprint.Write(process, agent.Offset, agent.Size);
        }

        // What a transaction meets on its way is too much to tell: it is taken to meet everything.
        return Footprint.Write(process, 0, int.MaxValue);
    }

    internal override ulong DrainsReady => FabricProcesses.Ready(this);

    internal override Movement? Moved => _moved;

    internal override void Drain(int process)
    {
        var at = FabricProcesses.Find(this, process);
        Tell(at.Kind == FabricPlaceKind.Processor ? "leaves the processor" : "goes on", at.Tlp);
        switch (at.Kind)
        {
            case FabricPlaceKind.Link:
                Traffic.Take(at.Place, at.Position);
                break;
            case FabricPlaceKind.Node:
                Traffic.CarryOut(Map.Nodes[at.Place], at.Position);
                break;
            default:
                var tlp = _combining[at.Place][at.Position];
                _combining[at.Place].RemoveAt(at.Position);
                Post(Map.NodeOf(at.Place), tlp);
                break;
        }
    }

    internal override int DrainAgent(int process) => FabricProcesses.Find(this, process).Tlp.Agent;

    internal override int DrainOffset(int process) => FabricProcesses.Find(this, process).Tlp.Sequence;

    internal override int FindDrain(int agent, int offset) => FabricProcesses.Of(this, agent, offset);

    /// <summary>Whether a combined write can leave its processor: the link has room, and no earlier one to the same bytes is still here.</summary>
    internal bool CanLeave(int agent, int position)
    {
        var tlp = _combining[agent][position];
        for (var i = 0; i < position; i++)
        {
            var earlier = _combining[agent][i];
            if (earlier.Address < tlp.Address + (ulong)tlp.Bytes && tlp.Address < earlier.Address + (ulong)earlier.Bytes)
                return false;
        }

        var node = Map.NodeOf(agent);
        var link = node.Find(tlp.Address, (ulong)tlp.Bytes)!.Link;
        return !Map.Links[link].IsUp || Map.Paths[Map.PathFrom(node, link)].HasRoom;
    }

    /// <summary>Writes of an agent that have not left its processor.</summary>
    internal IReadOnlyList<Tlp> Combining(int agent) => _combining[agent];

    internal int Agents => World.Agents;

    internal override void AddTo(ref Fingerprint fingerprint)
    {
        base.AddTo(ref fingerprint);
        foreach (var link in Map.Links)
            fingerprint.Add(link.IsUp ? 1UL : 0);
        fingerprint.Add(_failed);
        fingerprint.Add(_waiting);
        FabricProcesses.AddTo(this, ref fingerprint);
    }

    /// <summary>A range as the stage sets it up.</summary>
    internal int Place(int bytes) => Allocate(bytes);

    ulong IFabricEnds.Load(FabricRange range, Tlp tlp)
    {
        var place = range.Place(tlp.Address);
        var value = Peek(place, tlp.Bytes);
        if (World.Witness is not null)
            _moved = new Movement($"{{0}} = {AccessText.Value(value)} read for {World.AgentAt(tlp.Agent).Name}", place, tlp.Bytes, tlp.Agent);
        return value;
    }

    void IFabricEnds.Store(FabricRange range, Tlp tlp)
    {
        var rings = range.Kind == RangeKind.Doorbell;
        if (World.Witness is not null)
            _moved = new Movement(rings ? "{0} rung" : $"{{0}} := {AccessText.Value(tlp.Value)}", rings ? range.Offset : range.Place(tlp.Address), rings ? 8 : tlp.Bytes, tlp.Agent, rings);
        Store(range, tlp.Address, tlp.Bytes, tlp.Value);
    }

    void IFabricEnds.Answer(Tlp tlp)
    {
        var agent = World.AgentAt(tlp.Agent);
        // The agent's own line says it.
        _moved = new Movement(string.Empty, -1, 0, tlp.Agent);
        _waiting &= ~(1UL << tlp.Agent);
        Observer?.Saw(new FabricEvent(FabricEventKind.Answered, tlp.Agent, tlp.Header, Bytes: tlp.Bytes, Value: tlp.Value));
        // A poll that came too late, for the value has changed again, is made once more.
        if (agent.Kind != Operation.Until || agent.Suits!(tlp.Value))
            World.Answer(agent, agent.Kind is Operation.Load or Operation.Until ? tlp.Value : 0);
    }

    private void Tell(string what, Tlp tlp)
    {
        if (World.Witness is not null)
            _moved = new Movement($"{(tlp.Header.Class is TlpClass.Posted or TlpClass.NonPostedWithData ? "write" : "read")} of {World.AgentAt(tlp.Agent).Name} {what}", -1, 0, tlp.Agent);
    }

    private ulong Write(Agent agent, FabricRange? range, ulong address)
    {
        if (range is null)
            Ring(agent.Offset);
        else if (range.Kind != RangeKind.Window)
            Store(range, address, agent.Size, agent.Value);
        else if (range.Options.WriteCombining)
            _combining[agent.Index].Add(Request(agent, TlpClass.Posted, range, address));
        else
            Post(Map.NodeOf(agent.Index), Request(agent, TlpClass.Posted, range, address));
        return 0;
    }

    private void Post(FabricNode node, Tlp tlp)
    {
        if (!Traffic.Send(node, node.Find(tlp.Address, (ulong)tlp.Bytes)!, tlp))
            Traffic.Refuse(node, tlp);
    }

    private void Store(FabricRange range, ulong address, int bytes, ulong value)
    {
        switch (range.Kind)
        {
            case RangeKind.Doorbell:
                Ring(range.Offset);
                break;
            case RangeKind.LinkControl:
                SetLink(range.Link, value != 0);
                break;
            default:
                Preset(range.Place(address), bytes, value);
                break;
        }
    }

    private void Ring(int cell)
    {
        if (_fault != FabricFault.DoorbellForgets)
            Preset(cell, 8, 1);
        Observer?.Saw(new FabricEvent(FabricEventKind.Rung, cell));
    }

    private ulong Hear(Agent agent)
    {
        Preset(agent.Offset, 8, 0);
        Observer?.Saw(new FabricEvent(FabricEventKind.Heard, agent.Offset, Value: 1));
        return 1;
    }

    private ulong Swap(Agent agent, FabricRange? range)
    {
        if (!IsHere(range))
            throw new ScenarioException($"{agent.Name}: an atomic operation across a link; one within the node was expected");
        var old = Peek(agent.Offset, agent.Size);
        if (agent.Kind == Operation.Exchange || old == agent.Expected)
            Preset(agent.Offset, agent.Size, agent.Value);
        return old;
    }

    private void SetLink(int link, bool up)
    {
        if (up || !Map.Links[link].IsUp)
        {
            Map.Links[link].IsUp = up;
            return;
        }

        _lost.Clear();
        Traffic.Lose(link, _lost);
        foreach (var tlp in _lost)
        {
            if (tlp.Header.Class == TlpClass.Posted)
                continue;
            Observer?.Saw(new FabricEvent(FabricEventKind.Answered, tlp.Agent, tlp.Header, Bytes: tlp.Bytes, Value: ulong.MaxValue));
            _waiting &= ~(1UL << tlp.Agent);
            // A poll is made anew.
            if (World.AgentAt(tlp.Agent).Kind != Operation.Until)
                _failed |= 1UL << tlp.Agent;
        }
    }

    private Tlp Request(Agent agent, TlpClass kind, FabricRange window, ulong address)
    {
        var sequence = ++_sequences[agent.Index];
        var header = new TlpHeader(kind, Map.RequesterOf(agent.Index), (agent.Index << 20) | sequence, window.Options.Attributes);
        return new Tlp(agent.Index, sequence, header, address, agent.Kind == Operation.Signal ? 4 : agent.Size, agent.Value);
    }

    /// <summary>Where the pending access goes: for a signal to a doorbell of another node, the register that rings it.</summary>
    private (ulong Address, FabricRange? Range) Route(Agent agent)
    {
        if (agent.Kind is Operation.Fence or Operation.Choose or Operation.Wait or Operation.None)
            return (0, null);
        var node = Map.NodeOf(agent.Index);
        if (agent.Kind != Operation.Signal)
            return (agent.Address, node.Find(agent.Address, (ulong)agent.Size));
        return Map.RouteOf(node, agent.Doorbell) is { } address ? (address, node.Find(address, 4)) : (0, null);
    }

    private static bool IsHere(FabricRange? range) => range is not { Kind: RangeKind.Window or RangeKind.LinkControl };

    private static bool IsDraining(Agent agent) => agent.FenceKind is FenceKind.Write or FenceKind.Release or FenceKind.Full;

    private bool IsWaiting(Agent agent) => (_waiting >> agent.Index & 1) != 0;

    private bool HasFailed(Agent agent) => (_failed >> agent.Index & 1) != 0;

    private bool HasRoom(Agent agent, FabricRange window) => window.Options.WriteCombining
        ? _combining[agent.Index].Count < MostCombined
        : window.Options.NonPosted || !Map.Links[window.Link].IsUp || Map.Paths[Map.PathFrom(Map.NodeOf(agent.Index), window.Link)].HasRoom;

    /// <summary>What a poll across links would return if it were made now.</summary>
    private ulong PeekThrough(Agent agent, (ulong Address, FabricRange? Range) route)
    {
        var (address, range) = End(agent.Index, agent.Size, route);
        return range is null or { Kind: RangeKind.Window } ? ulong.MaxValue >> (64 - (8 * agent.Size)) : Peek(range.Place(address), agent.Size);
    }

    /// <summary>Where an access comes out, behind all windows that are open to it.</summary>
    private (ulong Address, FabricRange? Range) End(int agent, int size, (ulong Address, FabricRange? Range) route)
    {
        var node = Map.NodeOf(agent);
        var (address, range) = route;
        while (range is { Kind: RangeKind.Window } window && Map.Links[window.Link].IsUp)
        {
            address = window.Target + (address - window.Base);
            node = Map.Nodes[Map.Paths[Map.PathFrom(node, window.Link)].To];
            range = node.Find(address, (ulong)size);
        }

        return (address, range);
    }
}
