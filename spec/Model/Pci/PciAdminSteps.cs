using Virtspec.Model.Features;
using Virtspec.Model.Rules;

namespace Virtspec.Model.Pci;

/// <summary>Where the administration virtqueues are (VIRTIO 1.4, 4.1.4.3.1 and 4.1.4.3.2).</summary>
internal static class PciAdminSteps
{
    /// <summary>Judges what the device has shown of their indices so far.</summary>
    internal static PciState Judge(PciState state, RuleLog log)
    {
        if (!state.Using(Feature.AdminVq) || state.AdminIndex is not { } index)
            return state;
        if (state.NumQueues is { } others)
            log.Check(index >= others, PciRules.AdminQueuesBeyondOthers, $"admin_queue_index {index} with num_queues {others}", "behind the other virtqueues");
        if (state.AdminNum is { } count)
            log.Check(index + count <= 0x10000, PciRules.AdminQueuesFit, $"{count} administration virtqueues from {index} on", "indices of 16 bits");
        return state;
    }

    /// <summary>Judges a virtqueue that the driver enables.</summary>
    internal static void Enabled(PciState state, ushort queue, RuleLog log)
    {
        if (!state.Using(Feature.AdminVq) || queue < state.NumQueues || state.NumQueues is null)
            return;
        if (state.AdminIndex is { } index && state.AdminNum is { } count)
        {
            log.Check(
                queue >= index && queue < index + count,
                PciRules.AdminQueueInRange,
                $"virtqueue {queue} enabled, beyond the {state.NumQueues} others",
                $"an index from {index} to {index + count - 1}");
        }
    }
}
