using Virtspec.Exploration.Execution;
using Virtspec.Model.Device;
using Virtspec.Model.Features;
using Virtspec.Model.Rules;
using Virtspec.Model.SplitRing;

namespace Virtspec.Scenarios.SplitRing;

/// <summary>
/// Turns the accesses of driver and device, in the order in which they are made, into events of the model, which judges them by the requirements.
/// </summary>
/// <param name="memory">What is shared.</param>
/// <param name="drivers">How many agents are the driver: the first ones. Several share the ring behind a lock, and one of them takes used buffers back.</param>
/// <param name="devices">How many agents after them are the device, one after the other; those after them are neither.</param>
/// <param name="requests">Knows requests that are good; null where buffers mean nothing.</param>
/// <param name="life">What is around the ring; null where it runs from beginning to end.</param>
internal sealed class RingJudge(SharedRing memory, int drivers = 1, int devices = 1, IRequestJudge? requests = null, IRingLife? life = null) : IJudge
{
    private readonly SplitLayout _layout = memory.Layout;
    private readonly bool _eventIdx = memory.Features.Has(Feature.EventIdx);
    private readonly IssuedMemory _issued = new();
    private readonly DeviceStores _stores = new(memory.Layout);
    private readonly Verdicts _verdicts = new();

    /// <summary>What each agent read last of whether it has to kick, or to call, where it has not shown yet what it made of it.</summary>
    private readonly ulong?[] _decisions = new ulong?[drivers + devices];

    /// <summary>The agent that moved avail idx last.</summary>
    private int _publisher;

    /// <summary>avail idx when a kick was decided on last.</summary>
    private ushort _told;

    /// <summary>used idx when a call was decided on last.</summary>
    private ushort _called;
    private AccessJudge _driver;
    private AccessJudge _device;

    public IReadOnlyList<BrokenStatement> Broken => _verdicts.Broken;

    public BrokenStatement? Failing => _verdicts.Failing;

    public IReadOnlyDictionary<string, StatementCount> Counts => _verdicts.Counts;

    private RuleLog Log => _verdicts.Log;

    internal SplitState State { get; private set; } = null!;

    void IWitness.Begin(World world)
    {
        _verdicts.Begin();
        _issued.Begin(world, _layout.Avail);
        life?.Begin();
        Configured(world);
    }

    /// <summary>The driver has set the ring up, and it runs.</summary>
    internal void Configured(World world)
    {
        _verdicts.Note(world);
        var (avail, used) = ((ushort)_issued.Read(_layout.AvailIdx, 2), (ushort)_issued.Read(_layout.UsedIdx, 2));
        (_told, _called, _publisher) = (avail, used, 0);
        Array.Clear(_decisions);
        _stores.Begin();
        _driver = new AccessJudge(_layout, isDriver: true, _eventIdx, used, Log);
        Attached(avail);
        State = SplitMachine.Configure(_layout, memory.Features, avail, used, (ushort)_issued.Read(_layout.UsedFlags, 2), Log);
        _verdicts.NoteFailing(world);
        Apply(world, new(SplitEventKind.Run, Id: 1, Flag: true));
    }

    /// <summary>A device that knows nothing of the ring begins to serve it.</summary>
    /// <param name="nextAvail">Position of the first entry that it takes.</param>
    internal void Attached(ushort nextAvail) => _device = new AccessJudge(_layout, isDriver: false, _eventIdx, nextAvail, Log);

    void IWitness.AddTo(ref Fingerprint fingerprint)
    {
        State.AddTo(ref fingerprint);
        _stores.AddTo(ref fingerprint);
        fingerprint.Add(_told | ((ulong)_called << 16) | ((ulong)_publisher << 32));
        foreach (var decision in _decisions)
            fingerprint.Add(decision ?? ulong.MaxValue);
        _driver.AddTo(ref fingerprint);
        _device.AddTo(ref fingerprint);
        life?.AddTo(ref fingerprint);
    }

    void IWitness.Performed(World world, Agent agent, ulong result)
    {
        if (agent.Index >= drivers + devices)
            return;
        var address = world.Memory.AddressOf(agent);
        if (agent.Kind == Operation.Store)
            _issued.Store(address, agent.Size, agent.Value);
        if (agent.Index < drivers)
            OfDriver(world, agent, address, result);
        else
            OfDevice(world, agent, address, result);
        _verdicts.Note(world);
    }

