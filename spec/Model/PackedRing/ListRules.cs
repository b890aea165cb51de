using Virtspec.Model.Features;
using Virtspec.Model.Rules;

namespace Virtspec.Model.PackedRing;

/// <summary>How the driver made a list of descriptors (VIRTIO 1.4, 2.8.17, 2.8.19).</summary>
internal static class ListRules
{
    internal static void Judge(PackedState state, List<PackedDescriptor> list, RuleLog log)
    {
        var size = state.Size;
        log.Holds(PackedRules.ListWithinQueueSize);
        var limit = state.Layout.Limit;
        if (limit != 0)
            log.Check(list.Count <= limit, PackedRules.ListWithinLimit, $"a list of {list.Count} descriptors, the device allows {limit}", $"at most {limit}");
        JudgeIndirect(state, list, log);
        JudgeOrder(list, log);
    }

    /// <summary>Without the feature one statement says all: how the flag was combined then does not matter.</summary>
    private static void JudgeIndirect(PackedState state, List<PackedDescriptor> list, RuleLog log)
    {
        var indirect = list.Count(descriptor => descriptor.Has(PackedFlags.Indirect));
        if (!state.Features.Has(Feature.IndirectDesc))
        {
            log.Check(indirect == 0, PackedRules.IndirectNegotiated, "INDIRECT set without VIRTIO_F_INDIRECT_DESC", "the feature negotiated");
            return;
        }

        if (indirect == 0)
            return;
        log.Check(list.Count == 1, PackedRules.IndirectUnchained, $"INDIRECT set in a list of {list.Count} descriptors", "a list of its own");
        foreach (var descriptor in list)
            JudgeTable(state.Layout.Limit, descriptor.Table ?? [], log);
    }

    private static void JudgeTable(ushort limit, IReadOnlyList<PackedFlags> table, RuleLog log)
    {
        if (limit != 0)
            log.Check(table.Count <= limit, PackedRules.TableWithinLimit, $"an indirect table of {table.Count} descriptors, the device allows {limit}", $"at most {limit}");
        if (table.Count == 0)
            return;
        var others = table.Aggregate(PackedFlags.None, (sum, flags) => sum | flags) & ~PackedFlags.Write;
        log.Check(others == PackedFlags.None, PackedRules.TableFlags, $"{others} set in an indirect table", "no flag but WRITE");
    }

    /// <summary>WRITE means nothing on the descriptor that names a table: the elements are in there.</summary>
    private static void JudgeOrder(List<PackedDescriptor> list, RuleLog log)
    {
        var writable = list.SelectMany(descriptor => descriptor.Has(PackedFlags.Indirect) ? descriptor.Table ?? [] : [descriptor.Flags])
            .Select(flags => (flags & PackedFlags.Write) != 0).ToList();
        var ordered = !writable.Zip(writable.Skip(1)).Any(pair => pair is { First: true, Second: false });
        log.Check(ordered, PackedRules.WritableAfterReadable, "a device-readable element after a device-writable one", "readable ones first");
    }
}
