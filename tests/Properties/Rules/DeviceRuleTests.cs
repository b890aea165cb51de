using Virtspec.Model.Features;
using Virtspec.Model.Rules;
using static Virtspec.Model.Device.DeviceEventKind;
using static Virtspec.Model.Device.DeviceStatus;
using static Virtspec.Properties.Rules.DeviceScript;

namespace Virtspec.Properties.Rules;

/// <summary>Device status, negotiation and reset: every rule once kept and once broken.</summary>
internal static class DeviceRuleTests
{
    private const ulong Admin = All | (1UL << Feature.AdminVq);

    internal static readonly RuleCases Cases = new()
    {
        //= core.status.driver.1
        { CoreRules.StatusSteps, "driver", On(Start), On(Write(Driver)) },
        { CoreRules.StatusSteps, "driver ok", On(Start), On([.. Begin, Write(Known | DriverOk)]), CoreRules.InitInSequence },
        { CoreRules.StatusSteps, "features ok", On(Start), On(Write(Acknowledge), Write(Acknowledge | FeaturesOk)) },
        //= core.status.driver.2
        { CoreRules.StatusBitsStay, "a bit cleared", On(Start), On([.. Start, Write(Acknowledge | Driver | DriverOk)]) },
        { CoreRules.StatusBitsStay, "resuming clears SUSPEND alone", On([.. Suspended, Write(Running)]), On([.. Suspended, Write(Ready)]) },
        //= core.status.driver.3
        { CoreRules.ResetAfterFailed, "a step after FAILED", On(Write(Acknowledge | Failed), Write(Acknowledge | Failed)), On(Write(Acknowledge | Failed), Write(Acknowledge | Failed | Driver)) },
        //= core.status.device.1
        { CoreRules.NothingBeforeDriverOk, "a buffer used too early", On([.. Begin, Of(BufferExposed), Of(Settled)]), On([.. Begin, Of(BufferExposed), Of(DeviceActed)]), CoreRules.SilentAfterReset },
        { CoreRules.NothingBeforeDriverOk, "on a transport that is new for every session", On(Write(Acknowledge), Of(BufferExposed), Of(Settled)), On(Write(Acknowledge), Of(DeviceActed)) },
        //= core.status.device.3
        { CoreRules.NeedsResetIsAnnounced, "after it was seen", On([.. Start, Read(Running | NeedsReset), Of(ConfigNotified), Read(Running | NeedsReset), Of(Settled)]), On([.. Start, Read(Running | NeedsReset), Of(Settled)]) },
        { CoreRules.NeedsResetIsAnnounced, "before it was seen", On([.. Start, Of(ConfigNotified), Read(Running | NeedsReset), Of(Settled)]), On([.. Start, Of(ConfigNotified), Read(Running), Read(Running | NeedsReset), Of(Settled)]) },
        { CoreRules.NeedsResetIsAnnounced, "not when it was so before DRIVER_OK", On([.. Start, Of(ConfigNotified), Read(Running | NeedsReset), .. Begin, Write(Ready), Read(Ready | NeedsReset), Write(Running), Read(Running | NeedsReset), Of(Settled)]), On([.. Begin, Write(Ready), Read(Ready), Write(Running), Read(Running | NeedsReset), Of(Settled)]) },
        //= core.features.driver.1a
        { CoreRules.AcceptOnlyOffered, "one bit too many", On(Offer(Version1), Accept(Version1)), On(Offer(Version1), Accept(All)) },
        //= core.features.driver.1b
        { CoreRules.AcceptWithDependencies, "suspend without version 1", On(Offer(All), Accept(All)), On(Offer(All), Accept(All & ~Version1)), CoreRules.DriverAcceptsVersion1 },
        //= core.features.driver.3b
        { CoreRules.AcceptOnlyDefined, "an undefined bit, though offered", On(Offer(All), Accept(All)), On(Offer(All | (1UL << 63)), Accept(All | (1UL << 63))), CoreRules.OfferOnlyDefined },
        { CoreRules.AcceptOnlyDefined, "the administration virtqueue on another transport", On(Of(PciFunction), Offer(Admin), Accept(Admin)), On(Offer(Admin), Accept(Admin)), CoreRules.OfferOnlyDefined },
        //= core.features.device.1
        { CoreRules.OfferWithDependencies, "suspend without version 1", On(Offer(All)), On(Offer(All & ~Version1)), CoreRules.DeviceOffersVersion1 },
        //= core.features.device.2a
        { CoreRules.AcceptValidSubset, "status", On(Start), On([.. Begin, Write(Ready), Read(Acknowledge | Driver)]) },
        { CoreRules.AcceptValidSubset, "without a status field", On(Offer(All), Accept(All), Of(FeaturesAnswered, 1)), On(Offer(All), Accept(All), Of(FeaturesAnswered)) },
        //= core.features.device.2b
        { CoreRules.RefuseInvalidSubset, "a bit not offered", On(Offer(Version1), Accept(All), Of(FeaturesAnswered)), On(Offer(Version1), Accept(All), Of(FeaturesAnswered, 1)), CoreRules.AcceptOnlyOffered },
        //= core.features.device.3
        { CoreRules.OfferOnlyDefined, "an undefined bit", On(Offer(All)), On(Offer(All | (1UL << 63))) },
        { CoreRules.OfferOnlyDefined, "the administration virtqueue", On(Of(PciFunction), Offer(Admin)), On(Offer(Admin)) },
        //= core.features.device.4
        { CoreRules.RenegotiateSame, "after a reset", On([.. AfterReset, .. Start]), On([.. AfterReset, .. Begin, Write(Ready), Read(Acknowledge | Driver)]), CoreRules.AcceptValidSubset },
        //= core.reset.device.1
        { CoreRules.ResetClearsStatus, "status", On(AfterReset), On([.. Start, Write(None), Read(Running), Of(Settled)]) },
        { CoreRules.ResetClearsStatus, "shown late", On([.. Start, Write(None), Read(Running), Read(Ready | NeedsReset), Read(None), Of(Settled)]), On([.. Start, Write(None), Read(Running | NeedsReset), Of(Settled)]) },
        //= core.reset.device.2
        { CoreRules.SilentAfterReset, "a buffer used", On([.. AfterReset, Of(BufferExposed), Of(Settled)]), On([.. AfterReset, Of(BufferExposed), Of(DeviceActed)]) },
        { CoreRules.SilentAfterReset, "only after it completed", On([.. Start, Write(None), Of(DeviceActed), Read(None), Of(BufferExposed), Of(Settled)]), On([.. AfterReset, Of(DeviceActed)]) },
        { CoreRules.SilentAfterReset, "0 shown at once, and nothing was reset", On([.. Start, Of(BufferExposed), Write(None), Read(None), Of(BufferExposed), Of(Settled)]), On([.. Start, Of(BufferExposed), Write(None), Read(None), Of(DeviceActed)]) },
        { CoreRules.SilentAfterReset, "until DRIVER_OK", On([.. AfterReset, Write(Acknowledge), Of(BufferExposed), Of(Settled)]), On([.. AfterReset, Write(Acknowledge), Of(DeviceActed)]), CoreRules.NothingBeforeDriverOk },
        { CoreRules.SilentAfterReset, "a configuration change announced", On([.. AfterReset, Of(BufferExposed), Of(Settled)]), On([.. AfterReset, Of(ConfigNotified)]) },
        //= core.reset.driver.1
        { CoreRules.ResetCompleteOnZero, "a step taken too early", On([.. AfterReset, Write(Acknowledge)]), On([.. Start, Write(None), Read(Running), Write(Acknowledge)]) },
        //= core.config.device.1
        { CoreRules.ConfigReadableEarly, "refused", On(Write(Acknowledge), Of(ConfigRead, 1)), On(Write(Acknowledge), Of(ConfigRead)) },
        //= core.reserved-features.driver.1
        { CoreRules.DriverAcceptsVersion1, "left out", On(Offer(Version1), Accept(Version1)), On(Offer(Version1), Accept(0)) },
        //= core.reserved-features.device.1
        { CoreRules.DeviceOffersVersion1, "left out", On(Offer(Version1)), On(Offer(0)) },
        //= core.reserved-features.driver.9
        { CoreRules.AcceptSrIovWithCapability, "no capability", On(Of(PciFunction, 1), Offer(SrIov), Accept(SrIov)), On(Of(PciFunction), Offer(SrIov), Accept(SrIov)), CoreRules.NoSrIovWithoutCapability },
        { CoreRules.AcceptSrIovWithCapability, "not on PCI", On(Of(PciFunction, 1), Offer(SrIov), Accept(SrIov)), On(Offer(SrIov), Accept(SrIov)), CoreRules.NoSrIovWithoutCapability },
        //= core.reserved-features.driver.10
        { CoreRules.SrIovBeforeVirtualFunctions, "FEATURES_OK not read back", On([Of(PciFunction, 1), .. StartWith(SrIov), Of(VirtualFunctionsEnabled)]), On([Of(PciFunction, 1), .. BeginWith(SrIov), Write(Ready), Of(VirtualFunctionsEnabled)]) },
        { CoreRules.SrIovBeforeVirtualFunctions, "once is enough", On([Of(PciFunction, 1), .. StartWith(SrIov), Write(None), Read(None), Of(VirtualFunctionsEnabled)]), On([Of(PciFunction, 1), Offer(SrIov), Write(None), Read(None), Of(VirtualFunctionsEnabled)]) },
        { CoreRules.SrIovBeforeVirtualFunctions, "refused", On([Of(PciFunction, 1), .. StartWith(SrIov), Of(VirtualFunctionsEnabled)]), On([Of(PciFunction, 1), .. BeginWith(SrIov), Write(Ready), Read(Known), Of(VirtualFunctionsEnabled)]), CoreRules.AcceptValidSubset },
        //= core.reserved-features.device.8a
        { CoreRules.SrIovWithCapability, "left out", On(Of(PciFunction, 1), Offer(SrIov)), On(Of(PciFunction, 1), Offer(Version1)) },
        //= core.reserved-features.device.8b
        { CoreRules.NoSrIovWithoutCapability, "not on PCI", On(Offer(Version1)), On(Offer(SrIov)) },
        { CoreRules.NoSrIovWithoutCapability, "no capability", On(Of(PciFunction), Offer(Version1)), On(Of(PciFunction), Offer(SrIov)) },
    };
}
