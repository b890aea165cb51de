using Virtspec.Model.Features;
using Virtspec.Model.Rules;

namespace Virtspec.Model.Pci;

/// <summary>What the registers of the selected virtqueue show (VIRTIO 1.4, 4.1.3.2 and 4.1.4.3.1).</summary>
internal static class PciQueueShown
{
    internal static PciState Step(PciState state, ushort index, PciField field, in PciEvent e, PciFunction function, RuleLog log)
    {
        var queue = state.Queue(index);
        switch (field)
        {
            case PciField.QueueSize:
                JudgeSize(state, index, (ushort)e.Value, log);
                return state;
            case PciField.QueueNotifyOff:
                if (!state.Lacks(index))
                    PciCapabilityRules.NotifyOffsetShown(function, index, (ushort)e.Value, log);
                return state.With(index, queue with { NotifyOff = (ushort)e.Value });
            case PciField.QueueNotifConfigData:
                return state.With(index, queue with { NotifConfigData = (ushort)e.Value });
            case PciField.QueueDesc or PciField.QueueDriver or PciField.QueueDevice:
                JudgeHalf(queue, field, e, log);
                return state;
            case PciField.QueueEnable:
                JudgeEnable(state, queue, index, (ushort)e.Value, log);
                return state;
            case PciField.QueueReset when state.Using(Feature.RingReset):
                return state.With(index, Reset(state, queue, index, (ushort)e.Value, log));
            default:
                return state;
        }
    }

    private static void JudgeSize(PciState state, ushort index, ushort size, RuleLog log)
    {
        if (state.Lacks(index))
            log.Check(size == 0, PciRules.UnavailableQueueHasNoSize, $"queue_size reads {size} for virtqueue {index}, which there is not", "0");
        if (state.Without(Feature.RingPacked))
            log.Check(size == 0 || ushort.IsPow2(size), PciRules.SplitSizeShown, $"queue_size reads {size} for a split virtqueue", "0 or a power of 2");
    }

    /// <summary>Of an address written in two halves, each shows what was written to it, whatever was done to the other.</summary>
    private static void JudgeHalf(in PciQueue queue, PciField field, in PciEvent e, RuleLog log)
    {
        if (queue.Area(field) is not ({ } low, { } high))
            return;
        var half = e.Offset == (int)field;
        var written = half ? low : high;
        log.Check(e.Value == written, PciRules.HalvesIndependent, $"the {(half ? "low" : "high")} half of {field} reads {e.Value:x} after {written:x} was written", "that");
    }

    /// <summary>While a reset of the queue is pending it may still be enabled, if it ever was; that it shows so is no fault.</summary>
    private static void JudgeEnable(PciState state, in PciQueue queue, ushort index, ushort value, RuleLog log)
    {
        if (queue.Has(PciQueueMarks.ResetDone))
            log.Check(value == 0, PciRules.DisabledOnQueueReset, $"queue_enable of virtqueue {index} reads {value} after its reset", "0");
        else if (state.Has(PciMarks.FromReset) && !queue.Has(PciQueueMarks.EverEnabled))
            log.Check(value == 0, PciRules.DisabledOnReset, $"queue_enable of virtqueue {index} reads {value} after the reset of the device", "0");
    }

    private static PciQueue Reset(PciState state, in PciQueue queue, ushort index, ushort value, RuleLog log)
    {
        if (queue.Has(PciQueueMarks.ResetPending))
            return ResetPending(queue, index, value, log);
        if (queue.Has(PciQueueMarks.ResetDone))
        {
            if (value != 0)
                log.Breaks(PciRules.QueueResetShownWhileOngoing, $"queue_reset of virtqueue {index} reads {value} again, after 0", "1 until the reset is over, and then 0");
        }
        else if (queue.Has(PciQueueMarks.Enabled))
        {
            log.Check(value == 0, PciRules.QueueResetZeroOnEnable, $"queue_reset of virtqueue {index} reads {value} after it was enabled", "0");
        }
        else if (state.Has(PciMarks.FromReset))
        {
            log.Check(value == 0, PciRules.QueueResetZeroOnReset, $"queue_reset of virtqueue {index} reads {value} after the reset of the device", "0");
        }

        return queue;
    }

    private static PciQueue ResetPending(in PciQueue queue, ushort index, ushort value, RuleLog log)
    {
        if (value == 0)
        {
            log.Holds(PciRules.QueueResets);
            return queue.Without(PciQueueMarks.ResetPending | PciQueueMarks.ResetOverdue).With(PciQueueMarks.ResetDone);
        }

        log.Check(value == 1, PciRules.QueueResetShownWhileOngoing, $"queue_reset of virtqueue {index} reads {value} during its reset", "1");
        if (value == 1 && queue.Has(PciQueueMarks.ResetOverdue))
            log.Breaks(PciRules.QueueResets, $"queue_reset of virtqueue {index} still reads 1, long after it was written", "0, for the reset is done");
        return queue;
    }
}
