using Virtspec.Model.Device;
using Virtspec.Model.Features;
using Virtspec.Model.Rules;
using Xunit;
using static Virtspec.Model.Device.QueueEventKind;

namespace Virtspec.Properties.Rules;

/// <summary>The life of one virtqueue: every rule of <see cref="QueueMachine"/> once kept and once broken.</summary>
public sealed class QueueRuleTests
{
    private const QueueParts Everything = QueueParts.Areas | QueueParts.Size;
    private const ulong Split = 1UL << Feature.RingReset;
    private const ulong Packed = Split | (1UL << Feature.RingPacked);
    private static readonly QueueSetup Here = new(0x1000, 0x2000, 0x3000, 8);
    private static readonly QueueSetup Elsewhere = new(0x1000, 0x2000, 0x5000, 8);
    private static readonly QueueSetup Smaller = Here with { Size = 4 };

    private static readonly QueueEvent[] Live = [Written(Here), Of(Enabled), Of(DriverOk)];

    /// <summary>One buffer used and one in flight when the queue is reset.</summary>
    private static readonly QueueEvent[] Asked = [.. Live, Of(Exposed), Used(0), Of(Exposed), Of(ResetAsked)];
    private static readonly QueueEvent[] Reset = [.. Asked, Look(1), Look(0)];
    private static readonly QueueEvent[] Again = [.. Reset, Written(Here), Of(Enabled), Of(Exposed)];

    internal static readonly RuleCases Cases = new()
    {
        //= core.queue-reset.device.1
        { CoreRules.ResetQueueSilent, "a buffer used", On([.. Reset, Of(Settled)]), On([.. Reset, Used(1)]) },
        { CoreRules.ResetQueueSilent, "a buffer written", On([.. Asked, Of(Touched), Look(0), Of(Settled)]), On([.. Reset, Of(Touched)]) },
        { CoreRules.ResetQueueSilent, "a call", On([.. Reset, Of(Settled)]), On([.. Reset, Of(Called)]) },
        { CoreRules.ResetQueueSilent, "only after it completed", On([.. Asked, Used(1), Of(Called), Look(1), Of(Exposed), Look(0), Of(Settled)]), On([.. Asked, Used(1), Look(0), Of(Called)]) },
        //= core.queue-reset.device.2
        { CoreRules.ResetQueueAtDefaults, "goes on where it was", On([.. Again, Used(0)]), On([.. Again, Used(1)]) },
        { CoreRules.ResetQueueAtDefaults, "once for each reset", On([.. Again, Used(0), Of(Exposed), Used(1)]), On([.. Again, Used(0), Of(ResetAsked), Look(0), Written(Here), Of(Enabled), Of(Exposed), Used(1)]) },
        //= core.queue-reset.driver.1
        { CoreRules.QueueResetIsVerified, "never looked", On(Reset), On([.. Asked, Of(Settled)]) },
        { CoreRules.QueueResetIsVerified, "set up before it completed", On([.. Reset, Written(Here)]), On([.. Asked, Look(1), Written(Here)]) },
        { CoreRules.QueueResetIsVerified, "enabled before it completed", On(Again), On([.. Asked, Look(1), Of(Enabled)]) },
        { CoreRules.QueueResetIsVerified, "memory taken back before it completed", On([.. Reset, Of(TakenBack)]), On([.. Asked, Look(1), Of(TakenBack)]) },
        { CoreRules.QueueResetIsVerified, "nobody answers", On(Reset), On([.. Asked, Look(ushort.MaxValue), Of(TakenBack)]) },
        //= core.queue-reenable.device.1
        { CoreRules.ReenabledByNewParameters, "the old place", On([.. Moved(Elsewhere), Used(0, Elsewhere)]), On([.. Moved(Elsewhere), Used(0, Here)]) },
        { CoreRules.ReenabledByNewParameters, "the old size", On([.. Filled(Smaller), Used(4, Smaller)]), On([.. Filled(Smaller), Used(4, Here)]) },
        { CoreRules.ReenabledByNewParameters, "a packed ring", On(Packed, [.. Moved(Elsewhere with { Descriptors = 0x7000 }), Used(0, Here.Size, 0x7000)]), On(Packed, [.. Moved(Elsewhere with { Descriptors = 0x7000 }), Used(0, Here.Size, 0x1000)]) },
        //= core.queue-reenable.driver.1
        { CoreRules.ReenabledAfterSetUp, "nothing set up", On(Again), On([.. Reset, Of(Enabled)]) },
        { CoreRules.ReenabledAfterSetUp, "an area left out", On([.. Reset, Part(QueueParts.Descriptors), Part(QueueParts.DriverArea), Part(QueueParts.DeviceArea), Of(Enabled)]), On([.. Reset, Part(QueueParts.Descriptors), Part(QueueParts.DeviceArea), Part(QueueParts.Size), Of(Enabled)]) },
        //= core.cleanup.driver.2
        { CoreRules.NotLiveBeforeTakenBack, "a reset of the device", On([.. Live, Of(Exposed), Of(DeviceReset), Of(TakenBack)]), On([.. Live, Of(Exposed), Of(TakenBack)]) },
        { CoreRules.NotLiveBeforeTakenBack, "a reset of the queue", On([.. Reset, Of(TakenBack)]), On([.. Again, Of(TakenBack)]) },
        { CoreRules.NotLiveBeforeTakenBack, "before DRIVER_OK", On(Written(Here), Of(Enabled), Of(Exposed), Of(TakenBack)), On(Written(Here), Of(Enabled), Of(Exposed), Of(DriverOk), Of(TakenBack)) },
    };

