using Virtspec.Exploration.Execution;
using Virtspec.Model.Features;
using Virtspec.Model.Rules;
using Virtspec.Model.SplitRing;

namespace Virtspec.Systematic.SplitRing;

/// <summary>Turns the accesses of driver and device, in the order they take place, into events of the model, which judges them by the requirements.</summary>
internal sealed class RingJudge(bool eventIdx) : IWitness, IMemoryView
{
    private const int Driver = 0;

    private readonly Dictionary<string, int> _places = [];
    private readonly Dictionary<SplitState, int> _states = [];
    private SplitLayout _layout;
    private World? _world;
    private ushort _told;
    private ulong? _decision;
    private AccessJudge _driver;
    private AccessJudge _device;

    internal RuleLog Log { get; } = new();

    internal SplitState State { get; private set; } = null!;

    void IWitness.Named(int offset, int size, string name) => _places[name] = offset;

    void IWitness.Begin(World world)
    {
        var features = Feature.Bit(Feature.Version1) | (eventIdx ? Feature.Bit(Feature.EventIdx) : 0);
        _layout = new SplitLayout(0, 2, Address("descriptor table"), Address("available ring"), Address("used flags"));
        (_world, _told, _decision) = (world, 0, null);
        _driver = new AccessJudge(_layout, isDriver: true, eventIdx, Log);
        _device = new AccessJudge(_layout, isDriver: false, eventIdx, Log);
        State = SplitMachine.Configure(_layout, features, 0, 0, 0, Log);
        Apply(new(SplitEventKind.Run, Id: 1, Flag: true));
    }

    void IWitness.AddTo(ref Fingerprint fingerprint)
    {
        // States compare by content; the number a state is met under stands for it.
        if (!_states.TryGetValue(State, out var number))
            _states.Add(State, number = _states.Count);
        fingerprint.Add((uint)number | ((ulong)_told << 32) | (_decision is null ? 0 : 1UL << 48));
        fingerprint.Add(_decision ?? 0);
        fingerprint.Add(_driver.Fingerprint);
        fingerprint.Add(_device.Fingerprint);
    }

    void IWitness.Performing(World world, Agent agent, int alternative)
    {
    }

    void IWitness.Performed(World world, Agent agent, ulong result)
    {
        var address = World.AddressOf(agent.Offset);
        (agent.Index == Driver ? ref _driver : ref _device).Performed(agent, address, result);
        // One that goes to sleep without a look has decided too: not to care what is wanted.
        if (agent.Index == Driver && agent.Kind == Operation.Wait && _decision is null && State.AvailIdx != _told)
            _decision = Read(Advice, 2);
        if (agent.Index == Driver)
            Decide(kicked: agent.Kind == Operation.Signal);
        if (agent.Kind == Operation.Signal)
            Apply(agent.Index == Driver ? new(SplitEventKind.Kicked, Flag: true) : new(SplitEventKind.Called));
        else if (agent.Kind == Operation.Store)
            Written(address, (ushort)agent.Value);
        else if (agent.Kind == Operation.Load && agent.Index == Driver && address == Advice)
            _decision = result;
    }

    void IWitness.Drained(World world, int process, int offset) => throw new InvalidOperationException("there is one order under sequential consistency only");

    public bool TryRead(ulong address, Span<byte> destination)
    {
        for (var i = 0; i < destination.Length; i++)
            destination[i] = (byte)Read(address + (ulong)i, 1);
        return true;
    }

    /// <summary>Nothing more will happen.</summary>
    internal void Settled()
    {
        Decide(kicked: false);
        Apply(new(SplitEventKind.Settled));
    }

    private void Written(ulong address, ushort value)
    {
        if (address == _layout.AvailIdx)
        {
            Apply(new(SplitEventKind.AvailIdx, value));
            var chain = ChainReader.Read(this, _layout, State.Features, (ushort)Read(_layout.AvailEntry((ushort)(value - 1)), 2), Log);
            Apply(new(SplitEventKind.Exposed, Chain: chain));
        }
        else if (address == _layout.UsedIdx)
        {
            Apply(new(SplitEventKind.UsedIdx, value));
            var at = _layout.UsedElement((ushort)(value - 1));
            Apply(new(SplitEventKind.UsedElement, (ushort)(value - 1), (uint)Read(at, 4), (uint)Read(at + 4, 4)));
        }
        else if (address == _layout.AvailFlags)
        {
            Apply(new(SplitEventKind.AvailFlags, value));
        }
        else if (address == _layout.UsedEvent)
        {
            Apply(new(SplitEventKind.UsedEvent, value));
        }
        else if (address == _layout.UsedFlags)
        {
            Apply(new(SplitEventKind.UsedFlags, value));
        }
    }

    /// <summary>What the driver does next shows how it decided on what it read.</summary>
    private void Decide(bool kicked)
    {
        if (_decision is not { } read)
            return;
        _decision = null;
        Apply(new(SplitEventKind.KickDecided, (ushort)read, Length: (ushort)(State.AvailIdx - _told), Flag: kicked));
        _told = State.AvailIdx;
    }

    private ulong Advice => State.EventIdx ? _layout.AvailEvent : _layout.UsedFlags;

    private ulong Address(string name) => World.AddressOf(_places[name]);

    private ulong Read(ulong address, int size) => _world!.Memory.Peek(_world.Offset(address, size), size);

    private void Apply(in SplitEvent e) => State = SplitMachine.Step(State, e, Log);
}
