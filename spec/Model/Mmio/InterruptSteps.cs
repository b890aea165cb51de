using Virtspec.Model.Rules;

namespace Virtspec.Model.Mmio;

/// <summary>
/// InterruptStatus and InterruptACK (VIRTIO 1.4, 4.2.2, 4.2.3.4). When within its handling a driver acknowledges is left to it: one that does
/// so first loses nothing.
/// </summary>
internal static class InterruptSteps
{
    /// <summary>Bit of a used buffer notification.</summary>
    internal const uint UsedBuffer = 1;

    /// <summary>Bit of a configuration change notification.</summary>
    internal const uint ConfigChange = 2;

    private const uint Defined = UsedBuffer | ConfigChange;

    internal static MmioState Raised(MmioState state, uint bit) => state with { Raised = state.Raised | bit };

    internal static MmioState Received(MmioState state) =>
        state.Handling is MmioHandling.None ? state with { Handling = MmioHandling.Received } : state;

    internal static MmioState StatusRead(MmioState state, RuleLog log)
    {
        if (state.Handling != MmioHandling.Received)
            return state;
        log.Holds(MmioRules.InterruptLookedAt);
        return state with { Handling = MmioHandling.Looked };
    }

    internal static MmioState StatusShown(MmioState state, uint value, uint due, RuleLog log)
    {
        if (state.Has(MmioMarks.ResetPending))
            return state;
        JudgeMissing(due & state.Raised, value, log);
        state = JudgeSurplus(state, value, log);
        var fresh = value & Defined;
        var handling = state.Handling == MmioHandling.Acknowledged && fresh != 0 ? MmioHandling.Looked : state.Handling;
        return state with { Seen = state.Seen | fresh, Handling = handling };
    }

    internal static MmioState Acknowledged(MmioState state, uint value, RuleLog log)
    {
        log.Check((value & ~Defined) == 0, MmioRules.AcknowledgesDefinedBits, $"{value:x} written to InterruptACK", "bits 0 and 1 only");
        var mask = value & Defined;
        if (mask != 0 && state.Handling != MmioHandling.None)
            log.Check((mask & ~state.Seen) == 0, MmioRules.AcknowledgesWhatItSaw, $"{mask:x} acknowledged, seen was {state.Seen:x}", "events that were seen");
        var handling = state.Handling == MmioHandling.Looked && mask != 0 ? MmioHandling.Acknowledged : state.Handling;
        return state with { Raised = state.Raised & ~value, Seen = state.Seen & ~value, Handling = handling };
    }

    /// <summary>An interrupt that had no cause here, on a line that devices share, leaves nothing to acknowledge.</summary>
    internal static MmioState Ended(MmioState state, RuleLog log)
    {
        if (state.Handling == MmioHandling.Received)
            log.Breaks(MmioRules.InterruptLookedAt, "an interrupt was handled and InterruptStatus not read", "InterruptStatus read");
        else if (state.Handling == MmioHandling.Acknowledged)
            log.Holds(MmioRules.InterruptAcknowledged);
        else if (state.Handling == MmioHandling.Looked && state.Seen != 0)
            log.Breaks(MmioRules.InterruptAcknowledged, $"an interrupt was handled and {state.Seen:x} not acknowledged", "InterruptACK written");
        return state with { Handling = MmioHandling.None };
    }

    private static void JudgeMissing(uint due, uint value, RuleLog log)
    {
        if (due != 0)
            log.Check((due & ~value) == 0, MmioRules.EventShownUntilAcknowledged, $"InterruptStatus reads {value:x}, {due:x} happened", "each event until it is acknowledged");
    }

    /// <summary>What another driver left behind is not known before the first reset.</summary>
    private static MmioState JudgeSurplus(MmioState state, uint value, RuleLog log)
    {
        if (!state.Has(MmioMarks.WasReset))
            return state;
        var none = (value & ~state.Raised) == 0;
        if (state.Has(MmioMarks.InterruptsUnseen))
            log.Check(none, MmioRules.ResetClearsInterrupts, $"InterruptStatus reads {value:x} after a reset", "0");
        else
            log.Check(none, MmioRules.OnlyEventsShown, $"InterruptStatus reads {value:x}, only {state.Raised:x} happened", "events that happened");
        return state.Without(MmioMarks.InterruptsUnseen);
    }
}
