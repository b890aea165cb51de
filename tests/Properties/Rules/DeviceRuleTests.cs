using Virtspec.Model.Device;
using Virtspec.Model.Features;
using Virtspec.Model.Rules;
using Xunit;
using static Virtspec.Model.Device.DeviceEventKind;
using static Virtspec.Model.Device.DeviceStatus;

namespace Virtspec.Properties.Rules;

/// <summary>Device status, negotiation, reset and suspend: every rule of <see cref="DeviceMachine"/> once kept and once broken.</summary>
public sealed class DeviceRuleTests
{
    private const ulong Version1 = 1UL << Feature.Version1;
    private const ulong All = Version1 | (1UL << Feature.Suspend) | (1UL << Feature.EventIdx);
    private const DeviceStatus Ready = Acknowledge | Driver | FeaturesOk;
    private const DeviceStatus Running = Ready | DriverOk;
    private const DeviceStatus Asleep = Ready | Suspend;

    private static readonly DeviceEvent[] Begin = [Write(Acknowledge), Write(Acknowledge | Driver), Offer(All), Accept(All)];
    private static readonly DeviceEvent[] Start = [.. Begin, Write(Ready), Read(Ready), Write(Running)];
    private static readonly DeviceEvent[] AfterReset = [.. Start, Write(None), Read(None)];
    private static readonly DeviceEvent[] Suspended = [.. Start, Write(Running | Suspend), Read(Asleep)];

