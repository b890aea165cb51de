using Virtspec.Model.Features;
using Virtspec.Model.Rules;

namespace Virtspec.Model.Device;

/// <summary>
/// The life of one virtqueue as every transport knows it: set up, enabled, reset by itself, enabled again (VIRTIO 1.4, 2.6.1 and 3.3).
/// What happens on the ring meanwhile is the ring's own machine.
/// </summary>
internal static class QueueMachine
{
    internal static QueueState Step(QueueState state, in QueueEvent e, RuleLog log) => e.Kind switch
    {
        QueueEventKind.SetUp => SetUp(state, e, log),
        QueueEventKind.Enabled => Enabled(state, log),
        QueueEventKind.DriverOk => state.With(QueueMarks.DriverOk),
        QueueEventKind.Exposed => state with { Outstanding = state.Outstanding + 1 },
        QueueEventKind.Used => Used(state, e, log),
        QueueEventKind.Touched => Silent(state, "wrote to memory of it", log),
        QueueEventKind.Called => Silent(state, "called for it", log),
        QueueEventKind.ResetAsked => ResetAsked(state),
        QueueEventKind.ResetRead => ResetRead(state, e.Value == 0, log),
        QueueEventKind.TakenBack => TakenBack(state, log),
        QueueEventKind.DeviceReset => new QueueState(state.Features),
        QueueEventKind.Settled => Settled(state, log),
        _ => throw new ArgumentOutOfRangeException(nameof(e), e.Kind, "no such queue event"),
    };

    private static QueueState SetUp(QueueState state, in QueueEvent e, RuleLog log)
    {
        JudgeVerified(state, "set up again", log);
        var (old, given, parts) = (state.Setup, e.Setup, e.Parts);
        var setup = new QueueSetup(
            (parts & QueueParts.Descriptors) != 0 ? given.Descriptors : old.Descriptors,
            (parts & QueueParts.DriverArea) != 0 ? given.DriverArea : old.DriverArea,
            (parts & QueueParts.DeviceArea) != 0 ? given.DeviceArea : old.DeviceArea,
            (parts & QueueParts.Size) != 0 ? given.Size : old.Size);
        return state with { Setup = setup, Written = state.Written | parts };
    }

    private static QueueState Enabled(QueueState state, RuleLog log)
    {
        JudgeVerified(state, "enabled again", log);
        if (state.Life == QueueLife.Reset)
        {
            log.Check(
                (state.Written & QueueParts.Areas) == QueueParts.Areas,
                CoreRules.ReenabledAfterSetUp,
                $"enabled again after its reset, and since then only {state.Written} was set up",
                "descriptor area, driver area and device area set up first");
        }

        var again = state.Life is QueueLife.Reset or QueueLife.Resetting ? QueueMarks.Reenabled : QueueMarks.None;
        return state.Without(QueueMarks.HadBuffers).With(again | QueueMarks.Unused) with { Life = QueueLife.Enabled };
    }

    private static QueueState Used(QueueState state, in QueueEvent e, RuleLog log)
    {
        if (state.Life == QueueLife.Enabled && state.Has(QueueMarks.Reenabled) && state.Has(QueueMarks.Unused))
            log.Check(e.Value == 0, CoreRules.ResetQueueAtDefaults, $"the first buffer after the reset was used at position {e.Value}", "position 0");
        if (state.Life == QueueLife.Enabled && state.Has(QueueMarks.Reenabled))
            JudgeParameters(state, e, log);
        state = Silent(state, "used a buffer of it", log);
        return state.Without(QueueMarks.Unused) with { Outstanding = Math.Max(0, state.Outstanding - 1) };
    }

    /// <summary>Where a buffer shows up as used says which parameters the device goes by. What was not set up anew has a default that is not known here.</summary>
    private static void JudgeParameters(QueueState state, in QueueEvent e, RuleLog log)
    {
        var packed = state.Features.Has(Feature.RingPacked);
        var area = packed ? state.Setup.Descriptors : state.Setup.DeviceArea;
        if ((state.Written & (packed ? QueueParts.Descriptors : QueueParts.DeviceArea)) == 0)
            return;
        var size = (state.Written & QueueParts.Size) != 0 ? state.Setup.Size : (ushort)0;
        log.Check(
            e.Area == area && (size == 0 || e.Slot == e.Value % size),
            CoreRules.ReenabledByNewParameters,
            $"position {e.Value} went to slot {e.Slot} of the ring at 0x{e.Area:x}; set up are 0x{area:x} and size {size}",
            "the parameters as they stand when the queue was enabled again");
    }

    /// <summary>Until the driver sees the reset complete, the device may finish what it had begun.</summary>
    private static QueueState Silent(QueueState state, string what, RuleLog log)
    {
        if (state.Life == QueueLife.Reset)
            log.Breaks(CoreRules.ResetQueueSilent, $"the queue was reset, and the device {what}", "silence until it is enabled again");
        return state;
    }

    /// <summary>Without the feature there is nothing to ask the device for.</summary>
    private static QueueState ResetAsked(QueueState state)
    {
        if (!state.Features.Has(Feature.RingReset) || state.Life != QueueLife.Enabled)
            return state;
        var had = state.Outstanding > 0 ? QueueMarks.HadBuffers : QueueMarks.None;
        return state.Without(QueueMarks.ResetRead | QueueMarks.Reenabled | QueueMarks.Unused).With(had) with
        {
            Life = QueueLife.Resetting, Written = QueueParts.None,
        };
    }

    /// <summary>Any value but 0 says "not yet", all ones of a device that is gone among them.</summary>
    private static QueueState ResetRead(QueueState state, bool complete, RuleLog log)
    {
        if (state.Life != QueueLife.Resetting)
            return state;
        if (!complete)
            return state.With(QueueMarks.ResetRead);
        log.Holds(CoreRules.QueueResetIsVerified);
        return state.Without(QueueMarks.ResetRead) with { Life = QueueLife.Reset, Outstanding = 0 };
    }

    private static QueueState TakenBack(QueueState state, RuleLog log)
    {
        if (state.Life == QueueLife.Resetting)
            JudgeVerified(state, "memory of it taken back", log);
        else
            log.Check(!state.Live, CoreRules.NotLiveBeforeTakenBack, "memory of a live virtqueue taken back", "a reset first");
        return state with { Outstanding = 0 };
    }

    private static void JudgeVerified(QueueState state, string what, RuleLog log)
    {
        if (state.Life == QueueLife.Resetting)
            log.Breaks(CoreRules.QueueResetIsVerified, $"{what} before its reset was seen to complete", "the reset read as complete first");
    }

    private static QueueState Settled(QueueState state, RuleLog log)
    {
        if (state.Life == QueueLife.Resetting && !state.Has(QueueMarks.ResetRead))
            log.Breaks(CoreRules.QueueResetIsVerified, "a queue reset asked for, and never looked at", "the reset read as complete");
        if (state.Life == QueueLife.Reset && state.Has(QueueMarks.HadBuffers))
            log.Holds(CoreRules.ResetQueueSilent);
        return state;
    }
}
