using System.Buffers.Binary;
using Virtspec.Model.Rules;
using Virtspec.Model.SplitRing;
using Virtspec.Reference.SplitRing;

namespace Virtspec.Systematic;

/// <summary>Turns the accesses of both agents, in the order they took place, into events of the model.</summary>
internal sealed class AccessObserver : IMemoryView
{
    private readonly World _world;
    private readonly SplitLayout _layout;
    private ushort _told;
    private ulong? _decision;

    internal AccessObserver(World world, in SplitLayout layout, ulong features)
    {
        (_world, _layout) = (world, layout);
        State = SplitMachine.Configure(layout, features, 0, 0, 0, Log);
        Apply(new(SplitEventKind.Run, Id: 1, Flag: true));
        world.Observe = Observe;
    }

    internal RuleLog Log { get; } = new();

    internal SplitState State { get; private set; }

    public bool TryRead(ulong address, Span<byte> destination)
    {
        _world.Memory.AsSpan((int)address, destination.Length).CopyTo(destination);
        return true;
    }

    /// <summary>Nothing more will happen.</summary>
    internal void Settled()
    {
        Decide(kicked: false);
        Apply(new(SplitEventKind.Settled));
    }

    private void Observe(Step step, ulong value)
    {
        if (step.Agent == Scenario.Driver)
            Decide(kicked: step.Kind == StepKind.Signal);
        if (step.Kind == StepKind.Signal)
            Apply(step.Bell.IsKick() ? new(SplitEventKind.Kicked, Flag: true) : new(SplitEventKind.Called));
        else if (step.Kind == StepKind.Write)
            Written(step.Address, (ushort)step.Value);
        else if (step.Kind == StepKind.Read && step.Agent == Scenario.Driver && step.Address == (State.EventIdx ? _layout.AvailEvent : _layout.UsedFlags))
            _decision = value;
    }

    private void Written(ulong address, ushort value)
    {
        if (address == _layout.AvailIdx)
        {
            Apply(new(SplitEventKind.AvailIdx, value));
            var chain = ChainReader.Read(this, _layout, State.Features, Read16(_layout.AvailEntry((ushort)(value - 1))), Log);
            Apply(new(SplitEventKind.Exposed, Chain: chain));
        }
        else if (address == _layout.UsedIdx)
        {
            Apply(new(SplitEventKind.UsedIdx, value));
            var at = _layout.UsedElement((ushort)(value - 1));
            Apply(new(SplitEventKind.UsedElement, (ushort)(value - 1), Read16(at), Read16(at + 4)));
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

    private ushort Read16(ulong address) => BinaryPrimitives.ReadUInt16LittleEndian(_world.Memory.AsSpan((int)address));

    private void Apply(in SplitEvent e) => State = SplitMachine.Step(State, e, Log);
}