    void IJudge.Ended(World world)
    {
        // Those asleep for good: their waits never take place.
        for (var i = 0; i < drivers + devices; i++)
        {
            if (world.AgentAt(i) is { Done: false, Kind: Operation.Wait } asleep)
                ((IWitness)this).Performed(world, asleep, 0);
        }

        // And those at their ends, with a look or without.
        if (State.AvailIdx != _told)
            _decisions[_publisher] ??= _issued.Read(KickAdvice, 2);
        for (var i = 0; i < drivers; i++)
            DecideKick(world, i, kicked: false);
        for (var i = drivers; i < drivers + devices; i++)
            DecideCall(world, i, called: false);
        life?.Ended(world, this);

        // Calls were judged one by one, by what the device read of the driver's wish.
        State = State.With(SplitMarks.SuppressionRaced);
        Apply(world, new(SplitEventKind.Settled));
        _verdicts.Note(world);
    }

    private void OfDriver(World world, Agent agent, ulong address, ulong result)
    {
        var sleeps = agent.Kind == Operation.Wait && agent.Offset == world.Cell(memory.Call);
        // One that goes to sleep without a look has decided too: not to care what is wanted.
        if (sleeps && State.AvailIdx != _told && _publisher == agent.Index)
            _decisions[agent.Index] ??= _issued.Read(KickAdvice, 2);
        var kicks = agent.Kind == Operation.Signal && agent.Offset == world.Cell(memory.Kick);
        var isOther = life?.OfDriver(world, this, agent, address) == true;
        DecideKick(world, agent.Index, kicks);
        if (isOther)
            return;
        if (agent.Kind != Operation.Wait || sleeps)
            _driver.Performed(agent, address, result);
        if (kicks)
            Kicked(world);
        else if (agent.Kind == Operation.Store)
            Written(world, agent, address);
        else if (agent.Kind == Operation.Load && address == KickAdvice)
            _decisions[agent.Index] = result;
    }

    private void Kicked(World world)
    {
        // As of a call: told without having been asked.
        _told = State.AvailIdx;
        Apply(world, new(SplitEventKind.Kicked, Flag: true));
    }

    private void Written(World world, Agent agent, ulong address)
    {
        var value = (ushort)agent.Value;
        if (address == _layout.AvailIdx)
            Published(world, agent, value);
        else if (address == _layout.AvailFlags)
            Apply(world, new(SplitEventKind.AvailFlags, value));
        else if (address == _layout.UsedEvent)
            Apply(world, new(SplitEventKind.UsedEvent, value));
        else if (address - _layout.DescriptorTable < _layout.DescriptorTableBytes)
            Described(world, (ushort)((address - _layout.DescriptorTable) / SplitLayout.DescriptorSize));
    }

    private void Published(World world, Agent agent, ushort idx)
    {
        _publisher = agent.Index;
        var position = State.AvailIdx;
        Apply(world, new(SplitEventKind.AvailIdx, idx));
        for (var left = Math.Min((ushort)(idx - position), _layout.Size); left > 0; left--, position++)
        {
            var head = (ushort)_issued.Read(_layout.AvailEntry(position), 2);
            var chain = ChainReader.Read(_issued, _layout, State.Features, head, Log);
            _verdicts.NoteFailing(world);
            if (chain is null)
                continue;
            _stores.Given(chain);
            Apply(world, new(SplitEventKind.Exposed, Chain: chain));
        }
    }

    private void Described(World world, ushort descriptor)
    {
        foreach (var (_, chain) in State.Outstanding)
        {
            if (chain.Descriptors.Contains(descriptor))
            {
                Apply(world, new(SplitEventKind.ExposedRewritten, descriptor));
                return;
            }
        }
    }

