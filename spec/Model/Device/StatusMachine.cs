using Virtspec.Model.Rules;

namespace Virtspec.Model.Device;

/// <summary>The device status field: who may set which bit when, and what the device must answer (VIRTIO 1.4, 2.1, 2.4, 3.1.1).</summary>
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
            return ResetAsked(state, log);
        log.Check(!state.Has(DeviceMarks.ResetPending), CoreRules.ResetCompleteOnZero, "status written before the reset completed", "status reads 0 first");
        JudgeFailed(state, value, log);
        var resuming = state.Has(DeviceMarks.Suspended) && (value & DeviceStatus.DriverOk) != 0;
        JudgeCleared(state, value, resuming, log);
        JudgeSteps(state, value, log);
        state = SuspendMachine.Written(state, value, resuming, log);
        return StepTaken(state, value & ~state.Written, resuming, log) with { Written = value };
    }

    internal static DeviceState Read(DeviceState state, ulong raw, RuleLog log)
    {
        if (state.HasWritten(DeviceStatus.FeaturesOk))
            state = state.With(DeviceMarks.FeaturesOkReread);
        if (IsNobody(raw))
            return state.With(DeviceMarks.HasStatus | DeviceMarks.Gone);
        var value = (DeviceStatus)raw;
        var shownBefore = (state.Read & DeviceStatus.NeedsReset) != 0;
        state = state.With(DeviceMarks.HasStatus).Without(DeviceMarks.Gone | DeviceMarks.StatusUnread) with { Read = value };
        if (state.Has(DeviceMarks.ResetPending))
            return ResetShown(state, value, log);
        if (state.Has(DeviceMarks.FeaturesOkPending))
            state = NegotiationMachine.Answered(state.Without(DeviceMarks.FeaturesOkPending), (value & DeviceStatus.FeaturesOk) != 0, log);
        return NeedsResetShown(SuspendMachine.Shown(state, value, log), value, shownBefore, log);
    }

    /// <summary>A register that nobody drives reads all ones, in whatever width the transport has it. No device has all of these bits set.</summary>
    private static bool IsNobody(ulong raw) => raw is byte.MaxValue or uint.MaxValue or ulong.MaxValue;

    private static DeviceState StepTaken(DeviceState state, DeviceStatus set, bool resuming, RuleLog log)
    {
        state = state.With(DeviceMarks.StatusUnread);
        if ((set & DeviceStatus.FeaturesOk) != 0)
            state = state.With(DeviceMarks.FeaturesOkPending);
        if ((set & DeviceStatus.Failed) != 0)
        {
            InitMachine.GaveUp(state, log);
            state = state.With(DeviceMarks.FailedSet);
        }

        if ((set & DeviceStatus.DriverOk) == 0 || resuming)
            return state;
        InitMachine.Complete(state, log);
        return state.Without(DeviceMarks.AfterReset | DeviceMarks.ExposedBeforeDriverOk);
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

    private static DeviceState ResetAsked(DeviceState state, RuleLog log)
    {
        const DeviceMarks Kept = DeviceMarks.HasStatus | DeviceMarks.EverNegotiated | DeviceMarks.Gone | DeviceMarks.StatusToClear
            | DeviceMarks.OfferKnown | DeviceMarks.Pci | DeviceMarks.SrIovCapable | DeviceMarks.SrIovNegotiated;
        InitMachine.GaveUp(state, log);
        var toClear = (state.Written | state.Read) != DeviceStatus.None ? DeviceMarks.StatusToClear : DeviceMarks.None;
        return state with
        {
            Written = DeviceStatus.None,
            Accepted = 0,
            Marks = (state.Marks & Kept) | DeviceMarks.ResetPending | DeviceMarks.StatusUnread | DeviceMarks.BeganWithReset | toClear,
        };
    }

    /// <summary>
    /// A reset is a request: it is complete when the driver reads 0, and until then other values only say "not yet". A 0 where nothing
    /// was set before says nothing of the device, and no 0 says that the queues were let go: what the device does from now on does.
    /// </summary>
    private static DeviceState ResetShown(DeviceState state, DeviceStatus value, RuleLog log)
    {
        if (value != DeviceStatus.None)
            return state;
        if (state.Has(DeviceMarks.StatusToClear))
            log.Holds(CoreRules.ResetClearsStatus);
        return state.Without(DeviceMarks.ResetPending | DeviceMarks.StatusToClear).With(DeviceMarks.AfterReset);
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
}
