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
    private const int Places = 18;

    private const ushort Size = 2;

    private static readonly string[] Declared = [.. Enumerable.Range(0, Places).Where(IsPossible).Select(NameOf)];

    private readonly ulong _features;
    private readonly bool _eventIdx;
    private readonly int _start, _expose, _kick, _leaveOut, _kickAgain, _askNone, _ask, _use, _call, _stop, _settled;

    /// <summary>A queue of two entries: enough for it to hold some buffers and not all. The number of states grows fast.</summary>
    /// <param name="eventIdx">Whether VIRTIO_F_EVENT_IDX is negotiated.</param>
    internal SplitRingMachine(bool eventIdx)
    {
        _eventIdx = eventIdx;
        _features = Feature.Bit(Feature.Version1) | (eventIdx ? Feature.Bit(Feature.EventIdx) : 0);
        DriverActs();
        Kicks();
        Wishes();
        Uses();
        Breaks();
        Stops();
        On(Actor.Environment, "settled", new RingStep(new SplitEvent(Settled)));
        _start = PositionOf("start the ring");
        _expose = PositionOf("make a buffer available");
        _kick = PositionOf("kick");
        _leaveOut = PositionOf("leave the kick out");
        _kickAgain = PositionOf("kick with nothing new");
        _askNone = PositionOf("ask for no calls");
        _ask = PositionOf("ask for calls");
        _use = PositionOf("use a buffer");
        _call = PositionOf("call");
        _stop = PositionOf("stop at the base after the last used");
        _settled = PositionOf("settled");
    }

    public override string Name => _eventIdx ? "split-ring-event-idx" : "split-ring";

    public override string Title => $"Split virtqueue of size {Size}, {(_eventIdx ? "notifications by event index" : "notifications by flags")}";

    public override string Source => "VIRTIO 1.4, 2.7";

    public override IReadOnlyList<string> Names => Declared;

    public override IReadOnlyList<MachineRemark> Remarks =>
    [
        new(MachineQuestion.OneSidedCycle, "Driver: ask for no calls, ask for calls", "advice about calls may change at any time, and costs the device nothing"),
    ];

    protected override SplitState Initial => RingCore.Fresh(Size, _features, SplitMarks.Enabled);

    /// <summary>Names of the values of <see cref="Place"/>, those that no ring has included.</summary>
    internal static IReadOnlyList<string> PlaceNames { get; } = [.. Enumerable.Range(0, Places).Select(NameOf)];

    /// <summary>The drawn state of a ring of any size, as a small number.</summary>
    internal static int Place(SplitState state) =>
        (state.Running ? 9 : 0) + (RingCore.Fullness(state) * 3) + (RingCore.OwesCall(state) ? 2 : RingCore.WantsCalls(state) ? 1 : 0);

    /// <summary>
    /// Position in the alphabet of what really happened to a ring, or -1 for what is no event of its own: the first half of one, or an offence.
    /// </summary>
    /// <param name="state">The state before it.</param>
    /// <param name="e">What happened.</param>
    internal int EventOf(SplitState state, in SplitEvent e) => e.Kind switch
    {
        Exposed => _expose,
        Kicked => e.Flag ? _kick : _kickAgain,
        KickDecided => e.Flag || WantsKick(state, e) ? -1 : _leaveOut,
        AvailFlags => e.Index == 0 ? _ask : _askNone,
        UsedEvent => (ushort)(e.Index - state.UsedIdx) < state.Layout.Size ? _ask : _askNone,
        SplitEventKind.UsedElement => e.Id < state.Layout.Size && state.Outstanding.ContainsKey((ushort)e.Id) ? _use : -1,
        Called => _call,
        Run => e.Flag ? _start : -1,
        Stopped => _stop,
        Settled => _settled,
        _ => -1,
    };

    protected override SplitState Step(SplitState state, RingStep e, RuleLog log) => RingCore.Step(state, e, log);

    protected override string Describe(SplitState state) => PlaceNames[Place(state)];

    protected override IReadOnlySet<string> Features(SplitState state) =>
        Feature.Bits(state.Features).Select(bit => Feature.Name(bit, DeviceType.Blk)).ToHashSet();

    private static string NameOf(int place)
    {
        string[] fullness = ["none out", "some out", "all out"];
        string[] calls = ["no calls", "calls wanted", "call owed"];
        return $"{(place < 9 ? "stopped" : "running")}, {fullness[place / 3 % 3]}, {calls[place % 3]}";
    }

    /// <summary>Whether a call is due for what was used is not asked once the ring stops.</summary>
    private static bool IsPossible(int place) => place >= 9 || place % 3 != 2;

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
        On(Actor.Device, "use a buffer that is not available", "always: of an index beyond the table", state => RingCore.UseHead(state, Size, 1));
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

    private bool WantsKick(SplitState state, in SplitEvent decided) => _eventIdx
        ? SplitLayout.Passes(decided.Index, (ushort)(state.AvailIdx - (ushort)decided.Length), state.AvailIdx)
        : (decided.Index & 1) == 0;

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
