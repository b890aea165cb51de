using Virtspec.Model.Features;
using Virtspec.Model.Rules;

namespace Virtspec.Model.Device;

/// <summary>Suspending and resuming a device (VIRTIO 1.4, 3.4): both are requests, which the device answers in the status field.</summary>
internal static class SuspendMachine
{
    /// <summary>The part of a status write that asks to suspend or to go on.</summary>
    internal static DeviceState Written(DeviceState state, DeviceStatus value, bool resuming, RuleLog log)
    {
        if (resuming)
            return state.With(DeviceMarks.ResumePending);
        if ((value & ~state.Written & DeviceStatus.Suspend) == 0)
            return state;
        var running = state.HasWritten(DeviceStatus.DriverOk);
        var negotiated = state.InForce().Has(Feature.Suspend);
        log.Check(
            running && negotiated,
            CoreRules.SuspendOnlyWhenRunning,
            $"SUSPEND set with status {state.Written} and features {state.InForce():x}",
            "DRIVER_OK set and VIRTIO_F_SUSPEND negotiated");
        if (!running)
            return state.With(DeviceMarks.SuspendTooEarly);

        // Without the feature the bit means nothing to the device, and nothing is asked of it.
        return negotiated ? state.With(DeviceMarks.SuspendPending) : state;
    }

    /// <summary>What a status shown says of a suspension.</summary>
    internal static DeviceState Shown(DeviceState state, DeviceStatus value, RuleLog log)
    {
        if (state.Has(DeviceMarks.SuspendTooEarly))
        {
            var shown = (value & DeviceStatus.Suspend) != 0;
            log.Check(!shown, CoreRules.SuspendIgnoredUninitialized, "SUSPEND shown by a device that is not initialised", "the bit stays 0");
            state = state.Without(DeviceMarks.SuspendTooEarly);
        }

        if (state.Has(DeviceMarks.SuspendPending))
            return SuspendAnswered(state, value, log);
        return state.Has(DeviceMarks.ResumePending) ? ResumeAnswered(state, value, log) : state;
    }

    /// <summary>The driver does something of normal operation.</summary>
    /// <param name="state">What is known.</param>
    /// <param name="whileSuspended">The rule against doing it while suspended.</param>
    /// <param name="what">What it does, for people.</param>
    /// <param name="log">Where verdicts go.</param>
    internal static DeviceState Operates(DeviceState state, Rule whileSuspended, string what, RuleLog log)
    {
        if (state.Has(DeviceMarks.ResumePending))
            log.Breaks(CoreRules.ResumedBeforeOperation, $"{what} before the device showed that it runs again", "status read with DRIVER_OK and without SUSPEND first");
        else if (state.Has(DeviceMarks.Suspended | DeviceMarks.SuspendPending))
            log.Breaks(whileSuspended, $"{what} after SUSPEND was set", "none until resumed");
        else if (state.Has(DeviceMarks.Resumed))
            log.Holds(CoreRules.ResumedBeforeOperation);
        return state.Without(DeviceMarks.Resumed);
    }

    internal static DeviceState ConfigChanged(DeviceState state) =>
        state.Has(DeviceMarks.Suspended) ? state.With(DeviceMarks.ChangedWhileSuspended) : state;

    /// <summary>The device announced a change. Asked to go on, it may run again already, although nobody has looked.</summary>
    internal static DeviceState ConfigNotified(DeviceState state, RuleLog log)
    {
        if (state.Resting)
        {
            log.Breaks(CoreRules.NoChangeAnnouncedWhileSuspended, "configuration change announced while suspended", "the announcement when it resumes");
            return state;
        }

        if (state.Has(DeviceMarks.ChangedWhileSuspended))
            log.Holds(CoreRules.ChangeAnnouncedOnResume);
        return state.Without(DeviceMarks.ChangedWhileSuspended);
    }

    /// <summary>What was to happen has happened by now. Answers that nobody read are not judged.</summary>
    internal static DeviceState Settled(DeviceState state, RuleLog log)
    {
        var unread = state.Has(DeviceMarks.StatusUnread);
        if (state.Has(DeviceMarks.SuspendPending))
        {
            log.Check(!unread, CoreRules.SuspensionIsVerified, "SUSPEND set and status not read since", "status read again");
            if (!unread)
                log.Breaks(CoreRules.SuspendOrNeedsReset, $"status still reads {state.Read} after SUSPEND was set", "SUSPEND without DRIVER_OK, or NEEDS_RESET");
        }

        if (state.Has(DeviceMarks.ResumePending))
        {
            if (!unread)
                log.Breaks(CoreRules.ResumeOrNeedsReset, $"status still reads {state.Read} after the driver resumed", "DRIVER_OK without SUSPEND, or NEEDS_RESET");
        }
        else if (state.Has(DeviceMarks.Suspended))
        {
            SuspendedQuietly(state, log);
        }
        else if (state.Has(DeviceMarks.ChangedWhileSuspended))
        {
            log.Breaks(CoreRules.ChangeAnnouncedOnResume, "the configuration changed while suspended, and it was not announced after the device resumed", "the announcement");
            state = state.Without(DeviceMarks.ChangedWhileSuspended);
        }

        return unread ? state : state.Without(DeviceMarks.SuspendPending | DeviceMarks.ResumePending);
    }

    /// <summary>What else happened while suspended has been reported by now: the premise of all of them arose.</summary>
    private static void SuspendedQuietly(DeviceState state, RuleLog log)
    {
        log.Holds(CoreRules.SilentWhileSuspended);
        log.Holds(CoreRules.NoBuffersWhileSuspended);
        log.Holds(CoreRules.NoKicksWhileSuspended);
        log.Holds(CoreRules.NoConfigWritesWhileSuspended);
        log.Holds(CoreRules.SuspensionIsVerified);
        if (state.Has(DeviceMarks.ChangedWhileSuspended))
            log.Holds(CoreRules.NoChangeAnnouncedWhileSuspended);
    }

    private static DeviceState SuspendAnswered(DeviceState state, DeviceStatus value, RuleLog log)
    {
        var suspended = (value & DeviceStatus.Suspend) != 0 && (value & DeviceStatus.DriverOk) == 0;
        var failed = (value & DeviceStatus.NeedsReset) != 0;
        if (!suspended && !failed)
            return state;
        log.Holds(CoreRules.SuspendOrNeedsReset);
        state = state.Without(DeviceMarks.SuspendPending);
        return suspended ? state.With(DeviceMarks.Suspended) with { Written = state.Written & ~DeviceStatus.DriverOk } : state;
    }

    private static DeviceState ResumeAnswered(DeviceState state, DeviceStatus value, RuleLog log)
    {
        var resumed = (value & DeviceStatus.Suspend) == 0 && (value & DeviceStatus.DriverOk) != 0;
        var failed = (value & DeviceStatus.NeedsReset) != 0;
        if (!resumed && !failed)
            return state;
        log.Holds(CoreRules.ResumeOrNeedsReset);
        state = state.Without(DeviceMarks.ResumePending | DeviceMarks.Suspended);
        if (!resumed)
            return state.Without(DeviceMarks.ChangedWhileSuspended);

        // The device clears SUSPEND when it resumes, whether or not the driver did when it asked.
        return state.With(DeviceMarks.Resumed) with { Written = state.Written & ~DeviceStatus.Suspend };
    }
}
