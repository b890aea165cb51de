using Virtspec.Model.Device;
using Virtspec.Model.Features;
using Virtspec.Model.Rules;
using static Virtspec.Model.Device.DeviceEventKind;
using static Virtspec.Model.Device.DeviceStatus;
using static Virtspec.Properties.Rules.DeviceScript;

namespace Virtspec.Properties.Rules;

/// <summary>Initialization as one sequence, and what must not happen in the middle of it.</summary>
internal static class InitRuleTests
{
    private const ulong RingReset = All | (1UL << Feature.RingReset);
    private static readonly DeviceEvent[] Reset = [Write(None), Read(None)];
    private static readonly DeviceEvent[] Greet = [Write(Acknowledge), Write(Known)];
    private static readonly DeviceEvent[] Settle = [Write(Ready), Read(Ready)];

    internal static readonly RuleCases Cases = new()
    {
        //= core.init.driver.1
        { CoreRules.InitInSequence, "no reset", On(Start), On([.. Greet, Offer(All), Accept(All), .. Settle, Write(Running)]) },
        { CoreRules.InitInSequence, "features not read", On(Start), On([.. Reset, .. Greet, Accept(0), .. Settle, Write(Running)]) },
        { CoreRules.InitInSequence, "features read once", On([.. AfterReset, .. Greet, Accept(All), .. Settle, Write(Running)]), On([.. AfterReset, .. Greet, .. Settle, Write(Running)]), CoreRules.RefuseInvalidSubset },
        { CoreRules.InitInSequence, "features written before DRIVER", On(Start), On([.. Reset, Write(Acknowledge), Offer(All), Accept(All), Write(Known), .. Settle, Write(Running)]) },
        { CoreRules.InitInSequence, "FEATURES_OK not read back", On(Start), On([.. Begin, Write(Ready), Write(Running)]) },
        { CoreRules.InitInSequence, "a virtqueue set up too early", On([.. Begin, .. Settle, Of(QueueSetUp), Write(Running)]), On([.. Begin, Of(QueueSetUp), .. Settle, Write(Running)]) },
        { CoreRules.InitInSequence, "a virtqueue set up before FEATURES_OK was read", On([.. Begin, .. Settle, Of(QueueSetUp), Write(Running)]), On([.. Begin, Write(Ready), Of(QueueSetUp), Read(Ready), Write(Running)]) },
        { CoreRules.InitInSequence, "a field written before DRIVER", On([.. Begin, .. Settle, Of(ConfigWritten), Write(Running)]), On([.. Reset, Of(ConfigWritten), .. Begin[2..], .. Settle, Write(Running)]) },
        { CoreRules.InitInSequence, "a virtqueue set up after DRIVER_OK", On([.. StartWith(RingReset), Of(QueueSetUp)]), On([.. Start, Of(QueueSetUp)]) },
        //= core.init.driver.2b
        { CoreRules.NoConfigWriteWhileNegotiating, "written too early", On([.. Begin, .. Settle, Of(ConfigWritten), Write(Running)]), On([.. Begin, Of(ConfigWritten)]) },
        //= core.init.driver.3
        { CoreRules.FeaturesFixedAfterFeaturesOk, "one more", On([.. Start, Accept(All)]), On([.. Begin, Accept(Version1), Write(Ready), Accept(All)]) },
        //= core.init.driver.5
        { CoreRules.StopsWhenRefused, "DRIVER_OK", On([.. Refused, Write(Ready | Failed)]), On([.. Refused, Write(Running)]), CoreRules.AcceptValidSubset },
        { CoreRules.StopsWhenRefused, "a virtqueue set up", On([.. Refused, Write(None)]), On([.. Refused, Of(QueueSetUp)]), CoreRules.AcceptValidSubset },
        { CoreRules.StopsWhenRefused, "a field written", On([.. Refused, Write(None)]), On([.. Refused, Of(ConfigWritten)]), CoreRules.AcceptValidSubset },
        //= core.init.driver.6
        { CoreRules.NoKickBeforeDriverOk, "a kick", On([.. Start, Of(Kicked)]), On([.. Begin, Of(Kicked)]) },
    };
}
