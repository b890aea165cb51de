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
    /// <summary>Values of <see cref="Place"/>: below this.</summary>
    internal const int Places = 8;

    private static readonly string[] PlaceNames =
        [.. Enumerable.Range(0, Places).Select(place => $"{((place & 4) != 0 ? "started" : "stopped")}, {((place & 2) != 0 ? "enabled" : "disabled")}{((place & 1) != 0 ? ", buffers wait" : string.Empty)}")];

    internal VhostUserRingMachine()
    {
        On(Actor.Driver, "make a buffer available", "in a queue that is full it takes the place of one", state => RingCore.Expose(state));
        On(Actor.Driver, "kick", "always: the first one starts the ring", state => new RingStep(
            RunAs(started: true, state.Has(SplitMarks.Enabled)), new SplitEvent(Kicked, Flag: !state.Has(SplitMarks.Kicked) && !state.Outstanding.IsEmpty)));
        On(Actor.Driver, "SET_VRING_ENABLE 1", "always", state => new RingStep(RunAs(state.Has(SplitMarks.Started), enabled: true)));
        On(Actor.Driver, "SET_VRING_ENABLE 0", "always", state => new RingStep(RunAs(state.Has(SplitMarks.Started), enabled: false)));
        On(Actor.Device, "use a buffer", "there is one", state => state.Outstanding.IsEmpty ? null : RingCore.Use(state, 1));
        On(Actor.Device, "call", new RingStep(new SplitEvent(Called)));
        On(Actor.Device, "answer GET_VRING_BASE with the next to use", "always", state => RingCore.Stop(state, 0));
        On(Actor.Device, "answer GET_VRING_BASE with one too many", "there is one that was not used", state => state.Outstanding.IsEmpty ? null : RingCore.Stop(state, 1));
        On(Actor.Device, "answer GET_VRING_BASE beyond avail idx", "there is none that was not used", state => state.Outstanding.IsEmpty ? RingCore.Stop(state, 1) : null);
        On(Actor.Environment, "settled", new RingStep(new SplitEvent(Settled)));
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

    /// <summary>Name of a drawn state.</summary>
    internal static string PlaceName(int place) => PlaceNames[place];

    protected override SplitState Step(SplitState state, RingStep e, RuleLog log) => RingCore.Step(state, e, log);

    protected override string Describe(SplitState state) => PlaceNames[Place(state)];

    protected override IReadOnlySet<string> Features(SplitState state) =>
        Feature.Bits(state.Features).Select(bit => Feature.Name(bit, DeviceType.Blk)).ToHashSet();

    private static SplitEvent RunAs(bool started, bool enabled) => new(Run, Id: enabled ? 1u : 0, Flag: started);
}
