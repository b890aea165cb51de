using Virtspec.Model.Device;
using Virtspec.Model.Rules;
using static Virtspec.Model.Device.DeviceEventKind;
using static Virtspec.Model.Device.DeviceStatus;
using static Virtspec.Properties.Rules.DeviceScript;

namespace Virtspec.Properties.Rules;

/// <summary>Suspending and resuming: every rule once kept and once broken.</summary>
internal static class SuspendRuleTests
{
    private static readonly DeviceEvent[] Resuming = [.. Suspended, Write(Running)];
    private static readonly DeviceEvent[] Changed = [.. Suspended, Of(ConfigChanged)];

    internal static readonly RuleCases Cases = new()
    {
        //= core.suspend.driver.1
        { CoreRules.SuspendOnlyWhenRunning, "before DRIVER_OK", On(Suspended), On([.. Begin, Write(Ready), Read(Ready), Write(Asleep)]) },
        { CoreRules.SuspendOnlyWhenRunning, "without the feature", On(Suspended), On([.. Begin, Accept(Version1), Write(Ready), Read(Ready), Write(Running), Write(Running | Suspend), Of(Settled)]) },
        { CoreRules.SuspendOnlyWhenRunning, "with the features refused", On(Suspended), On([.. Refused, Write(Running), Write(Running | Suspend), Of(Settled)]), CoreRules.AcceptValidSubset, CoreRules.StopsWhenRefused },
        //= core.suspend.driver.2
        { CoreRules.SuspensionIsVerified, "never looked", On([.. Suspended, Of(Settled)]), On([.. Start, Write(Running | Suspend), Of(Settled)]) },
        //= core.suspend.driver.3
        { CoreRules.NoBuffersWhileSuspended, "suspended", On([.. Suspended, Of(Settled)]), On([.. Suspended, Of(BufferExposed)]) },
        { CoreRules.NoBuffersWhileSuspended, "suspending", On([.. Suspended, Of(Settled)]), On([.. Start, Write(Running | Suspend), Of(BufferExposed)]) },
        //= core.suspend.driver.4
        { CoreRules.NoKicksWhileSuspended, "suspended", On([.. Suspended, Of(Settled)]), On([.. Suspended, Of(Kicked)]) },
        { CoreRules.NoKicksWhileSuspended, "suspending", On([.. Suspended, Of(Settled)]), On([.. Start, Write(Running | Suspend), Of(Kicked)]) },
        //= core.suspend.driver.5
        { CoreRules.NoConfigWritesWhileSuspended, "suspended", On([.. Suspended, Of(Settled)]), On([.. Suspended, Of(ConfigWritten)]) },
        { CoreRules.NoConfigWritesWhileSuspended, "suspending", On([.. Suspended, Of(Settled)]), On([.. Start, Write(Running | Suspend), Of(ConfigWritten)]) },
        //= core.suspend.driver.6
        { CoreRules.ResumedBeforeOperation, "a kick", On([.. Resuming, Read(Running), Of(Kicked)]), On([.. Resuming, Of(Kicked)]) },
        { CoreRules.ResumedBeforeOperation, "a buffer", On([.. Resuming, Read(Running), Of(BufferExposed)]), On([.. Resuming, Read(Asleep | DriverOk), Of(BufferExposed)]) },
        { CoreRules.ResumedBeforeOperation, "a field", On([.. Resuming, Read(Running), Of(ConfigWritten)]), On([.. Resuming, Of(ConfigWritten)]) },
        //= core.suspend.device.1
        { CoreRules.SuspendIgnoredUninitialized, "shown", On([.. Begin, Write(Acknowledge | Driver | Suspend), Read(Acknowledge | Driver)]), On([.. Begin, Write(Acknowledge | Driver | Suspend), Read(Acknowledge | Driver | Suspend)]), CoreRules.SuspendOnlyWhenRunning },
        //= core.suspend.device.3
        { CoreRules.SilentWhileSuspended, "a buffer used", On([.. Suspended, Of(Settled)]), On([.. Suspended, Of(DeviceActed)]) },
        { CoreRules.SilentWhileSuspended, "until asked to resume", On([.. Suspended, Of(Settled), Write(Running), Of(DeviceActed), Of(ConfigNotified), Read(Running)]), On([.. Suspended, Of(Settled), Of(DeviceActed)]) },
        //= core.suspend.device.4
        { CoreRules.NoChangeAnnouncedWhileSuspended, "a change announced", On([.. Changed, Of(Settled)]), On([.. Changed, Of(ConfigNotified)]) },
        //= core.suspend.device.5
        { CoreRules.ChangeAnnouncedOnResume, "kept for itself", On([.. Changed, Write(Running), Read(Running), Of(ConfigNotified), Of(Settled)]), On([.. Changed, Write(Running), Read(Running), Of(Settled)]) },
        { CoreRules.ChangeAnnouncedOnResume, "announced before anybody looked", On([.. Changed, Write(Running), Of(ConfigNotified), Read(Running), Of(Settled)]), On([.. Changed, Of(Settled), Write(Running), Read(Running), Of(Settled)]) },
        //= core.suspend.device.6
        { CoreRules.SuspendOrNeedsReset, "never suspended", On(Suspended), On([.. Start, Write(Running | Suspend), Read(Running), Of(Settled)]) },
        { CoreRules.SuspendOrNeedsReset, "needs a reset", On([.. Start, Write(Running | Suspend), Read(Ready | NeedsReset)]), On([.. Start, Write(Running | Suspend), Read(Running | Suspend), Of(Settled)]) },
        { CoreRules.SuspendOrNeedsReset, "a second time, when the driver left SUSPEND to the device", On([.. Suspended, Write(Running | Suspend), Read(Running), Write(Running | Suspend), Read(Asleep)]), On([.. Suspended, Write(Running | Suspend), Read(Running), Write(Running | Suspend), Read(Running), Of(Settled)]) },
        //= core.suspend.device.7
        { CoreRules.ResumeOrNeedsReset, "never resumed", On([.. Suspended, Write(Running), Read(Running), Of(DeviceActed)]), On([.. Suspended, Write(Running), Read(Asleep), Of(Settled)]) },
        { CoreRules.ResumeOrNeedsReset, "at work before anybody looked", On([.. Resuming, Of(DeviceActed), Read(Running)]), On([.. Resuming, Of(DeviceActed), Read(Asleep), Of(Settled)]) },
    };
}
