using Virtspec.Exploration.Execution;
using Virtspec.Model.Features;
using Virtspec.Model.Rules;
using Virtspec.Model.SplitRing;

namespace Virtspec.Scenarios.SplitRing;

/// <summary>
/// Turns the accesses of driver and device, in the order in which they are made, into events of the model, which judges them by the requirements.
/// </summary>
/// <param name="memory">What is shared.</param>
/// <param name="drivers">How many agents are the driver: the first ones. The next one is the device; those after it are neither.</param>
/// <param name="requests">Knows requests that are good; null where buffers mean nothing.</param>
internal sealed class RingJudge(SharedRing memory, int drivers = 1, IRequestJudge? requests = null) : IJudge
{
    private readonly SplitLayout _layout = memory.Layout;
    private readonly IssuedMemory _issued = new();
    private readonly DeviceStores _stores = new(memory.Layout);
    private readonly Verdicts _verdicts = new();
    private ushort _told;
    private ulong? _decision;
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
        _issued.Begin(world);
        _stores.Begin();
        (_told, _decision) = (memory.FirstIndex, null);
        var eventIdx = memory.Features.Has(Feature.EventIdx);
        _driver = new AccessJudge(_layout, isDriver: true, eventIdx, memory.FirstIndex, Log);
        _device = new AccessJudge(_layout, isDriver: false, eventIdx, memory.FirstIndex, Log);
        State = SplitMachine.Configure(_layout, memory.Features, memory.FirstIndex, memory.FirstIndex, 0, Log);
        Apply(world, new(SplitEventKind.Run, Id: 1, Flag: true));
    }

    void IWitness.AddTo(ref Fingerprint fingerprint)
    {
        State.AddTo(ref fingerprint);
        _stores.AddTo(ref fingerprint);
        fingerprint.Add(_told | (_decision is null ? 0 : 1UL << 16));
        fingerprint.Add(_decision ?? 0);
        fingerprint.Add(_driver.Fingerprint);
        fingerprint.Add(_device.Fingerprint);
    }

    void IWitness.Performed(World world, Agent agent, ulong result)
    {
        if (agent.Index > drivers)
            return;
        var address = World.AddressOf(agent.Offset);
        if (agent.Index == drivers)
            OfDevice(world, agent, address, result);
        else
            OfDriver(world, agent, address, result);
        _verdicts.Note(world);
    }

    void IJudge.Ended(World world)
    {
        // Those asleep for good: their waits never take place.
        for (var i = 0; i <= drivers; i++)
        {
            if (world.AgentAt(i) is { Done: false, Kind: Operation.Wait } asleep)
                ((IWitness)this).Performed(world, asleep, 0);
        }

        Decide(world, kicked: false);
        Apply(world, new(SplitEventKind.Settled));
        _verdicts.Note(world);
    }

    private void OfDriver(World world, Agent agent, ulong address, ulong result)
    {
        var sleeps = agent.Kind == Operation.Wait && agent.Offset == world.Cell(memory.Call);
        if (agent.Kind != Operation.Wait || sleeps)
            _driver.Performed(agent, address, result);
        // One that goes to sleep without a look has decided too: not to care what is wanted.
        if (sleeps && _decision is null && State.AvailIdx != _told)
            _decision = _issued.Read(Advice, 2);
        var kicks = agent.Kind == Operation.Signal && agent.Offset == world.Cell(memory.Kick);
        Decide(world, kicks);
        if (kicks)
            Apply(world, new(SplitEventKind.Kicked, Flag: true));
        else if (agent.Kind == Operation.Store)
            Written(world, agent, address);
        else if (agent.Kind == Operation.Load && address == Advice)
            _decision = result;
    }

    private void Written(World world, Agent agent, ulong address)
    {
        var value = (ushort)agent.Value;
        _issued.Store(agent.Offset, agent.Size, agent.Value);
        if (address == _layout.AvailIdx)
            Published(world, value);
        else if (address == _layout.AvailFlags)
            Apply(world, new(SplitEventKind.AvailFlags, value));
        else if (address == _layout.UsedEvent)
            Apply(world, new(SplitEventKind.UsedEvent, value));
        else if (address - _layout.DescriptorTable < _layout.DescriptorTableBytes)
            Described(world, (ushort)((address - _layout.DescriptorTable) / SplitLayout.DescriptorSize));
    }

    private void Published(World world, ushort idx)
    {
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
        if (State.Outstanding.Values.Any(chain => chain.Descriptors.Contains(descriptor)))
            Apply(world, new(SplitEventKind.ExposedRewritten, descriptor));
    }

    private void OfDevice(World world, Agent agent, ulong address, ulong result)
    {
        var calls = agent.Kind == Operation.Signal && agent.Offset == world.Cell(memory.Call);
        var sleeps = agent.Kind == Operation.Wait && agent.Offset == world.Cell(memory.Kick);
        if (agent.Kind != Operation.Wait || sleeps)
            _device.Performed(agent, address, result);
        if (calls)
            Apply(world, new(SplitEventKind.Called));
        if (agent.Kind != Operation.Store)
            return;
        _issued.Store(agent.Offset, agent.Size, agent.Value);
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

    /// <summary>What the driver does next shows how it decided on what it read.</summary>
    private void Decide(World world, bool kicked)
    {
        if (_decision is not { } read)
            return;
        _decision = null;
        Apply(world, new(SplitEventKind.KickDecided, (ushort)read, Length: (ushort)(State.AvailIdx - _told), Flag: kicked));
        _told = State.AvailIdx;
    }

    private ulong Advice => State.EventIdx ? _layout.AvailEvent : _layout.UsedFlags;

    private void Apply(World world, in SplitEvent e)
    {
        _verdicts.Note(world);
        State = SplitMachine.Step(State, e, Log);
        _verdicts.NoteFailing(world);
    }
}
