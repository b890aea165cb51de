using Virtspec.Model.Features;
using Virtspec.Model.Rules;

namespace Virtspec.Model.Device;

/// <summary>
/// The device as a whole: status, negotiation, reset, suspend (VIRTIO 1.4, 2.1, 2.2, 2.4, 2.5, 3.1, 3.4). A pure function of state and
/// event; breaches and rules that held go to the log.
/// </summary>
internal static class DeviceMachine
{
    internal static DeviceState Step(DeviceState state, in DeviceEvent e, DeviceType type, RuleLog log) => e.Kind switch
    {
        // What is read of a device that is gone says nothing, and what it leaves undone says nothing either.
        DeviceEventKind.FeaturesOffered or DeviceEventKind.FeaturesAnswered or DeviceEventKind.ConfigRead or DeviceEventKind.Settled
            when state.Has(DeviceMarks.Gone) => state,
        DeviceEventKind.FeaturesOffered => NegotiationMachine.Offered(state, e.Value, type, log),
        DeviceEventKind.FeaturesWritten => NegotiationMachine.Written(state, e.Value, type, log),
        DeviceEventKind.FeaturesAnswered => NegotiationMachine.Answered(state, e.Value != 0, log),
        DeviceEventKind.StatusWritten => StatusMachine.Written(state, (DeviceStatus)e.Value, log),
        DeviceEventKind.StatusRead => StatusMachine.Read(state, e.Value, log),
        DeviceEventKind.ConfigRead => ConfigRead(state, e.Value != 0, log),
        DeviceEventKind.ConfigWritten => InitMachine.ConfigWritten(state, log),
        DeviceEventKind.ConfigChanged => SuspendMachine.ConfigChanged(state),
        DeviceEventKind.ConfigNotified => ConfigNotified(state, log),
        DeviceEventKind.QueueSetUp => InitMachine.QueueSetUp(state, log),
        DeviceEventKind.BufferExposed => Exposed(state, log),
        DeviceEventKind.Kicked => Kicked(state, log),
        DeviceEventKind.DeviceActed => Acted(state, log),
        DeviceEventKind.PciFunction => state.With(DeviceMarks.Pci | (e.Value != 0 ? DeviceMarks.SrIovCapable : 0)),
        DeviceEventKind.VirtualFunctionsEnabled => NegotiationMachine.VirtualFunctionsEnabled(state, log),
        DeviceEventKind.Settled => Settled(state, log),
        _ => throw new ArgumentOutOfRangeException(nameof(e), e.Kind, "no such device event"),
    };

    private static DeviceState ConfigRead(DeviceState state, bool given, RuleLog log)
    {
        if (!state.HasWritten(DeviceStatus.FeaturesOk))
            log.Check(given, CoreRules.ConfigReadableEarly, "a configuration read before FEATURES_OK was refused", "any field can be read");
        return state;
    }

    private static DeviceState ConfigNotified(DeviceState state, RuleLog log)
    {
        if (state.Has(DeviceMarks.AfterReset))
            log.Breaks(CoreRules.SilentAfterReset, "configuration change announced after a reset completed", "silence until initialised again");
        if (state.Has(DeviceMarks.NeedsResetUnannounced))
            log.Holds(CoreRules.NeedsResetIsAnnounced);
        return SuspendMachine.ConfigNotified(state, log).Without(DeviceMarks.NeedsResetUnannounced).With(DeviceMarks.ConfigAnnounced);
    }

    private static DeviceState Exposed(DeviceState state, RuleLog log)
    {
        state = SuspendMachine.Operates(state, CoreRules.NoBuffersWhileSuspended, "a buffer was made available", log);
        return state.Live || state.Has(DeviceMarks.Suspended) ? state : state.With(DeviceMarks.ExposedBeforeDriverOk);
    }

    private static DeviceState Kicked(DeviceState state, RuleLog log)
    {
        log.Check(state.Live || state.Has(DeviceMarks.Suspended), CoreRules.NoKickBeforeDriverOk, "kick before DRIVER_OK", "no kick before it");
        return SuspendMachine.Operates(state, CoreRules.NoKicksWhileSuspended, "kick", log);
    }

    private static DeviceState Acted(DeviceState state, RuleLog log)
    {
        // Between the request for a reset and its completion the device may still finish what it had begun, and asked to go on it may have done so.
        if (state.Live || state.Has(DeviceMarks.ResetPending | DeviceMarks.ResumePending))
            return state;
        if (state.Has(DeviceMarks.Suspended))
        {
            log.Breaks(CoreRules.SilentWhileSuspended, "the device used a buffer or called while suspended", "silence until resumed");
            return state;
        }

        if (state.Has(DeviceMarks.AfterReset))
            log.Breaks(CoreRules.SilentAfterReset, "the device used a buffer or called after its reset completed", "silence until initialised again");
        if (IsInitialising(state))
            log.Breaks(CoreRules.NothingBeforeDriverOk, "the device used a buffer or called before DRIVER_OK", "nothing before it");
        return state;
    }

    /// <summary>What was to happen has happened by now: absences are judged here, and silence counts as kept.</summary>
    private static DeviceState Settled(DeviceState state, RuleLog log)
    {
        if (state.Has(DeviceMarks.NeedsResetUnannounced))
            log.Breaks(CoreRules.NeedsResetIsAnnounced, "NEEDS_RESET set with DRIVER_OK and no configuration change announced", "the notification");
        if (state.Has(DeviceMarks.ExposedBeforeDriverOk) && !state.Live && !state.Has(DeviceMarks.ResetPending))
            KeptQuiet(state, log);
        state = SuspendMachine.Settled(state, log).Without(DeviceMarks.NeedsResetUnannounced | DeviceMarks.ExposedBeforeDriverOk);
        if (!state.Has(DeviceMarks.ResetPending) || state.Has(DeviceMarks.StatusUnread))
            return state;
        log.Breaks(CoreRules.ResetClearsStatus, $"status still reads {state.Read} after a reset was asked for", "0");
        return state.Without(DeviceMarks.ResetPending);
    }

    private static void KeptQuiet(DeviceState state, RuleLog log)
    {
        if (state.Has(DeviceMarks.AfterReset))
            log.Holds(CoreRules.SilentAfterReset);
        if (IsInitialising(state))
            log.Holds(CoreRules.NothingBeforeDriverOk);
    }

    /// <summary>Whether it is the initialization that waits for DRIVER_OK, and not a reset device that nobody has touched since.</summary>
    private static bool IsInitialising(DeviceState state) => !state.Has(DeviceMarks.AfterReset) || state.Written != DeviceStatus.None;
}
