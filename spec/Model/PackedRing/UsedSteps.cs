using Virtspec.Model.Rules;

namespace Virtspec.Model.PackedRing;

/// <summary>Used descriptors (VIRTIO 1.4, 2.8.2, 2.8.6, 2.8.8, 2.8.12, 2.8.15): one for a list, and with VIRTIO_F_IN_ORDER one for many buffers.</summary>
internal static class UsedSteps
{
    internal static PackedState Used(PackedState state, ushort id, uint length, RuleLog log)
    {
        var index = state.Outstanding.FindIndex(buffer => buffer.Id == id);
        log.Check(index >= 0, PackedRules.UsesOnlyAvailable, $"buffer {id} used at {state.NextUsed}, and it is not available", "a buffer made available");
        if (index < 0)
            return state;
        state = state with { Fresh = state.Fresh.Add(new UsedDescriptor(state.NextUsed.Position, id, length)) };
        if (state.InOrder)
            return Batch(state, index);
        JudgeOrder(state, id, log);
        return state with
        {
            NextUsed = state.NextUsed.After(state.Outstanding[index].Descriptors, state.Size),
            Outstanding = state.Outstanding.RemoveAt(index),
            Completed = state.Completed.Remove(id),
        };
    }

    /// <summary>A used descriptor is whole when its USED flag says so, and stays until the driver writes there.</summary>
    internal static PackedState Again(PackedState state, ushort position, ushort id, uint length, RuleLog log)
    {
        foreach (var first in state.Fresh)
        {
            if (first.Position != position)
                continue;
            var same = first.Id == id && first.Length == length;
            log.Check(
                same,
                PackedRules.UsedUnchanged,
                $"used descriptor {position} read as id {first.Id} len {first.Length}, later as id {id} len {length}",
                "unchanged once USED is set");
        }

        return state;
    }

    /// <summary>All buffers up to the one named are used with it.</summary>
    private static PackedState Batch(PackedState state, int last)
    {
        var batch = state.Outstanding.GetRange(0, last + 1);
        return state with
        {
            NextUsed = state.NextUsed.After(batch.Sum(buffer => buffer.Descriptors), state.Size),
            Outstanding = state.Outstanding.RemoveRange(0, last + 1),
        };
    }

    /// <summary>Where nobody says when buffers are completed, their order is the device's own affair.</summary>
    private static void JudgeOrder(PackedState state, ushort id, RuleLog log)
    {
        if (state.Completed.Contains(id))
            log.Check(state.Completed[0] == id, PackedRules.UsesAsCompleted, $"buffer {id} used before buffer {state.Completed[0]}, which was completed first", "the order of completion");
    }
}