    internal static readonly RuleCases Cases = new()
    {
        //= core.status.driver.1
        { CoreRules.StatusSteps, "driver", On(Start), On(Write(Driver)) },
        { CoreRules.StatusSteps, "driver ok", On(Start), On([.. Begin, Write(Acknowledge | Driver | DriverOk)]) },
        { CoreRules.StatusSteps, "features ok", On(Start), On(Write(Acknowledge), Write(Acknowledge | FeaturesOk)) },
        //= core.status.driver.2
        { CoreRules.StatusBitsStay, "a bit cleared", On(Start), On([.. Start, Write(Acknowledge | Driver | DriverOk)]) },
        { CoreRules.StatusBitsStay, "resuming clears SUSPEND alone", On([.. Suspended, Write(Running)]), On([.. Suspended, Write(Ready)]) },
        //= core.status.driver.3
        { CoreRules.ResetAfterFailed, "a step after FAILED", On(Write(Acknowledge | Failed), Write(Acknowledge | Failed)), On(Write(Acknowledge | Failed), Write(Acknowledge | Failed | Driver)) },
        //= core.status.device.1
        { CoreRules.NothingBeforeDriverOk, "a buffer used too early", On([.. Begin, Of(BufferExposed), Of(Settled)]), On([.. Begin, Of(BufferExposed), Of(DeviceActed)]) },
        //= core.status.device.3
        { CoreRules.NeedsResetIsAnnounced, "after it was seen", On([.. Start, Read(Running | NeedsReset), Of(ConfigNotified), Read(Running | NeedsReset), Of(Settled)]), On([.. Start, Read(Running | NeedsReset), Of(Settled)]) },
        { CoreRules.NeedsResetIsAnnounced, "before it was seen", On([.. Start, Of(ConfigNotified), Read(Running | NeedsReset), Of(Settled)]), On([.. Start, Of(ConfigNotified), Read(Running), Read(Running | NeedsReset), Of(Settled)]) },
        //= core.features.driver.1a
        { CoreRules.NeedsResetIsAnnounced, "not when it was so before DRIVER_OK", On([.. Start, Of(ConfigNotified), Read(Running | NeedsReset), Write(None), Read(None), .. Begin, Write(Ready), Read(Ready | NeedsReset), Write(Running), Read(Running | NeedsReset), Of(Settled)]), On([.. Begin, Write(Ready), Read(Ready), Write(Running), Read(Running | NeedsReset), Of(Settled)]) },
        { CoreRules.AcceptOnlyOffered, "one bit too many", On(Offer(Version1), Accept(Version1)), On(Offer(Version1), Accept(All)) },
        //= core.features.driver.1b
        { CoreRules.AcceptWithDependencies, "suspend without version 1", On(Offer(All), Accept(All)), On(Offer(All), Accept(All & ~Version1)), CoreRules.DriverAcceptsVersion1 },
        //= core.features.device.1
        { CoreRules.OfferWithDependencies, "suspend without version 1", On(Offer(All)), On(Offer(All & ~Version1)), CoreRules.DeviceOffersVersion1 },
        //= core.features.device.2a
        { CoreRules.AcceptValidSubset, "status", On(Start), On([.. Begin, Write(Ready), Read(Acknowledge | Driver)]) },
        { CoreRules.AcceptValidSubset, "without a status field", On(Offer(All), Accept(All), Of(FeaturesAnswered, 1)), On(Offer(All), Accept(All), Of(FeaturesAnswered)) },
        //= core.features.device.2b
        { CoreRules.RefuseInvalidSubset, "a bit not offered", On(Offer(Version1), Accept(All), Of(FeaturesAnswered)), On(Offer(Version1), Accept(All), Of(FeaturesAnswered, 1)), CoreRules.AcceptOnlyOffered },
        //= core.features.device.3
        { CoreRules.OfferOnlyDefined, "an undefined bit", On(Offer(All)), On(Offer(All | (1UL << 63))) },
        { CoreRules.OfferOnlyDefined, "the administration virtqueue", On(Offer(All)), On(Offer(All | (1UL << Feature.AdminVq))) },
        //= core.features.device.4
        { CoreRules.RenegotiateSame, "after a reset", On([.. AfterReset, .. Start]), On([.. AfterReset, .. Begin, Write(Ready), Read(Acknowledge | Driver)]), CoreRules.AcceptValidSubset },
        //= core.reset.device.1
        { CoreRules.ResetClearsStatus, "status", On(AfterReset), On([.. Start, Write(None), Read(Running), Of(Settled)]) },
        //= core.reset.device.2
        { CoreRules.SilentAfterReset, "a buffer used", On([.. AfterReset, Of(BufferExposed), Of(Settled)]), On([.. AfterReset, Of(BufferExposed), Of(DeviceActed)]) },
        { CoreRules.SilentAfterReset, "only after it completed", On([.. Start, Write(None), Of(DeviceActed), Read(None), Of(BufferExposed), Of(Settled)]), On([.. AfterReset, Of(DeviceActed)]) },
        //= core.reset.driver.1
        { CoreRules.ResetCompleteOnZero, "a step taken too early", On([.. AfterReset, Write(Acknowledge)]), On([.. Start, Write(None), Read(Running), Write(Acknowledge)]) },
        //= core.config.device.1
        { CoreRules.ConfigReadableEarly, "refused", On(Write(Acknowledge), Of(ConfigRead, 1)), On(Write(Acknowledge), Of(ConfigRead)) },
        //= core.init.driver.3
        { CoreRules.FeaturesFixedAfterFeaturesOk, "one more", On([.. Start, Accept(All)]), On([.. Begin, Accept(Version1), Write(Ready), Accept(All)]) },
        //= core.init.driver.6
        { CoreRules.NoKickBeforeDriverOk, "a kick", On([.. Start, Of(Kicked)]), On([.. Begin, Of(Kicked)]) },
        //= core.suspend.driver.1
        { CoreRules.SuspendOnlyWhenRunning, "before DRIVER_OK", On(Suspended), On([.. Begin, Write(Ready), Read(Ready), Write(Asleep)]) },
        { CoreRules.SuspendOnlyWhenRunning, "without the feature", On(Suspended), On([.. Begin, Accept(Version1), Write(Ready), Read(Ready), Write(Running), Write(Running | Suspend), Of(Settled)]) },
        //= core.suspend.driver.3
        { CoreRules.SuspendOnlyWhenRunning, "with the features refused", On(Suspended), On([.. Begin, Write(Ready), Read(Acknowledge | Driver), Write(Running), Write(Running | Suspend), Of(Settled)]), CoreRules.AcceptValidSubset },
        { CoreRules.NoBuffersWhileSuspended, "suspended", On([.. Suspended, Of(Settled)]), On([.. Suspended, Of(BufferExposed)]) },
        { CoreRules.NoBuffersWhileSuspended, "suspending", On([.. Suspended, Of(Settled)]), On([.. Start, Write(Running | Suspend), Of(BufferExposed)]) },
        //= core.suspend.driver.4
        { CoreRules.NoKicksWhileSuspended, "suspended", On([.. Suspended, Of(Settled)]), On([.. Suspended, Of(Kicked)]) },
        { CoreRules.NoKicksWhileSuspended, "suspending", On([.. Suspended, Of(Settled)]), On([.. Start, Write(Running | Suspend), Of(Kicked)]) },
        //= core.suspend.device.1
        { CoreRules.SuspendIgnoredUninitialized, "shown", On([.. Begin, Write(Acknowledge | Driver | Suspend), Read(Acknowledge | Driver)]), On([.. Begin, Write(Acknowledge | Driver | Suspend), Read(Acknowledge | Driver | Suspend)]), CoreRules.SuspendOnlyWhenRunning },
        //= core.suspend.device.3
        { CoreRules.SilentWhileSuspended, "a buffer used", On([.. Suspended, Of(Settled)]), On([.. Suspended, Of(DeviceActed)]) },
        { CoreRules.SilentWhileSuspended, "a configuration change announced", On([.. Suspended, Of(Settled)]), On([.. Suspended, Of(ConfigNotified)]) },
        //= core.suspend.device.6
        { CoreRules.SilentWhileSuspended, "until asked to resume", On([.. Suspended, Of(Settled), Write(Running), Of(DeviceActed), Of(ConfigNotified), Read(Running)]), On([.. Suspended, Of(Settled), Of(DeviceActed)]) },
        { CoreRules.SuspendOrNeedsReset, "a second time, when the driver left SUSPEND to the device", On([.. Suspended, Write(Running | Suspend), Read(Running), Write(Running | Suspend), Read(Asleep)]), On([.. Suspended, Write(Running | Suspend), Read(Running), Write(Running | Suspend), Read(Running), Of(Settled)]) },
        { CoreRules.SuspendOrNeedsReset, "never suspended", On(Suspended), On([.. Start, Write(Running | Suspend), Read(Running), Of(Settled)]) },
        { CoreRules.SuspendOrNeedsReset, "needs a reset", On([.. Start, Write(Running | Suspend), Read(Ready | NeedsReset)]), On([.. Start, Write(Running | Suspend), Read(Running | Suspend), Of(Settled)]) },
        //= core.suspend.device.7
        { CoreRules.ResumeOrNeedsReset, "never resumed", On([.. Suspended, Write(Running), Read(Running), Of(DeviceActed)]), On([.. Suspended, Write(Running), Read(Asleep), Of(Settled)]) },
        //= core.reserved-features.driver.1
        { CoreRules.DriverAcceptsVersion1, "left out", On(Offer(Version1), Accept(Version1)), On(Offer(Version1), Accept(0)) },
        //= core.reserved-features.device.1
        { CoreRules.DeviceOffersVersion1, "left out", On(Offer(Version1)), On(Offer(0)) },
        //= core.reserved-features.device.8b
        { CoreRules.NoSrIovOutsidePci, "offered", On(Offer(Version1)), On(Offer(Version1 | (1UL << Feature.SrIov))) },
    };

    public static TheoryData<string> Names => Cases.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void A_good_sequence_holds_and_breaks_nothing(string name) => Cases[name].AssertHolds();

    [Theory]
    [MemberData(nameof(Names))]
    public void A_bad_sequence_breaks_the_rule_and_no_other(string name) => Cases[name].AssertBreaks();

    private static Action<RuleLog> On(params DeviceEvent[] events) => log =>
    {
        var state = default(DeviceState);
        foreach (var e in events)
            state = DeviceMachine.Step(state, e, DeviceType.Blk, log);
    };

    private static DeviceEvent Of(DeviceEventKind kind, ulong value = 0) => new(kind, value);

    private static DeviceEvent Write(DeviceStatus status) => new(StatusWritten, (ulong)status);

    private static DeviceEvent Read(DeviceStatus status) => new(StatusRead, (ulong)status);

    private static DeviceEvent Offer(ulong features) => new(FeaturesOffered, features);

    private static DeviceEvent Accept(ulong features) => new(FeaturesWritten, features);
}
