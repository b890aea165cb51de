using Virtspec.Model.Features;
using Virtspec.Model.Rules;

namespace Virtspec.Model.Device;

/// <summary>The device status field: who may set which bit when, and what the device must answer (VIRTIO 1.4, 2.1, 3.1.1, 3.4).</summary>
internal static class StatusMachine
{
    /// <summary>Each step of initialization and the steps that come before it.</summary>
    private static readonly (DeviceStatus Bit, DeviceStatus After)[] Steps =
    [
        (DeviceStatus.Driver, DeviceStatus.Acknowledge),
        (DeviceStatus.FeaturesOk, DeviceStatus.Acknowledge | DeviceStatus.Driver),
        (DeviceStatus.DriverOk, DeviceStatus.Acknowledge | DeviceStatus.Driver | DeviceStatus.FeaturesOk),
    ];

    internal static DeviceState Written(DeviceState state, DeviceStatus value, RuleLog log)
    {
        state = state.With(DeviceMarks.HasStatus);
        if (value == DeviceStatus.None)
            return ResetAsked(state);
        log.Check(!state.Has(DeviceMarks.ResetPending), CoreRules.ResetCompleteOnZero, "status written before the reset completed", "status reads 0 first");
        JudgeFailed(state, value, log);
        var resuming = state.Has(DeviceMarks.Suspended) && (value & DeviceStatus.DriverOk) != 0;
        JudgeCleared(state, value, resuming, log);
        JudgeSteps(state, value, log);
        state = Suspending(state, value, resuming, log);
        var set = value & ~state.Written;
        if ((set & DeviceStatus.FeaturesOk) != 0)
            state = state.With(DeviceMarks.FeaturesOkPending);
        if ((set & DeviceStatus.Failed) != 0)
            state = state.With(DeviceMarks.FailedSet);
        if ((set & DeviceStatus.DriverOk) != 0)
            state = state.Without(DeviceMarks.AfterReset | DeviceMarks.ExposedBeforeDriverOk);
        return state with { Written = value };
    }

    internal static DeviceState Read(DeviceState state, DeviceStatus value, RuleLog log)
    {
        var shownBefore = (state.Read & DeviceStatus.NeedsReset) != 0;
        state = state.With(DeviceMarks.HasStatus) with { Read = value };
        if (state.Has(DeviceMarks.ResetPending))
            return ResetShown(state, value, log);
        if (state.Has(DeviceMarks.FeaturesOkPending))
            state = DeviceMachine.Answered(state.Without(DeviceMarks.FeaturesOkPending), (value & DeviceStatus.FeaturesOk) != 0, log);
        return NeedsResetShown(SuspendShown(state, value, log), value, shownBefore, log);
    }

    /// <summary>
    /// The announcement usually comes first: it is what makes the driver read the status. Reading it again asks for no other, nor does setting DRIVER_OK
    /// on a device that needed a reset before.
    /// </summary>
    private static DeviceState NeedsResetShown(DeviceState state, DeviceStatus value, bool shownBefore, RuleLog log)
    {
        if ((value & DeviceStatus.NeedsReset) == 0)
            return state.Without(DeviceMarks.ConfigAnnounced);
        if ((value & DeviceStatus.DriverOk) == 0)
            return state;
        if (!state.Has(DeviceMarks.ConfigAnnounced))
            return shownBefore ? state : state.With(DeviceMarks.NeedsResetUnannounced);
        log.Holds(CoreRules.NeedsResetIsAnnounced);
        return state;
    }

    private static DeviceState ResetAsked(DeviceState state)
    {
        const DeviceMarks Kept = DeviceMarks.HasStatus | DeviceMarks.EverNegotiated;
        return state with
        {
            Written = DeviceStatus.None,
            Accepted = 0,
            Marks = (state.Marks & Kept) | DeviceMarks.ResetPending,
        };
    }

    /// <summary>A reset is a request: it is complete when the driver reads 0, and until then other values only say "not yet".</summary>
    private static DeviceState ResetShown(DeviceState state, DeviceStatus value, RuleLog log)
    {
        if (value != DeviceStatus.None)
            return state;
        log.Holds(CoreRules.ResetClearsStatus);
        return state.Without(DeviceMarks.ResetPending).With(DeviceMarks.AfterReset);
    }

    private static void JudgeFailed(DeviceState state, DeviceStatus value, RuleLog log)
    {
        if (state.Has(DeviceMarks.FailedSet))
            log.Check((value & ~state.Written) == 0, CoreRules.ResetAfterFailed, $"{value & ~state.Written} set after FAILED without a reset", "a reset first");
    }

    private static void JudgeCleared(DeviceState state, DeviceStatus value, bool resuming, RuleLog log)
    {
        var cleared = state.Written & ~value;
        if (resuming)
            cleared &= ~DeviceStatus.Suspend;
        log.Check(cleared == DeviceStatus.None, CoreRules.StatusBitsStay, $"the driver cleared {cleared}", "bits stay set until a reset");
    }

    private static void JudgeSteps(DeviceState state, DeviceStatus value, RuleLog log)
    {
        foreach (var (bit, after) in Steps)
        {
            if ((value & ~state.Written & bit) == 0)
                continue;
            var missing = after & ~value;
            log.Check(missing == DeviceStatus.None, CoreRules.StatusSteps, $"{bit} set without {missing}", "the steps of initialization in order");
        }
    }

    private static DeviceState Suspending(DeviceState state, DeviceStatus value, bool resuming, RuleLog log)
    {
        if (resuming)
            return state.With(DeviceMarks.ResumePending);
        if ((value & ~state.Written & DeviceStatus.Suspend) == 0)
            return state;
        var running = (state.Written & DeviceStatus.DriverOk) != 0;
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

    private static DeviceState SuspendShown(DeviceState state, DeviceStatus value, RuleLog log)
    {
        var shown = (value & DeviceStatus.Suspend) != 0;
        if (state.Has(DeviceMarks.SuspendTooEarly))
        {
            log.Check(!shown, CoreRules.SuspendIgnoredUninitialized, "SUSPEND shown by a device that is not initialised", "the bit stays 0");
            state = state.Without(DeviceMarks.SuspendTooEarly);
        }

        if (state.Has(DeviceMarks.SuspendPending))
            return SuspendAnswered(state, value, log);
        return state.Has(DeviceMarks.ResumePending) ? ResumeAnswered(state, value, log) : state;
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

        // The device clears SUSPEND when it resumes, whether or not the driver did when it asked.
        return resumed ? state with { Written = state.Written & ~DeviceStatus.Suspend } : state;
    }
}
