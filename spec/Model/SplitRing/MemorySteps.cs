using Virtspec.Model.Rules;

namespace Virtspec.Model.SplitRing;

/// <summary>What an observer of memory reports: what a device wrote that it must not, and what it must have written (VIRTIO 1.4, 2.7.5.1, 2.7.8.1).</summary>
internal static class MemorySteps
{
    internal static SplitState Touched(SplitState state, MemoryArea area, ushort head, uint offset, RuleLog log)
    {
        var where = area switch
        {
            MemoryArea.DescriptorTable => $"descriptor {offset / SplitLayout.DescriptorSize} of the table changed",
            MemoryArea.DriverArea => $"byte {offset} of the available ring changed",
            MemoryArea.IndirectTable => $"byte {offset} of the indirect table of head {head} changed",
            MemoryArea.DeviceReadable => $"device-readable byte {offset} of head {head} changed",
            MemoryArea.Beyond => $"byte {offset} of the margin round head {head} changed",
            _ => $"byte {offset} of shared memory, which belongs to no buffer, changed",
        };
        log.Breaks(RuleOf(area), where + " and the driver did not write it", "unchanged");
        return state;
    }

    internal static SplitState Untouched(SplitState state, MemoryArea area, RuleLog log)
    {
        log.Holds(RuleOf(area));
        return state;
    }

    internal static SplitState Written(SplitState state, ushort head, bool all, ulong firstUnwritten, RuleLog log)
    {
        log.Check(all, SplitRules.LengthWritten, $"len of head {head} covers byte {firstUnwritten}, which still holds what the driver put there", "len counts written bytes only");
        return state;
    }

    private static Rule RuleOf(MemoryArea area) => area switch
    {
        MemoryArea.DescriptorTable => SplitRules.DescriptorTableUntouched,
        MemoryArea.DriverArea => SplitRules.DriverAreaUntouched,
        MemoryArea.IndirectTable => SplitRules.IndirectTableUntouched,
        MemoryArea.DeviceReadable => SplitRules.ReadableUntouched,
        MemoryArea.Beyond => SplitRules.NothingBeyondBuffer,
        _ => SplitRules.UnrelatedUntouched,
    };
}