    private void OfDevice(World world, Agent agent, ulong address, ulong result)
    {
        var calls = agent.Kind == Operation.Signal && agent.Offset == world.Cell(memory.Call);
        var sleeps = agent.Kind == Operation.Wait && agent.Offset == world.Cell(memory.Kick);
        if (sleeps && State.UsedIdx != _called)
            _decisions[agent.Index] ??= _issued.Read(CallAdvice, 2);
        var isOther = life?.OfDevice(world, this, agent, address) == true;
        DecideCall(world, agent.Index, calls);
        if (isOther)
            return;
        if (agent.Kind != Operation.Wait || sleeps)
            _device.Performed(agent, address, result);
        if (calls)
            Called(world);
        else if (agent.Kind == Operation.Load && address == CallAdvice && State.UsedIdx != _called)
            _decisions[agent.Index] = result;
        else if (agent.Kind == Operation.Store)
            Stored(world, agent, address);
    }

    private void Called(World world)
    {
        // Told without having been asked: whatever was used is known.
        _called = State.UsedIdx;
        Apply(world, new(SplitEventKind.Called));
    }

    private void Stored(World world, Agent agent, ulong address)
    {
        if (address == _layout.UsedIdx)
            Used(world, (ushort)agent.Value);
        else if (address == _layout.UsedFlags)
            Apply(world, new(SplitEventKind.UsedFlags, (ushort)agent.Value));
        else if (address - _layout.Used >= _layout.UsedBytes && _stores.Stored(address, agent.Size, State) is { } touched)
            Apply(world, touched);
    }

    private void Used(World world, ushort idx)
    {
        var position = State.UsedIdx;
        Apply(world, new(SplitEventKind.UsedIdx, idx));
        for (var left = Math.Min((ushort)(idx - position), _layout.Size); left > 0; left--, position++)
        {
            var element = _issued.Read(_layout.UsedElement(position), 8);
            var (id, length) = ((uint)element, (uint)(element >> 32));
            var chain = id < _layout.Size ? State.Outstanding.GetValueOrDefault((ushort)id) : null;
            if (chain is not null)
                Apply(world, _stores.Written(chain, length));
            Apply(world, new(SplitEventKind.UsedElement, position, id, length));
            // A buffer that came back in a wrong way needs no second accusation for what is in it.
            if (chain is not null && requests is not null && Failing is null)
                Apply(world, new(SplitEventKind.Served, Id: requests.IsPlain(chain) ? 1U : 0, Flag: requests.IsServed(chain, length, _issued), Chain: chain));
        }
    }

    /// <summary>What an agent does next shows how it decided on what it read.</summary>
    private void DecideKick(World world, int driver, bool kicked)
    {
        if (_decisions[driver] is not { } read)
            return;
        _decisions[driver] = null;
        Apply(world, new(SplitEventKind.KickDecided, (ushort)read, Length: (ushort)(State.AvailIdx - _told), Flag: kicked));
        _told = State.AvailIdx;
    }

    private void DecideCall(World world, int device, bool called)
    {
        if (_decisions[device] is not { } read)
            return;
        _decisions[device] = null;
        Apply(world, new(SplitEventKind.CallDecided, (ushort)read, Length: (ushort)(State.UsedIdx - _called), Flag: called));
        _called = State.UsedIdx;
    }

    private ulong KickAdvice => _eventIdx ? _layout.AvailEvent : _layout.UsedFlags;

    private ulong CallAdvice => _eventIdx ? _layout.UsedEvent : _layout.AvailFlags;

    /// <summary>An agent is gone, before it could show what it made of what it read.</summary>
    internal void Gone(Agent agent) => _decisions[agent.Index] = null;

    internal void Apply(World world, in SplitEvent e)
    {
        _verdicts.Note(world);
        State = SplitMachine.Step(State, e, Log);
        _verdicts.NoteFailing(world);
    }

    /// <summary>The life of the queue goes on by an event: what it breaks is a failure by itself.</summary>
    internal QueueState Apply(World world, in QueueState queue, in QueueEvent e)
    {
        _verdicts.Note(world);
        var next = QueueMachine.Step(queue, e, Log);
        _verdicts.NoteFailing(world);
        return next;
    }

    /// <summary>Something is said of what is not the ring alone: what it breaks is a failure by itself.</summary>
    internal void Say(World world, Action<RuleLog> say)
    {
        _verdicts.Note(world);
        say(Log);
        _verdicts.NoteFailing(world);
    }
}
