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
        DeviceEventKind.FeaturesOffered => Offered(state, e.Value, type, log),
        DeviceEventKind.FeaturesWritten => FeaturesWritten(state, e.Value, type, log),
        DeviceEventKind.FeaturesAnswered => Answered(state, e.Value != 0, log),
        DeviceEventKind.StatusWritten => StatusMachine.Written(state, (DeviceStatus)e.Value, log),
        DeviceEventKind.StatusRead => StatusMachine.Read(state, (DeviceStatus)e.Value, log),
        DeviceEventKind.ConfigRead => ConfigRead(state, e.Value != 0, log),
        DeviceEventKind.ConfigNotified => ConfigNotified(state, log),
        DeviceEventKind.BufferExposed => Exposed(state, log),
        DeviceEventKind.Kicked => Kicked(state, log),
        DeviceEventKind.DeviceActed => Acted(state, log),
        DeviceEventKind.Settled => Settled(state, log),
        _ => throw new ArgumentOutOfRangeException(nameof(e), e.Kind, "no such device event"),
    };

    internal static bool Has(this DeviceState state, DeviceMarks mark) => (state.Marks & mark) != 0;

    internal static DeviceState With(this DeviceState state, DeviceMarks mark) => state with { Marks = state.Marks | mark };

    internal static DeviceState Without(this DeviceState state, DeviceMarks mark) => state with { Marks = state.Marks & ~mark };

    /// <summary>
    /// Features that are in force: those the device took, or, while nobody has read its answer, those it was given. None before FEATURES_OK is
    /// written, and none once it was refused.
    /// </summary>
    internal static ulong InForce(this DeviceState state)
    {
        if (!FeaturesFixed(state))
            return 0;
        return state.Has(DeviceMarks.FeaturesOkPending) ? state.Accepted : state.Negotiated;
    }

    /// <summary>Judges the device's answer to a set of features it was given.</summary>
    internal static DeviceState Answered(DeviceState state, bool taken, RuleLog log)
    {
        var accepted = state.Accepted & ~Feature.VhostBits;
        var text = $"features {accepted:x} {(taken ? "taken" : "refused")}, offered were {state.Offered:x}";
        if (FeatureSet.IsValidSubset(accepted, state.Offered))
        {
            log.Check(taken, CoreRules.AcceptValidSubset, text, "a valid subset of the offer is taken");
            if (state.Has(DeviceMarks.EverNegotiated) && state.Negotiated == accepted)
                log.Check(taken, CoreRules.RenegotiateSame, text + "; the same set was taken before", "the same set is taken again");
        }
        else
        {
            log.Check(!taken, CoreRules.RefuseInvalidSubset, text, "FEATURES_OK stays clear");
        }

        return taken ? state.With(DeviceMarks.EverNegotiated) with { Negotiated = accepted } : state;
    }

    private static DeviceState Offered(DeviceState state, ulong features, DeviceType type, RuleLog log)
    {
        FeatureSet.JudgeOffer(features, type, overPci: false, log);
        return state with { Offered = features & ~Feature.VhostBits };
    }

    private static DeviceState FeaturesWritten(DeviceState state, ulong features, DeviceType type, RuleLog log)
    {
        FeatureSet.JudgeAcceptance(features, state.Offered, type, log);
        var grown = features & ~state.Accepted & ~Feature.VhostBits;
        if ((state.Written & DeviceStatus.FeaturesOk) != 0)
            log.Check(grown == 0, CoreRules.FeaturesFixedAfterFeaturesOk, $"features {grown:x} accepted after FEATURES_OK", "no new features after it");
        return FeaturesFixed(state) ? state : state with { Accepted = features & ~Feature.VhostBits };
    }

    /// <summary>Whether FEATURES_OK was written and, as far as anybody has read, not refused: what is accepted now changes nothing.</summary>
    private static bool FeaturesFixed(DeviceState state) =>
        (state.Written & DeviceStatus.FeaturesOk) != 0
        && (state.Has(DeviceMarks.FeaturesOkPending) || (state.Read & DeviceStatus.FeaturesOk) != 0);

    private static DeviceState ConfigRead(DeviceState state, bool given, RuleLog log)
    {
        if ((state.Written & DeviceStatus.FeaturesOk) == 0)
            log.Check(given, CoreRules.ConfigReadableEarly, "a configuration read before FEATURES_OK was refused", "any field can be read");
        return state;
    }

    private static DeviceState ConfigNotified(DeviceState state, RuleLog log)
    {
        if (state.Has(DeviceMarks.NeedsResetUnannounced))
            log.Holds(CoreRules.NeedsResetIsAnnounced);
        if (Resting(state))
            log.Breaks(CoreRules.SilentWhileSuspended, "configuration change announced while suspended", "silence until resumed");
        return state.Without(DeviceMarks.NeedsResetUnannounced).With(DeviceMarks.ConfigAnnounced);
    }

    private static DeviceState Exposed(DeviceState state, RuleLog log)
    {
        if (state.Has(DeviceMarks.Suspended) || state.Has(DeviceMarks.SuspendPending))
            log.Breaks(CoreRules.NoBuffersWhileSuspended, "a buffer was made available after SUSPEND was set", "none until resumed");
        return Live(state) || state.Has(DeviceMarks.Suspended) ? state : state.With(DeviceMarks.ExposedBeforeDriverOk);
    }

    private static DeviceState Kicked(DeviceState state, RuleLog log)
    {
        log.Check(Live(state) || state.Has(DeviceMarks.Suspended), CoreRules.NoKickBeforeDriverOk, "kick before DRIVER_OK", "no kick before it");
        if (state.Has(DeviceMarks.Suspended) || state.Has(DeviceMarks.SuspendPending))
            log.Breaks(CoreRules.NoKicksWhileSuspended, "kick after SUSPEND was set", "none until resumed");
        return state;
    }

    private static DeviceState Acted(DeviceState state, RuleLog log)
    {
        // Between the request for a reset and its completion the device may still finish what it had begun, and a device asked to resume
        // may have done so before the driver sees it.
        if (Live(state) || state.Has(DeviceMarks.ResetPending) || state.Has(DeviceMarks.ResumePending))
            return state;
        if (state.Has(DeviceMarks.Suspended))
            log.Breaks(CoreRules.SilentWhileSuspended, "the device used a buffer or called while suspended", "silence until resumed");
        else if (state.Has(DeviceMarks.AfterReset))
            log.Breaks(CoreRules.SilentAfterReset, "the device used a buffer or called after its reset completed", "silence until initialised again");
        else
            log.Breaks(CoreRules.NothingBeforeDriverOk, "the device used a buffer or called before DRIVER_OK", "nothing before it");
        return state;
    }

    /// <summary>What was to happen has happened by now: absences are judged here, and silence counts as kept.</summary>
    private static DeviceState Settled(DeviceState state, RuleLog log)
    {
        if (state.Has(DeviceMarks.ResetPending))
            log.Breaks(CoreRules.ResetClearsStatus, $"status still reads {state.Read} after a reset was asked for", "0");
        if (state.Has(DeviceMarks.NeedsResetUnannounced))
            log.Breaks(CoreRules.NeedsResetIsAnnounced, "NEEDS_RESET set with DRIVER_OK and no configuration change announced", "the notification");
        if (state.Has(DeviceMarks.ExposedBeforeDriverOk) && !Live(state))
            log.Holds(state.Has(DeviceMarks.AfterReset) ? CoreRules.SilentAfterReset : CoreRules.NothingBeforeDriverOk);
        if (state.Has(DeviceMarks.SuspendPending))
            log.Breaks(CoreRules.SuspendOrNeedsReset, $"status still reads {state.Read} after SUSPEND was set", "SUSPEND without DRIVER_OK, or NEEDS_RESET");
        if (state.Has(DeviceMarks.ResumePending))
            log.Breaks(CoreRules.ResumeOrNeedsReset, $"status still reads {state.Read} after the driver resumed", "DRIVER_OK without SUSPEND, or NEEDS_RESET");
        else if (state.Has(DeviceMarks.Suspended))
            SuspendedQuietly(log);
        return state.Without(DeviceMarks.ResetPending | DeviceMarks.SuspendPending | DeviceMarks.ResumePending | DeviceMarks.NeedsResetUnannounced | DeviceMarks.ExposedBeforeDriverOk);
    }

    /// <summary>Whether the device is suspended and nobody has asked it to resume.</summary>
    private static bool Resting(DeviceState state) => state.Has(DeviceMarks.Suspended) && !state.Has(DeviceMarks.ResumePending);

    /// <summary>What else happened while suspended has been reported by now: the premise of all three arose.</summary>
    private static void SuspendedQuietly(RuleLog log)
    {
        log.Holds(CoreRules.SilentWhileSuspended);
        log.Holds(CoreRules.NoBuffersWhileSuspended);
        log.Holds(CoreRules.NoKicksWhileSuspended);
    }

    /// <summary>Whether the device may work on queues. Without a status field the transport says when it may, and rules of its own judge that.</summary>
    private static bool Live(DeviceState state) =>
        !state.Has(DeviceMarks.HasStatus)
        || ((state.Written & DeviceStatus.DriverOk) != 0 && !state.Has(DeviceMarks.Suspended) && !state.Has(DeviceMarks.ResetPending));
}
