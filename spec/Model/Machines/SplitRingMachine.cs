using Virtspec.Model.Features;
using Virtspec.Model.Rules;
using Virtspec.Model.SplitRing;
using static Virtspec.Model.SplitRing.SplitEventKind;

namespace Virtspec.Model.Machines;

/// <summary>
/// A split virtqueue (VIRTIO 1.4, 2.7) of a small size with buffers of one descriptor. Drawn by what lies on it and what is owed, which is the same
/// for a queue of any size.
/// </summary>
internal sealed class SplitRingMachine : Machine<SplitState, RingStep>
{
    /// <summary>Values of <see cref="Place"/>: below this.</summary>
    internal const int Places = 18;

    private static readonly string?[] PlaceNames = [.. Enumerable.Range(0, Places).Select(NameOf)];
    private static readonly string[] Declared = [.. PlaceNames.OfType<string>()];

    private readonly ushort _size;
    private readonly ulong _features;
    private readonly bool _eventIdx;

    /// <summary>A queue.</summary>
    /// <param name="size">Queue size, 1 or 2: the number of states grows fast.</param>
    /// <param name="eventIdx">Whether VIRTIO_F_EVENT_IDX is negotiated.</param>
    internal SplitRingMachine(ushort size, bool eventIdx)
    {
        (_size, _eventIdx) = (size, eventIdx);
        _features = Feature.Bit(Feature.Version1) | (eventIdx ? Feature.Bit(Feature.EventIdx) : 0);
        DriverActs();
        Kicks();
        Wishes();
        Uses();
        Breaks();
        Stops();
        On(Actor.Environment, "settled", new RingStep(new SplitEvent(Settled)));
    }

    public override string Name => _eventIdx ? "split-ring-event-idx" : "split-ring";

    public override string Title => $"Split virtqueue of size {_size}, {(_eventIdx ? "notifications by event index" : "notifications by flags")}";

    public override string Source => "VIRTIO 1.4, 2.7";

    public override IReadOnlyList<string> Names => _size > 1 ? Declared : [.. Declared.Where(name => !name.Contains("some", StringComparison.Ordinal))];

    public override IReadOnlyList<MachineRemark> Remarks =>
    [
        new(MachineQuestion.OneSidedCycle, "Driver: ask for no calls, ask for calls", "advice about calls may change at any time, and costs the device nothing"),
    ];

    protected override SplitState Initial => RingCore.Fresh(_size, _features, SplitMarks.Enabled);

    /// <summary>The drawn state of a ring of any size, as a small number.</summary>
    internal static int Place(SplitState state) =>
        (state.Running ? 9 : 0) + (RingCore.Fullness(state) * 3) + (RingCore.OwesCall(state) ? 2 : RingCore.WantsCalls(state) ? 1 : 0);

    /// <summary>Name of a drawn state.</summary>
    internal static string PlaceName(int place) => PlaceNames[place] ?? $"{place}";

    protected override SplitState Step(SplitState state, RingStep e, RuleLog log) => RingCore.Step(state, e, log);

    protected override string Describe(SplitState state) => PlaceName(Place(state));

    protected override IReadOnlySet<string> Features(SplitState state) =>
        Feature.Bits(state.Features).Select(bit => Feature.Name(bit, DeviceType.Blk)).ToHashSet();

    private static string? NameOf(int place)
    {
        string[] fullness = ["none out", "some out", "all out"];
        string[] calls = ["no calls", "calls wanted", "call owed"];
        // Whether a call is due for what was used is not asked once the ring stops.
        return place < 9 && place % 3 == 2 ? null : $"{(place < 9 ? "stopped" : "running")}, {fullness[place / 3 % 3]}, {calls[place % 3]}";
    }

    private void DriverActs()
    {
        On(Actor.Driver, "start the ring", "it is stopped", state => state.Has(SplitMarks.Started) ? null : One(new SplitEvent(Run, Id: 1, Flag: true)));
        On(Actor.Driver, "make a buffer available", "in a queue that is full it takes the place of one", state => RingCore.Expose(state));
        On(Actor.Driver, "rewrite a descriptor of an available buffer", "there is one", state =>
            state.Outstanding.IsEmpty ? null : One(new SplitEvent(ExposedRewritten, state.Outstanding.Keys.Min())));
    }

