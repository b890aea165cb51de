using Virtspec.Model.Rules;

namespace Virtspec.Model.Pci;

/// <summary>The capabilities a device presents: which, where, how long (VIRTIO 1.4, 4.1.4.2 to 4.1.4.9, and MSI-X).</summary>
internal static class PciCapabilityRules
{
    /// <summary>Judges a list of capabilities.</summary>
    internal static void Judge(PciFunction function, RuleLog log)
    {
        Present(function, PciCapabilityType.Common, PciRules.CommonPresent, log);
        Present(function, PciCapabilityType.Notify, PciRules.NotifyPresent, log);
        Present(function, PciCapabilityType.Isr, PciRules.IsrPresent, log);
        Present(function, PciCapabilityType.ConfigAccess, PciRules.ConfigAccessPresent, log);
        foreach (var capability in function.Capabilities)
        {
            if (!capability.ReservedType && !capability.ReservedBar)
                JudgeOne(function, capability, log);
        }
    }

    /// <summary>Judges the MSI-X capability.</summary>
    /// <param name="tableSize">Its Table Size, which is one less than the number of vectors.</param>
    /// <param name="log">Where verdicts go.</param>
    internal static void MsixFound(int tableSize, RuleLog log) =>
        log.Check(tableSize is >= 1 and < 0x800, PciRules.SeveralVectors, $"{tableSize + 1} MSI-X vectors", "2 to 0x800");

    /// <summary>Judges the offset of a queue's notifications, in units of the multiplier, against each notification structure.</summary>
    internal static void NotifyOffsetShown(PciFunction function, ushort queue, ushort offset, RuleLog log)
    {
        var rule = function.OffersNotificationData ? PciRules.NotifyHoldsDoubleWordOfEach : PciRules.NotifyHoldsWordOfEach;
        foreach (var capability in function.Of(PciCapabilityType.Notify))
        {
            var needed = ((ulong)offset * capability.Multiplier) + (ulong)function.NotificationWidth;
            log.Check(capability.Length >= needed, rule, $"queue {queue} notified at {offset} of {capability.Multiplier} bytes in {capability}", $"{needed} bytes");
        }
    }

    private static void Present(PciFunction function, PciCapabilityType type, Rule rule, RuleLog log) =>
        log.Check(function.Of(type).Any(), rule, $"no {type} capability", "at least one");

    private static void JudgeOne(PciFunction function, in PciCapability capability, RuleLog log)
    {
        log.Check(
            capability.Size >= capability.LeastSize,
            PciRules.CapabilityLengthWhole,
            $"cap_len {capability.Size} of {capability}",
            $"{capability.LeastSize} or more, which is where its fields end");
        switch (capability.Type)
        {
            case PciCapabilityType.Common:
                log.Check(capability.Offset % 4 == 0, PciRules.CommonAligned, capability.ToString(), "an offset that 4 divides");
                break;
            case PciCapabilityType.DeviceConfig:
                log.Check(capability.Offset % 4 == 0, PciRules.DeviceConfigAligned, capability.ToString(), "an offset that 4 divides");
                break;
            case PciCapabilityType.Notify when function.OffersNotificationData:
                JudgeDoubleWords(capability, log);
                break;
            case PciCapabilityType.Notify:
                JudgeWords(capability, log);
                break;
            case PciCapabilityType.SharedMemory:
                JudgeSharedMemory(function, capability, log);
                break;
            case PciCapabilityType.VendorData:
                log.Check(capability.Vendor != PciIdentityRules.VirtioVendor, PciRules.VendorDataForeign, "vendor data of vendor 0x1af4", "another vendor");
                log.Check(capability.Size % 4 == 0, PciRules.VendorDataPadded, $"{capability.Size} bytes of vendor data", "a multiple of 4");
                break;
        }
    }

    /// <summary>
    /// "Even power of 2" is a power with an even exponent to some, an even number to others. Only what is neither is judged: no power of 2 at
    /// all.
    /// </summary>
    private static void JudgeWords(in PciCapability capability, RuleLog log)
    {
        var multiplier = capability.Multiplier;
        log.Check(capability.Offset % 2 == 0, PciRules.NotifyAlignedToWord, capability.ToString(), "an offset that 2 divides");
        log.Check(multiplier == 0 || uint.IsPow2(multiplier), PciRules.MultiplierForWords, $"notify_off_multiplier {multiplier}", "0 or a power of 2");
        log.Check(capability.Length >= 2, PciRules.NotifyHoldsWord, capability.ToString(), "2 bytes or more");
    }

    private static void JudgeDoubleWords(in PciCapability capability, RuleLog log)
    {
        var multiplier = capability.Multiplier;
        log.Check(capability.Offset % 4 == 0, PciRules.NotifyAlignedToDoubleWord, capability.ToString(), "an offset that 4 divides");
        log.Check(
            multiplier == 0 || (multiplier >= 4 && uint.IsPow2(multiplier)),
            PciRules.MultiplierForDoubleWords,
            $"notify_off_multiplier {multiplier}",
            "0 or a power of 2 from 4 on");
        log.Check(capability.Length >= 4, PciRules.NotifyHoldsDoubleWord, capability.ToString(), "4 bytes or more");
    }

    private static void JudgeSharedMemory(PciFunction function, PciCapability capability, RuleLog log)
    {
        if (!function.BarSizes.IsEmpty)
        {
            var bar = new PciCapability(PciCapabilityType.SharedMemory, 0, 0, capability.Bar, 0, function.BarSizes[capability.Bar]);
            log.Check(
                bar.Holds(capability.Bar, capability.Offset, capability.Length),
                PciRules.SharedMemoryInsideBar,
                $"{capability}, and the BAR has 0x{bar.Length:x} bytes",
                "a region inside its BAR");
        }

        var sameId = function.Of(PciCapabilityType.SharedMemory).Count(other => other.Id == capability.Id);
        log.Check(sameId == 1, PciRules.SharedMemoryIdUnique, $"{sameId} regions with id {capability.Id}", "one");
    }
}
