using Virtspec.Exploration.Execution;
using Virtspec.Model.Rules;
using Virtspec.Model.SplitRing;
using Virtspec.Port;

namespace Virtspec.Scenarios.SplitRing;

/// <summary>Turns the accesses of one side to a split virtqueue into those that <see cref="AccessOrder"/> judges.</summary>
/// <param name="layout">The virtqueue.</param>
/// <param name="isDriver">Which side: the driver empties the used ring, the device the available ring.</param>
/// <param name="eventIdx">Whether notifications are suppressed by event index.</param>
/// <param name="start">First avail idx and used idx.</param>
/// <param name="log">Takes what the rules say.</param>
internal struct AccessJudge(SplitLayout layout, bool isDriver, bool eventIdx, ushort start, RuleLog log)
{
    private readonly ulong _idxRead = isDriver ? layout.UsedIdx : layout.AvailIdx;
    private readonly ulong _idxWritten = isDriver ? layout.AvailIdx : layout.UsedIdx;
    private readonly ulong _entries = isDriver ? layout.UsedElement(0) : layout.AvailEntry(0);
    private readonly int _entrySize = isDriver ? 8 : 2;
    private readonly ulong _advice = isDriver ? (eventIdx ? layout.AvailEvent : layout.UsedFlags) : (eventIdx ? layout.UsedEvent : layout.AvailFlags);
    private readonly ulong _wish = isDriver ? (eventIdx ? layout.UsedEvent : layout.AvailFlags) : (eventIdx ? layout.AvailEvent : layout.UsedFlags);

    /// <summary>Position of the next entry it takes.</summary>
    private ushort _next = start;

    /// <summary>The event index, or flags, as it wrote them last.</summary>
    private ushort _wished = eventIdx ? start : (ushort)0;

    internal AccessOrderState State { get; private set; } = new(Seen: start);

    internal readonly void AddTo(ref Fingerprint fingerprint)
    {
        fingerprint.Add(State.Seen | ((ulong)State.Marks << 16) | ((ulong)State.Awaited << 32) | ((ulong)_next << 48));
        fingerprint.Add(_wished);
    }

    /// <summary>The side made an access.</summary>
    internal void Performed(Agent agent, ulong address, ulong result)
    {
        switch (agent.Kind)
        {
            case Operation.Load when address == _idxRead:
                Apply(RingAccessKind.IdxRead, (ushort)result);
                break;
            case Operation.Load when address == _advice:
                Apply(RingAccessKind.AdviceRead);
                break;
            case Operation.Load when address >= _entries && address < _entries + (ulong)(_entrySize * layout.Size):
                Taken((ushort)((address - _entries) / (ulong)_entrySize));
                break;
            case Operation.Store when address == _idxWritten:
                Apply(RingAccessKind.IdxWritten);
                break;
            case Operation.Store when address == _wish:
                Wish((ushort)agent.Value);
                break;
            case Operation.Store:
                Apply(RingAccessKind.EntryWritten);
                break;
            case Operation.Fence:
                Apply(RingAccessKind.Fenced, (ushort)Orders(agent.FenceKind));
                break;
            case Operation.Wait:
                Apply(isDriver && !Asks ? RingAccessKind.SleptUnasked : RingAccessKind.Slept);
                break;
        }
    }

    // Entries lie in their ring by their positions, modulo its size; a side takes them one after the other.
    private void Taken(ushort slot)
    {
        var position = (ushort)(_next + ((slot - _next) & (layout.Size - 1)));
        Apply(RingAccessKind.EntryRead, position);
        _next = (ushort)(position + 1);
    }

    private void Wish(ushort value)
    {
        _wished = value;
        Apply(Asks ? RingAccessKind.Asked : RingAccessKind.LetOff, eventIdx ? value : _next);
    }

    /// <summary>Whether it wants to be told: an event index that has been passed asks for nothing.</summary>
    private readonly bool Asks => eventIdx ? (short)(_wished - _next) >= 0 : _wished == 0;

    private void Apply(RingAccessKind kind, ushort value = 0) =>
        State = AccessOrder.Step(State, new RingAccess(kind, value), isDriver ? AccessRules.Driver : AccessRules.Device, log);

    private static FenceOrders Orders(FenceKind kind) => kind switch
    {
        FenceKind.Full => FenceOrders.StoreStore | FenceOrders.StoreLoad | FenceOrders.LoadLoad,
        FenceKind.Write => FenceOrders.StoreStore,
        FenceKind.Read or FenceKind.Acquire => FenceOrders.LoadLoad,
        // A release orders what came before it, loads too, before stores.
        FenceKind.Release => FenceOrders.StoreStore,
        _ => FenceOrders.None,
    };
}