    private void Kicks()
    {
        On(Actor.Driver, "kick", "the last buffer is not told of; the device wants it", state => Decide(state, wanted: true, kicked: true));
        On(Actor.Driver, "kick, unwanted", "the last buffer is not told of; the device wants no kick", state => Decide(state, wanted: false, kicked: true));
        On(Actor.Driver, "leave the kick out", "the last buffer is not told of; the device wants no kick", state => Decide(state, wanted: false, kicked: false));
        On(Actor.Driver, "leave the kick out, wanted", "the last buffer is not told of; the device wants it", state => Decide(state, wanted: true, kicked: false));
        On(Actor.Driver, "kick with nothing new", One(new SplitEvent(Kicked))!.Value);
    }

    private void Wishes()
    {
        if (_eventIdx)
        {
            On(Actor.Driver, "ask for no calls", "used_event lies ahead", state =>
                RingCore.WantsCalls(state) ? One(new SplitEvent(UsedEvent, (ushort)(state.UsedIdx - 1))) : null);
            On(Actor.Driver, "ask for calls", "used_event lies behind", state =>
                RingCore.WantsCalls(state) ? null : One(new SplitEvent(UsedEvent, state.UsedIdx)));
        }
        else
        {
            On(Actor.Driver, "ask for no calls", "the flag is clear", state => state.AvailFlags == 0 ? One(new SplitEvent(AvailFlags, 1)) : null);
            On(Actor.Driver, "ask for calls", "a flag is set", state => state.AvailFlags == 0 ? null : One(new SplitEvent(AvailFlags)));
        }

        On(Actor.Driver, _eventIdx ? "set a flag of the available ring" : "set an undefined flag of the available ring", One(new SplitEvent(AvailFlags, _eventIdx ? (ushort)1 : (ushort)2))!.Value);
    }

    private void Uses()
    {
        On(Actor.Device, "use a buffer", "there is one", state => state.Outstanding.IsEmpty ? null : RingCore.Use(state, 1));
        On(Actor.Device, "call", One(new SplitEvent(Called))!.Value);
    }

    private void Breaks()
    {
        On(Actor.Device, "use a buffer that is not available", "always: of an index beyond the table", state => RingCore.UseHead(state, _size, 1));
        On(Actor.Device, "use a buffer with too large a len", "there is one", state => state.Outstanding.IsEmpty ? null : RingCore.Use(state, 2));
        On(Actor.Device, "change the len of a used element", "it was used since all was settled", state => state.Fresh.IsEmpty
            ? null
            : One(new SplitEvent(UsedElementAgain, state.Fresh[^1].Position, state.Fresh[^1].Id, state.Fresh[^1].Length + 1)));
        On(Actor.Device, _eventIdx ? "set a flag of the used ring" : "set an undefined flag of the used ring", One(new SplitEvent(UsedFlags, _eventIdx ? (ushort)1 : (ushort)2))!.Value);
    }

    private void Stops()
    {
        On(Actor.Device, "stop at the base after the last used", "the ring is started", state => state.Has(SplitMarks.Started) ? RingCore.Stop(state, 0) : null);
        On(Actor.Device, "stop at a base that counts one not used", "the ring is started, and there is one", state =>
            state.Has(SplitMarks.Started) && !state.Outstanding.IsEmpty ? RingCore.Stop(state, 1) : null);
    }

    private RingStep? Decide(SplitState state, bool wanted, bool kicked)
    {
        if (state.Outstanding.IsEmpty || state.Has(SplitMarks.Kicked))
            return null;
        var read = _eventIdx ? (ushort)(wanted ? state.AvailIdx - 1 : state.AvailIdx) : (ushort)(wanted ? 0 : 1);
        var decided = new SplitEvent(KickDecided, read, Length: 1, Flag: kicked);
        return new RingStep(decided, kicked ? new SplitEvent(Kicked, Flag: true) : null);
    }

    private static RingStep? One(SplitEvent e) => new RingStep(e);
}
