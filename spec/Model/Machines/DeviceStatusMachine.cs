using Virtspec.Model.Device;
using Virtspec.Model.Features;
using Virtspec.Model.Rules;
using static Virtspec.Model.Device.DeviceEventKind;
using static Virtspec.Model.Device.DeviceStatus;

namespace Virtspec.Model.Machines;

/// <summary>
/// The device status field (VIRTIO 1.4, 2.1, 2.2, 2.4, 3.1, 3.4): the driver writes any bit at any time, the device shows what it likes. A
/// read of the status is the device's event, for the value is its answer.
/// </summary>
internal sealed class DeviceStatusMachine : Machine<DeviceState, DeviceEvent>
{
    private const ulong Version1 = 1UL << Feature.Version1;
    private const ulong Suspendable = 1UL << Feature.Suspend;
    private const ulong Offer = Version1 | Suspendable;

    /// <summary>What a feature bit that was not offered is called in the drawing.</summary>
    private const ulong Surplus = 1UL << Feature.EventIdx;

    private const ulong AllOnes = 0xff;

    /// <summary>The states of the drawing: the first whose condition is met has the name.</summary>
    private static readonly (string Name, Func<DeviceState, bool> Is)[] Places =
    [
        ("device gone", state => state.Has(DeviceMarks.Gone)),
        ("reset pending", state => state.Has(DeviceMarks.ResetPending)),
        ("failed", state => state.Has(DeviceMarks.FailedSet)),
        ("needs reset, not announced", state => state.Has(DeviceMarks.NeedsResetUnannounced)),
        ("needs reset", state => (state.Read & NeedsReset) != 0),
        ("resuming", state => state.Has(DeviceMarks.ResumePending)),
        ("suspended", state => state.Has(DeviceMarks.Suspended)),
        ("suspending", state => state.Has(DeviceMarks.SuspendPending)),
        ("running", state => Wrote(state, DriverOk)),
        ("features ok, unread", state => state.Has(DeviceMarks.FeaturesOkPending)),
        ("features ok", state => Wrote(state, FeaturesOk)),
        ("driver, features written", state => Wrote(state, DeviceStatus.Driver) && state.Accepted != 0),
        ("driver", state => Wrote(state, DeviceStatus.Driver)),
        ("acknowledged", state => Wrote(state, Acknowledge)),
        ("reset", state => state.Has(DeviceMarks.AfterReset)),
        ("powered on", _ => true),
    ];

    private static readonly string[] PlaceNames = [.. Places.Select(place => place.Name)];

    private readonly int _acceptsAll;
    private readonly int _acceptsLess;
    private readonly int _acceptsSurplus;
    private readonly int _offers;
    private readonly int[] _byKind = new int[Enum.GetValues<DeviceEventKind>().Length];

    internal DeviceStatusMachine()
    {
        DriverWrites();
        DriverDoes();
        DeviceShows();
        DeviceDoes();
        On(Actor.Environment, "status reads all ones: the device is gone", "it was there", state =>
            state.Has(DeviceMarks.Gone) ? null : new DeviceEvent(StatusRead, AllOnes));
        On(Actor.Environment, "settled", new DeviceEvent(Settled));
        _acceptsAll = PositionOf("accept features, VIRTIO_F_SUSPEND among them");
        _acceptsLess = PositionOf("accept features without VIRTIO_F_SUSPEND");
        _acceptsSurplus = PositionOf("accept a feature that is not offered");
        _offers = PositionOf("offer features");
        Array.Fill(_byKind, -1);
        foreach (var kind in (DeviceEventKind[])[BufferExposed, Kicked, DeviceActed, ConfigNotified, Settled])
            _byKind[(int)kind] = PositionOf(default, new DeviceEvent(kind));
    }

    public override string Name => "device-status";

    public override string Title => "Device status: initialization, reset, suspend";

    public override string Source => "VIRTIO 1.4, 2.1, 2.2, 2.4, 3.1, 3.4";

    public override IReadOnlyList<string> Names => PlaceNames;

    protected override DeviceState Initial => new(Marks: DeviceMarks.HasStatus);

    /// <summary>Position of a state's name in <see cref="Names"/>.</summary>
    internal static int Place(in DeviceState state)
    {
        var place = 0;
        while (!Places[place].Is(state))
            place++;
        return place;
    }

    /// <summary>What a device shows that does at once what it was asked: to reset, to suspend, to resume.</summary>
    internal static DeviceStatus Obedient(in DeviceState state)
    {
        if (state.Has(DeviceMarks.SuspendPending))
            return (Standing(state) | Suspend) & ~DriverOk;
        return state.Has(DeviceMarks.ResumePending) ? Standing(state) & ~Suspend : Standing(state);
    }

    /// <summary>Position in the alphabet of what really happened to a device, or -1 for what the alphabet has no event for.</summary>
    /// <param name="state">The state before it.</param>
    /// <param name="e">What happened.</param>
    internal int EventOf(in DeviceState state, in DeviceEvent e) => e.Kind switch
    {
        FeaturesOffered => FeatureSet.MissingDependency(e.Value) is null && e.Value.Has(Feature.Version1) ? _offers : -1,
        FeaturesWritten when !FeatureSet.IsValidSubset(e.Value & ~Feature.VhostBits, state.Offered) => _acceptsSurplus,
        FeaturesWritten => e.Value.Has(Feature.Suspend) ? _acceptsAll : _acceptsLess,
        StatusWritten or StatusRead or ConfigRead => PositionOf(state, e),
        _ => _byKind[(int)e.Kind],
    };

