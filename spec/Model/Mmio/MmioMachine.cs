using Virtspec.Model.Rules;

namespace Virtspec.Model.Mmio;

/// <summary>
/// The MMIO transport (VIRTIO 1.4, 4.2) as a pure function of state and event. Each side is judged by what it does: the driver by its
/// accesses, the device by its answers and by what it does to queues.
/// </summary>
internal static class MmioMachine
{
    internal static MmioState Step(MmioState state, in MmioEvent e, RuleLog log)
    {
        if (state.Has(MmioMarks.Gone) || state.Has(MmioMarks.Legacy))
            return Unjudged(state, e, log);
        return e.Kind switch
        {
            MmioEventKind.Read => AccessSteps.Read(state, e.Offset, e.Width, log),
            MmioEventKind.Write => AccessSteps.Write(state, e.Offset, e.Width, e.Value, log),
            MmioEventKind.InterruptEnded => InterruptSteps.Ended(state, log),
            MmioEventKind.QueueReleased => QueueDriverSteps.Released(state, e.Offset, log),
            MmioEventKind.Answered => AnswerSteps.Answered(state, e.Value, log),
            MmioEventKind.UsedNotification => InterruptSteps.Raised(state, InterruptSteps.UsedBuffer),
            MmioEventKind.ConfigNotification => InterruptSteps.Raised(state, InterruptSteps.ConfigChange),
            MmioEventKind.ConfigChanged => state with { Config = state.Config.WithChange(ConfigWindow.Words(e.Offset, e.Width)) },
            MmioEventKind.Interrupted => InterruptSteps.Received(state),
            MmioEventKind.QueueAccessed => QueueDeviceSteps.Accessed(state, e.Offset, log),
            MmioEventKind.Settled => Settled(state, log),
            _ => throw new ArgumentOutOfRangeException(nameof(e), e.Kind, "no such MMIO event"),
        };
    }

    /// <summary>Only the values that identify a device are followed: they say when there is one to be judged again.</summary>
    private static MmioState Unjudged(MmioState state, in MmioEvent e, RuleLog log) => e.Kind switch
    {
        MmioEventKind.Read => state with { Pending = new MmioPending(e.Offset, 0) },
        MmioEventKind.Answered => AnswerSteps.Answered(state, e.Value, log),
        _ => state,
    };

    /// <summary>A driver that left alone what it had to has done so by now, and a queue's reset has had its time.</summary>
    private static MmioState Settled(MmioState state, RuleLog log)
    {
        IdentitySteps.Settled(state, log);
        foreach (var (index, queue) in state.Queues)
        {
            if (queue.Phase == MmioQueuePhase.ResetAsked)
                state = state.WithQueue(index, queue with { Phase = MmioQueuePhase.ResetOverdue });
        }

        return state;
    }
}
