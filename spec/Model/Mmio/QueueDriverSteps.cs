using Virtspec.Model.Rules;

namespace Virtspec.Model.Mmio;

/// <summary>What the driver does with the selected queue (VIRTIO 1.4, 4.2.2.2). Accesses before anything is selected go nowhere.</summary>
internal static class QueueDriverSteps
{
    internal static MmioState Written(MmioState state, MmioRegister register, uint value, RuleLog log)
    {
        if (state.Selected is not { } index)
            return state;
        var queue = state.Queue(index);
        if (register.ShapesQueue())
        {
            JudgeShaping(queue, register, log);
            return register == MmioRegister.QueueSize ? state.WithQueue(index, Sized(queue, value, log)) : state;
        }

        if (register == MmioRegister.QueueReset)
            return value == 1 && state.RingReset ? state.WithQueue(index, queue with { Phase = MmioQueuePhase.ResetAsked, Size = 0 }) : state;
        return state.WithQueue(index, queue with { Phase = value == 0 ? Stopping(queue) : Enabling(queue, log) });
    }

    /// <summary>Whatever the answer: a device that takes its time shows 1 for a while, and the driver has asked.</summary>
    internal static MmioState ReadyRead(MmioState state, RuleLog log)
    {
        if (state.Selected is { } index && state.Queue(index).Phase == MmioQueuePhase.Stopping)
            log.Holds(MmioRules.StopReadBack);
        return state;
    }

    internal static MmioState Released(MmioState state, uint index, RuleLog log)
    {
        switch (state.Queue(index).Phase)
        {
            case MmioQueuePhase.Ready:
                log.Breaks(MmioRules.StopsByReady, $"the driver took back queue {index}, which is ready", "0 written to QueueReady first");
                break;
            case MmioQueuePhase.Stopping:
                log.Breaks(MmioRules.StopReadBack, $"the driver took back queue {index} and never read QueueReady", "QueueReady read back first");
                break;
            case MmioQueuePhase.Stopped:
                log.Holds(MmioRules.StopsByReady);
                break;
            case MmioQueuePhase.ResetAsked or MmioQueuePhase.ResetOverdue:
                TooEarly($"the driver took back queue {index}", log);
                break;
            case MmioQueuePhase.ResetShown or MmioQueuePhase.ResetDone:
                log.Holds(MmioRules.AwaitsQueueReset);
                break;
        }

        return state;
    }

    private static void JudgeShaping(MmioQueue queue, MmioRegister register, RuleLog log)
    {
        if (queue.Phase is MmioQueuePhase.Ready or MmioQueuePhase.StillReady)
            log.Breaks(MmioRules.ReadyQueueUnshaped, $"{register} written while QueueReady is not 0", "a queue that is not ready");
        else if (queue.Phase == MmioQueuePhase.Stopping)
            log.Breaks(MmioRules.StopReadBack, $"{register} written after a 0 to QueueReady that was not read back", "QueueReady read back first");
        else if (queue.Resetting)
            TooEarly($"{register} was written", log);
        else if (queue.Phase != MmioQueuePhase.Unknown)
            log.Holds(MmioRules.ReadyQueueUnshaped);
        if (queue.WasReset)
            log.Holds(MmioRules.AwaitsQueueReset);
    }

    private static MmioQueue Sized(MmioQueue queue, uint size, RuleLog log)
    {
        if (queue.SizeMax is { } most)
            log.Check(size <= most, MmioRules.SizeWithinMaximum, $"QueueSize {size} with QueueSizeMax {most}", $"at most {most}");
        return queue with { Size = size };
    }

    private static MmioQueuePhase Stopping(MmioQueue queue) =>
        queue.Phase is MmioQueuePhase.Ready or MmioQueuePhase.StillReady ? MmioQueuePhase.Stopping : queue.Phase;

    /// <summary>A queue enabled in the middle of its reset is in no state that anybody could be held to.</summary>
    private static MmioQueuePhase Enabling(MmioQueue queue, RuleLog log)
    {
        if (queue.Resetting)
        {
            TooEarly("1 was written to QueueReady", log);
            return MmioQueuePhase.Unknown;
        }

        if (queue.WasReset)
            log.Holds(MmioRules.AwaitsQueueReset);
        return MmioQueuePhase.Ready;
    }

    private static void TooEarly(string what, RuleLog log) =>
        log.Breaks(MmioRules.AwaitsQueueReset, $"{what} before QueueReset read 0", "QueueReset reads 0 first");
}
