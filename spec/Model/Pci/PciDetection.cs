using Virtspec.Model.Rules;

namespace Virtspec.Model.Pci;

/// <summary>How a driver reads the list of capabilities (VIRTIO 1.4, 4.1.4.1). Each finding is judged by itself.</summary>
internal static class PciDetection
{
    /// <summary>No structure that the standard defines is longer, so a driver does not expect one to be.</summary>
    private const ulong LongestKnown = 4096;

    /// <summary>The driver used a structure, knowing of it from the capability at <paramref name="index"/> of the list.</summary>
    internal static void StructureUsed(PciFunction function, int index, RuleLog log)
    {
        var used = function.Capabilities[index];
        if (function.Capabilities.Any(capability => capability.ReservedType))
            log.Check(!used.ReservedType, PciRules.IgnoresReservedType, $"used: {used}", "left alone, for its cfg_type is reserved");
        if (function.Capabilities.Any(capability => capability.ReservedBar && !capability.ReservedType))
            log.Check(!used.ReservedBar || used.ReservedType, PciRules.IgnoresReservedBar, $"used: {used}", "left alone, for its bar is reserved");
    }

    /// <summary>
    /// The driver finished with the list and went on, or gave the device up over it. Giving up is blamed on what is unusual in a list with
    /// which nothing is wrong, and only when there is one such thing.
    /// </summary>
    internal static void Concluded(PciFunction function, bool wentOn, RuleLog log)
    {
        var own = new RuleLog();
        PciCapabilityRules.Judge(function, own);
        if (own.Breaches.Count == 0 && Oddities(function).ToArray() is [var (rule, what)])
            log.Check(wentOn, rule, $"the device was given up; unusual in its capabilities: {what}", "a driver that goes on");
    }

    private static IEnumerable<(Rule Rule, PciCapability What)> Oddities(PciFunction function)
    {
        foreach (var capability in function.Capabilities)
        {
            if (capability.ReservedType)
                yield return (PciRules.IgnoresReservedType, capability);
            else if (capability.ReservedBar)
                yield return (PciRules.IgnoresReservedBar, capability);
            else if (capability.Type != PciCapabilityType.VendorData && capability.Size > capability.LeastSize)
                yield return (PciRules.AcceptsLongCapability, capability);
            else if (capability.Type is PciCapabilityType.Common or PciCapabilityType.Isr or PciCapabilityType.DeviceConfig && capability.Length > LongestKnown)
                yield return (PciRules.HandlesLargeLength, capability);
        }
    }
}
