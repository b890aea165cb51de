using Virtspec.Model.Rules;
using Virtspec.Model.SplitRing;
using static Virtspec.Properties.Rules.SplitScript;

namespace Virtspec.Properties.Rules;

/// <summary>What an observer of memory reports: every rule once kept and once broken.</summary>
internal static class MemoryRuleTests
{
    internal static readonly RuleCases Cases = new()
    {
        //= split.desc.device.1a
        { SplitRules.ReadableUntouched, "a byte", Ring(Untouched(MemoryArea.DeviceReadable)), Ring(Touched(MemoryArea.DeviceReadable)) },
        //= split.desc.device.2
        { SplitRules.DescriptorTableUntouched, "a byte", Ring(Untouched(MemoryArea.DescriptorTable)), Ring(Touched(MemoryArea.DescriptorTable)) },
        //= inv.memory.driver-area
        { SplitRules.DriverAreaUntouched, "a byte", Ring(Untouched(MemoryArea.DriverArea)), Ring(Touched(MemoryArea.DriverArea)) },
        //= inv.memory.indirect-table
        { SplitRules.IndirectTableUntouched, "a byte", Ring(Untouched(MemoryArea.IndirectTable)), Ring(Touched(MemoryArea.IndirectTable)) },
        //= inv.memory.beyond
        { SplitRules.NothingBeyondBuffer, "a byte", Ring(Untouched(MemoryArea.Beyond)), Ring(Touched(MemoryArea.Beyond)) },
        //= inv.memory.unrelated
        { SplitRules.UnrelatedUntouched, "a byte", Ring(Untouched(MemoryArea.Unrelated)), Ring(Touched(MemoryArea.Unrelated)) },
        //= split.used.device.2
        { SplitRules.LengthWritten, "a byte counted and not written", Ring(Written(all: true)), Ring(Written(all: false)) },
    };

    private static SplitEvent Untouched(MemoryArea area) => new(SplitEventKind.Untouched, Length: (ulong)area);

    private static SplitEvent Touched(MemoryArea area) => new(SplitEventKind.Touched, Index: 1, Id: 32, Length: (ulong)area);

    private static SplitEvent Written(bool all) => new(SplitEventKind.Written, Index: 1, Length: 7, Flag: all);
}