    protected override DeviceState Step(DeviceState state, DeviceEvent e, RuleLog log) => DeviceMachine.Step(state, e, DeviceType.Blk, log);

    protected override string Describe(DeviceState state) => PlaceNames[Place(state)];

    protected override IReadOnlySet<string> Features(DeviceState state) =>
        Feature.Bits(state.InForce()).Select(bit => Feature.Name(bit, DeviceType.Blk)).ToHashSet();

    private void DriverWrites()
    {
        foreach (var (bit, name) in (ReadOnlySpan<(DeviceStatus, string)>)
            [(Acknowledge, "ACKNOWLEDGE"), (DeviceStatus.Driver, "DRIVER"), (FeaturesOk, "FEATURES_OK"), (DriverOk, "DRIVER_OK"), (Suspend, "SUSPEND"), (Failed, "FAILED")])
        {
            On(Actor.Driver, $"write {name}", "the bit is clear", state => Wrote(state, bit) ? null : Write(state.Written | bit));
        }

        On(Actor.Driver, "write DRIVER_OK without SUSPEND", "the device is suspended", state =>
            state.Has(DeviceMarks.Suspended) && Wrote(state, Suspend) && !Wrote(state, DriverOk) ? Write((state.Written | DriverOk) & ~Suspend) : null);
        On(Actor.Driver, "write the same again", "some bit is set", state => state.Written == None ? null : Write(state.Written));
        On(Actor.Driver, "take ACKNOWLEDGE back", "other bits are set", state =>
            Wrote(state, Acknowledge) && state.Written != Acknowledge ? Write(state.Written & ~Acknowledge) : null);
        On(Actor.Driver, "write 0", Write(None)!.Value);
    }

    private void DriverDoes()
    {
        On(Actor.Driver, "accept features, VIRTIO_F_SUSPEND among them", "features were offered", state => state.Offered == 0 ? null : Accept(Offer));
        On(Actor.Driver, "accept features without VIRTIO_F_SUSPEND", "features were offered", state => state.Offered == 0 ? null : Accept(Version1));
        On(Actor.Driver, "accept a feature that is not offered", "features were offered", state => state.Offered == 0 ? null : Accept(Version1 | Surplus));
        On(Actor.Driver, "make a buffer available", new DeviceEvent(BufferExposed));
        On(Actor.Driver, "kick", new DeviceEvent(Kicked));
    }

    private void DeviceShows()
    {
        On(Actor.Device, "status reads 0", "0 was written last, or nothing", state => state.Written == None ? Show(None) : null);
        On(Actor.Device, "status does not read 0 yet", "a reset is pending", state =>
            state.Has(DeviceMarks.ResetPending) ? Show(state.Read == None ? Acknowledge : state.Read) : null);
        On(Actor.Device, "status reads as written", "bits are set; NEEDS_RESET, once shown, stays", state => state.Written == None ? null : Show(Standing(state)));
        On(Actor.Device, "status reads without FEATURES_OK", "it was written and not read since", state =>
            state.Has(DeviceMarks.FeaturesOkPending) ? Show(Standing(state) & ~FeaturesOk) : null);
        On(Actor.Device, "status reads SUSPEND without DRIVER_OK", "suspending, or resuming", state =>
            state.Has(DeviceMarks.SuspendPending) || state.Has(DeviceMarks.ResumePending) ? Show((Standing(state) | Suspend) & ~DriverOk) : null);
        On(Actor.Device, "status reads without SUSPEND", "it was written, and the device is not at rest", state =>
            Wrote(state, Suspend) && (!state.Has(DeviceMarks.Suspended) || state.Has(DeviceMarks.ResumePending)) ? Show(Standing(state) & ~Suspend) : null);
        On(Actor.Device, "status reads NEEDS_RESET", "bits are set, and it was not shown before", state =>
            state.Written == None || (state.Read & NeedsReset) != 0 ? null : Show(Standing(state) | NeedsReset));
    }

    private void DeviceDoes()
    {
        Does("offer features", new DeviceEvent(FeaturesOffered, Offer));
        Does("offer VIRTIO_F_SUSPEND alone", new DeviceEvent(FeaturesOffered, Suspendable));
        Does("give the configuration", new DeviceEvent(ConfigRead, 1));
        Does("refuse the configuration", new DeviceEvent(ConfigRead));
        Does("announce a configuration change", new DeviceEvent(ConfigNotified));
        Does("use a buffer or call", new DeviceEvent(DeviceActed));

        void Does(string name, DeviceEvent e) => On(Actor.Device, name, "the device is there", state => state.Has(DeviceMarks.Gone) ? null : e);
    }

    /// <summary>What a device shows that has nothing new to say: what was written, without FEATURES_OK if it refused, with NEEDS_RESET once shown.</summary>
    private static DeviceStatus Standing(in DeviceState state)
    {
        var refused = Wrote(state, FeaturesOk) && !state.Has(DeviceMarks.FeaturesOkPending) && (state.Read & FeaturesOk) == 0;
        return state.Written == None ? None : (state.Written & ~(refused ? FeaturesOk : None)) | (state.Read & NeedsReset);
    }

    private static bool Wrote(in DeviceState state, DeviceStatus bit) => (state.Written & bit) != 0;

    private static DeviceEvent? Write(DeviceStatus status) => new(StatusWritten, (ulong)status);

    private static DeviceEvent? Show(DeviceStatus status) => new(StatusRead, (ulong)status);

    private static DeviceEvent? Accept(ulong features) => new(FeaturesWritten, features);
}
