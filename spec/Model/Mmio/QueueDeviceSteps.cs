using Virtspec.Model.Rules;

namespace Virtspec.Model.Mmio;

/// <summary>What the device shows of the selected queue, and what it does to queues (VIRTIO 1.4, 4.2.2.1, 2.6.1).</summary>
internal static class QueueDeviceSteps
{
    internal static MmioState SizeMaxShown(MmioState state, uint value) =>
        state.Selected is { } index ? state.WithQueue(index, state.Queue(index) with { SizeMax = value }) : state;

    internal static MmioState ReadyShown(MmioState state, uint value, RuleLog log)
    {
        if (state.Selected is not { } index)
            return state;
        var queue = state.Queue(index);
        var zero = value == 0;
        if (queue.Phase == MmioQueuePhase.Cleared)
            log.Check(zero, MmioRules.ResetClearsReady, $"QueueReady of queue {index} reads {value} after a reset", "0");
        if (queue.WasReset)
            log.Check(zero, MmioRules.QueueResetClearsReady, $"QueueReady of queue {index} reads {value} after its reset", "0");
        if (queue.Phase == MmioQueuePhase.ResetShown && zero)
            log.Holds(MmioRules.QueueIsReset);
        return state.WithQueue(index, queue with { Phase = zero ? AfterZero(queue.Phase) : AfterOne(queue.Phase) });
    }

    internal static MmioState ResetShown(MmioState state, uint value, RuleLog log)
    {
        if (state.Selected is not { } index || !state.RingReset)
            return state;
        var queue = state.Queue(index);
        var zero = value == 0;
        switch (queue.Phase)
        {
            case MmioQueuePhase.Cleared:
                log.Check(zero, MmioRules.ResetClearsQueueReset, $"QueueReset of queue {index} reads {value} after a reset of the device", "0");
                return state;
            case MmioQueuePhase.Ready:
                log.Check(zero, MmioRules.QueueResetZeroWhenReady, $"QueueReset of queue {index} reads {value} after the queue was enabled", "0");
                return state;
            case MmioQueuePhase.ResetAsked or MmioQueuePhase.ResetOverdue:
                return state.WithQueue(index, queue with { Phase = zero ? MmioQueuePhase.ResetShown : NotOver(queue, value, log) });
            case MmioQueuePhase.ResetShown or MmioQueuePhase.ResetDone when !zero:
                log.Breaks(MmioRules.QueueResetShown, $"QueueReset of queue {index} reads {value} again after it read 0", "1 until the reset is over, and 0 from then on");
                return state.WithQueue(index, queue with { Phase = MmioQueuePhase.ResetAsked });
            default:
                return state;
        }
    }

    /// <summary>A queue that a reset of the device cleared is a matter of that reset, which the status machine judges.</summary>
    internal static MmioState Accessed(MmioState state, uint index, RuleLog log)
    {
        switch (state.Queue(index).Phase)
        {
            case MmioQueuePhase.Ready:
                log.Holds(MmioRules.NoAccessUnlessReady);
                break;
            case MmioQueuePhase.Off or MmioQueuePhase.Stopped or MmioQueuePhase.ResetDone:
                log.Breaks(MmioRules.NoAccessUnlessReady, $"the device accessed queue {index} after its QueueReady read 0", "no access");
                break;
            case MmioQueuePhase.ResetShown:
                log.Breaks(MmioRules.QueueResetShown, $"the device accessed queue {index} after its QueueReset read 0: the reset was not over", "1 until it is");
                break;
        }

        return state;
    }

    /// <summary>One accusation for a reset that never ends; what is true of such a queue after that nobody knows.</summary>
    private static MmioQueuePhase NotOver(MmioQueue queue, uint value, RuleLog log)
    {
        if (queue.Phase == MmioQueuePhase.ResetAsked)
        {
            log.Holds(MmioRules.QueueResetShown);
            return MmioQueuePhase.ResetAsked;
        }

        log.Breaks(MmioRules.QueueIsReset, $"QueueReset still reads {value} long after a reset of the queue was asked for", "0 when the queue has been reset");
        return MmioQueuePhase.Unknown;
    }

    private static MmioQueuePhase AfterZero(MmioQueuePhase phase) => phase switch
    {
        MmioQueuePhase.Stopping => MmioQueuePhase.Stopped,
        MmioQueuePhase.ResetShown => MmioQueuePhase.ResetDone,
        MmioQueuePhase.Stopped or MmioQueuePhase.ResetDone or MmioQueuePhase.ResetAsked or MmioQueuePhase.ResetOverdue => phase,
        _ => MmioQueuePhase.Off,
    };

    private static MmioQueuePhase AfterOne(MmioQueuePhase phase) => phase switch
    {
        MmioQueuePhase.Ready or MmioQueuePhase.ResetAsked or MmioQueuePhase.ResetOverdue => phase,
        _ => MmioQueuePhase.StillReady,
    };
}
