using Virtspec.Model.Features;
using Virtspec.Model.Rules;
using Virtspec.Model.SplitRing;
using static Virtspec.Model.SplitRing.SplitEventKind;

namespace Virtspec.Model.Machines;

/// <summary>
/// The states of a ring behind vhost-user ("Ring states"): stopped until the first kick and after GET_VRING_BASE, and enabled or disabled
/// beside that. The ring itself is the split virtqueue of size 1.
/// </summary>
internal sealed class VhostUserRingMachine : Machine<SplitState, RingStep>
{
    private const int Places = 8;

    private static readonly string[] PlaceNames =
        [.. Enumerable.Range(0, Places).Select(place => $"{((place & 4) != 0 ? "started" : "stopped")}, {((place & 2) != 0 ? "enabled" : "disabled")}{((place & 1) != 0 ? ", buffers wait" : string.Empty)}")];

    private readonly int _expose, _kick, _enable, _disable, _use, _call, _stop, _settled;

    internal VhostUserRingMachine()
    {
        On(Actor.Driver, "make a buffer available", "in a queue that is full it takes the place of one", state => RingCore.Expose(state));
        On(Actor.Driver, "kick", "always: the first one starts the ring", state => new RingStep(
            RunAs(started: true, state.Has(SplitMarks.Enabled)), new SplitEvent(Kicked, Flag: !state.Has(SplitMarks.Kicked) && !state.Outstanding.IsEmpty)));
        On(Actor.Driver, "SET_VRING_ENABLE 1", "it is disabled", state => state.Has(SplitMarks.Enabled) ? null : new RingStep(RunAs(state.Has(SplitMarks.Started), enabled: true)));
        On(Actor.Driver, "SET_VRING_ENABLE 0", "it is enabled", state => !state.Has(SplitMarks.Enabled) ? null : new RingStep(RunAs(state.Has(SplitMarks.Started), enabled: false)));
        On(Actor.Device, "use a buffer", "there is one", state => state.Outstanding.IsEmpty ? null : RingCore.Use(state, 1));
        On(Actor.Device, "call", new RingStep(new SplitEvent(Called)));
        On(Actor.Device, "answer GET_VRING_BASE with the next to use", "always", state => RingCore.Stop(state, 0));
        On(Actor.Device, "answer GET_VRING_BASE with one too many", "there is one that was not used", state => state.Outstanding.IsEmpty ? null : RingCore.Stop(state, 1));
        On(Actor.Device, "answer GET_VRING_BASE beyond avail idx", "there is none that was not used", state => state.Outstanding.IsEmpty ? RingCore.Stop(state, 1) : null);
        On(Actor.Environment, "settled", new RingStep(new SplitEvent(Settled)));
        _expose = PositionOf("make a buffer available");
        _kick = PositionOf("kick");
        _enable = PositionOf("SET_VRING_ENABLE 1");
        _disable = PositionOf("SET_VRING_ENABLE 0");
        _use = PositionOf("use a buffer");
        _call = PositionOf("call");
        _stop = PositionOf("answer GET_VRING_BASE with the next to use");
        _settled = PositionOf("settled");
    }

    public override string Name => "vhost-user-ring";

    public override string Title => "A ring behind vhost-user: started, enabled";

    public override string Source => "vhost-user, Ring states";

    public override IReadOnlyList<string> Names => PlaceNames;

    public override IReadOnlyList<MachineRemark> Remarks =>
    [
        new(MachineQuestion.OneSidedCycle, "Driver: SET_VRING_ENABLE 1, SET_VRING_ENABLE 0", "a front-end may enable and disable as often as it likes, and the back-end only obeys"),
    ];

    protected override SplitState Initial => RingCore.Fresh(1, Feature.Bit(Feature.Version1), SplitMarks.None);

    /// <summary>The drawn state of a ring of any size, as a small number.</summary>
    internal static int Place(SplitState state) =>
        (state.Has(SplitMarks.Started) ? 4 : 0) + (state.Has(SplitMarks.Enabled) ? 2 : 0) + (state.Outstanding.IsEmpty ? 0 : 1);

    /// <summary>Position in the alphabet of what really happened to a ring, or -1 for what is no event here, or an offence.</summary>
    /// <param name="state">The state before it.</param>
    /// <param name="e">What happened.</param>
    internal int EventOf(SplitState state, in SplitEvent e) => e.Kind switch
    {
        Exposed => _expose,
        Kicked => _kick,
        Run => RunOf(state, started: e.Flag, enabled: e.Id != 0),
        SplitEventKind.UsedElement => e.Id < state.Layout.Size && state.Outstanding.ContainsKey((ushort)e.Id) ? _use : -1,
        Called => _call,
        Stopped => _stop,
        Settled => _settled,
        _ => -1,
    };

    protected override SplitState Step(SplitState state, RingStep e, RuleLog log) => RingCore.Step(state, e, log);

    protected override string Describe(SplitState state) => PlaceNames[Place(state)];

    protected override IReadOnlySet<string> Features(SplitState state) =>
        Feature.Bits(state.Features).Select(bit => Feature.Name(bit, DeviceType.Blk)).ToHashSet();

    /// <summary>A ring is started by a kick, which may have come before anybody looked for one.</summary>
    private int RunOf(SplitState state, bool started, bool enabled)
    {
        if (enabled != state.Has(SplitMarks.Enabled))
            return enabled ? _enable : _disable;
        return started && !state.Has(SplitMarks.Started) ? _kick : -1;
    }

    private static SplitEvent RunAs(bool started, bool enabled) => new(Run, Id: enabled ? 1u : 0, Flag: started);
}
