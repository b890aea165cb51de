using Virtspec.Model.Rules;

namespace Virtspec.Model.PackedRing;

/// <summary>
/// How the device works on buffers, seen from the inside or by an observer of memory (VIRTIO 1.4, 2.8.12, 2.8.15, 2.8.18). Events about
/// buffers that are not available are the matter of <see cref="UsedSteps"/>.
/// </summary>
internal static class PackedDeviceSteps
{
    internal static PackedState Begun(PackedState state, ushort id, RuleLog log)
    {
        var index = state.Outstanding.FindIndex(buffer => buffer.Id == id && !buffer.Begun);
        if (index < 0)
            return state;
        var first = state.Outstanding.FindIndex(buffer => !buffer.Begun);
        log.Check(index == first, PackedRules.BeginsInRingOrder, $"work on buffer {id} begun before buffer {state.Outstanding[first].Id}", "the order of the ring");
        return state with { Outstanding = state.Outstanding.SetItem(index, state.Outstanding[index] with { Begun = true }) };
    }

    internal static PackedState ElementBegun(PackedState state, ushort id, ushort element, RuleLog log)
    {
        var index = state.Outstanding.FindIndex(buffer => buffer.Id == id);
        if (index < 0 || state.Outstanding[index] is not { Descriptors: > 1 } buffer || element >= buffer.Descriptors)
            return state;
        log.Check(element >= buffer.Element, PackedRules.ElementsInOrder, $"descriptor {element} of buffer {id}'s list taken up after later ones", "the order of the list");
        return state with { Outstanding = state.Outstanding.SetItem(index, buffer with { Element = (ushort)(element + 1) }) };
    }

    /// <summary>Followed where used descriptors may come in any order but that of completion.</summary>
    internal static PackedState Completed(PackedState state, ushort id) =>
        !state.InOrder && state.Outstanding.Any(buffer => buffer.Id == id) && !state.Completed.Contains(id) ? state with { Completed = state.Completed.Add(id) } : state;

    internal static PackedState ReadableSeen(PackedState state, ushort id, bool changed, RuleLog log)
    {
        log.Check(!changed, PackedRules.ReadableUntouched, $"device-readable memory of buffer {id} changed, and the driver did not write it", "unchanged");
        return state;
    }
}
