using Virtspec.Model.Features;
using Virtspec.Model.Rules;

namespace Virtspec.Model.Pci;

/// <summary>
/// The registers of the selected virtqueue as the driver writes them: size, addresses, enabling, reset (VIRTIO 1.4, 4.1.4.3.2). What they
/// show is judged by <see cref="PciQueueShown"/>.
/// </summary>
internal static class PciQueueSteps
{
    internal static PciState Written(PciState state, ushort index, PciField field, in PciEvent e, RuleLog log)
    {
        state = field == PciField.QueueMsixVector ? state : PciStatusSteps.Proceeding(state, log);
        var queue = state.Queue(index);
        switch (field)
        {
            case PciField.QueueSize:
                JudgeSize(state, (ushort)e.Value, log);
                JudgeOpen(queue, index, field, log);
                return state;
            case PciField.QueueDesc or PciField.QueueDriver or PciField.QueueDevice:
                JudgeOpen(queue, index, field, log);
                return state.With(index, AddressWritten(queue, field, e));
            case PciField.QueueMsixVector:
                return state.With(index, queue with { Vector = PciVectorSteps.Written(state, queue.Vector, (ushort)e.Value, log) });
            case PciField.QueueEnable:
                return Enabling(state, index, (ushort)e.Value, log);
            case PciField.QueueReset when e.Value == 1 && state.Using(Feature.RingReset):
                return state.With(index, ResetAsked(queue));
            default:
                return state;
        }
    }

    private static void JudgeSize(PciState state, ushort size, RuleLog log)
    {
        if (state.Using(Feature.RingPacked))
            log.Check(size != 0, PciRules.PackedSizeWritten, "0 written to queue_size", "a size");
        else if (state.Without(Feature.RingPacked))
            log.Check(ushort.IsPow2(size), PciRules.SplitSizeWritten, $"{size} written to queue_size of a split virtqueue", "a power of 2");
    }

    /// <summary>What is configured while the queue is enabled was not configured before.</summary>
    private static void JudgeOpen(in PciQueue queue, ushort index, PciField field, RuleLog log)
    {
        if (queue.Has(PciQueueMarks.Enabled))
            log.Breaks(PciRules.ConfiguresBeforeEnabling, $"{field} of virtqueue {index} written while it is enabled", "written before");
    }

    private static PciQueue AddressWritten(in PciQueue queue, PciField field, in PciEvent e)
    {
        var address = queue.Area(field);
        return queue.With(field, e.Offset == (int)field ? address with { Low = (uint)e.Value } : address with { High = (uint)e.Value });
    }

    private static PciState Enabling(PciState state, ushort index, ushort value, RuleLog log)
    {
        log.Check(value != 0, PciRules.NeverDisables, $"0 written to queue_enable of virtqueue {index}", "a reset, of the queue or of the device");
        if (value != 1)
            return state;
        var queue = state.Queue(index);
        var all = queue.Descriptors.Begun && queue.DriverArea.Begun && queue.DeviceArea.Begun;
        log.Check(all, PciRules.ConfiguresBeforeEnabling, $"virtqueue {index} enabled without all its addresses", "three areas before queue_enable");
        if (queue.Has(PciQueueMarks.ResetPending))
            log.Breaks(PciRules.WaitsForQueueReset, $"virtqueue {index} enabled before queue_reset read 0", "0 read first");
        else if (queue.Has(PciQueueMarks.ResetDone))
            log.Holds(PciRules.WaitsForQueueReset);
        PciAdminSteps.Enabled(state, index, log);
        return state.With(index, queue with { Marks = PciQueueMarks.Enabled | PciQueueMarks.EverEnabled });
    }

    /// <summary>The queue has to be configured anew; what it had been told before is not known to be kept.</summary>
    private static PciQueue ResetAsked(in PciQueue queue) => new()
    {
        Marks = (queue.Marks & PciQueueMarks.EverEnabled) | PciQueueMarks.ResetPending,
        NotifyOff = queue.NotifyOff,
        NotifConfigData = queue.NotifConfigData,
    };
}