    [Fact]
    public void Without_the_feature_a_queue_has_no_reset_of_its_own() =>
        Assert.Equal(After(0, Live), After(0, [.. Live, Of(ResetAsked), Look(0)]));

    [Fact]
    public void A_reset_of_the_device_makes_the_queue_new() =>
        Assert.All((QueueEvent[][])[Live, Asked, Reset, Again], events => Assert.Equal(new QueueState(Split), After(Split, [.. events, Of(DeviceReset)])));

    [Fact]
    public void A_size_that_is_left_at_its_default_is_not_judged()
    {
        var log = new RuleLog();
        On([.. Reset, new QueueEvent(SetUp, QueueParts.Areas, Here), Of(Enabled), .. Busy(12)])(log);
        Assert.Empty(log.Breaches);
    }

    private static QueueEvent[] Moved(QueueSetup setup) => [.. Reset, Written(setup), Of(Enabled), Of(Exposed)];

    /// <summary>Enabled again, with a buffer on its way that comes after the ring's first lap.</summary>
    private static QueueEvent[] Filled(QueueSetup setup) => [.. Reset, Written(setup), Of(Enabled), .. Busy(4), Of(Exposed)];

    private static IEnumerable<QueueEvent> Busy(int buffers) => Enumerable.Range(0, buffers).SelectMany(i => (QueueEvent[])[Of(Exposed), Used((uint)i)]);

    private static Action<RuleLog> On(params QueueEvent[] events) => On(Split, events);

    private static Action<RuleLog> On(ulong features, QueueEvent[] events) => log => After(features, events, log);

    private static QueueState After(ulong features, QueueEvent[] events, RuleLog? log = null)
    {
        var state = new QueueState(features);
        foreach (var e in events)
            state = QueueMachine.Step(state, e, log ?? new RuleLog());
        return state;
    }

    private static QueueEvent Of(QueueEventKind kind) => new(kind);

    private static QueueEvent Written(QueueSetup setup) => new(SetUp, Everything, setup);

    private static QueueEvent Part(QueueParts part) => new(SetUp, part, Here);

    private static QueueEvent Look(uint value) => new(ResetRead, Value: value);

    private static QueueEvent Used(uint position) => Used(position, Here);

    private static QueueEvent Used(uint position, QueueSetup setup) => Used(position, setup.Size, setup.DeviceArea);

    private static QueueEvent Used(uint position, ushort size, ulong area) =>
        new(QueueEventKind.Used, Value: position, Slot: (ushort)(position % size), Area: area);
}
