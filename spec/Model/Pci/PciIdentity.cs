using Virtspec.Model.Rules;

namespace Virtspec.Model.Pci;

/// <summary>The identity of a function that claims to be a virtio device, as its configuration space shows it (VIRTIO 1.4, 4.1.2).</summary>
/// <param name="Vendor">PCI Vendor ID.</param>
/// <param name="Device">PCI Device ID.</param>
/// <param name="Revision">PCI Revision ID.</param>
/// <param name="SubsystemDevice">PCI Subsystem Device ID.</param>
/// <param name="Transitional">Whether the device has the legacy interface, which is in I/O space in BAR 0, beside the other.</param>
/// <param name="VirtioType">The virtio device id, where it is known from elsewhere.</param>
internal readonly record struct PciIdentity(
    ushort Vendor, ushort Device, byte Revision, ushort SubsystemDevice, bool Transitional = false, int? VirtioType = null);

/// <summary>By what ids devices are found (VIRTIO 1.4, 4.1.2.1 and 4.1.2.2). Each snapshot is judged by itself.</summary>
internal static class PciIdentityRules
{
    internal const ushort VirtioVendor = 0x1af4;
    private const int ModernBase = 0x1040;
    private const int ModernLast = 0x107f;

    /// <summary>PCI Device IDs of an older numbering, by virtio device id.</summary>
    private static readonly Dictionary<int, int> Transitional = new()
    {
        [1] = 0x1000, [2] = 0x1001, [5] = 0x1002, [3] = 0x1003, [8] = 0x1004, [4] = 0x1005, [9] = 0x1009,
    };

    /// <summary>Judges what a device shows.</summary>
    internal static void Judge(in PciIdentity identity, RuleLog log)
    {
        log.Check(identity.Vendor == VirtioVendor, PciRules.VendorId, $"vendor id 0x{identity.Vendor:x4}", "0x1af4");
        log.Check(IsVirtio(identity), PciRules.DeviceIdOfType, Text(identity), "0x1040 and the virtio device id, or the transitional id of the type");
        if (identity.Transitional)
            return;
        log.Check(identity.Device is >= ModernBase and <= ModernLast, PciRules.ModernDeviceId, $"{Text(identity)} without legacy interface", "0x1040 to 0x107f");
        log.Check(identity.Revision >= 1, PciRules.ModernRevision, "revision 0 without legacy interface", "1 or more");
        log.Check(
            identity.SubsystemDevice >= 0x40,
            PciRules.ModernSubsystem,
            $"subsystem device id 0x{identity.SubsystemDevice:x4} without legacy interface",
            "0x40 or more");
    }

    /// <summary>
    /// Judges whether a driver of one device type takes a function for its own. A revision that is usual for the id tells nothing about
    /// revisions, an unusual one nothing about ids.
    /// </summary>
    internal static void Probed(in PciIdentity identity, int driverType, bool matched, RuleLog log)
    {
        if (identity.Vendor != VirtioVendor)
            return;
        var modern = identity.Device == ModernBase + driverType;
        if (!modern && !(Transitional.TryGetValue(driverType, out var id) && identity.Device == id))
            return;
        var usual = identity.Revision == (modern ? 1 : 0);
        var rule = usual ? modern ? PciRules.MatchesModernId : PciRules.MatchesTransitionalId : PciRules.MatchesAnyRevision;
        log.Check(matched, rule, $"{Text(identity)}, revision {identity.Revision}, left alone by a driver of type {driverType}", "a match");
    }

    private static bool IsVirtio(in PciIdentity identity)
    {
        if (identity.VirtioType is { } type)
            return identity.Device == ModernBase + type || (Transitional.TryGetValue(type, out var id) && identity.Device == id);
        return identity.Device is > ModernBase and <= ModernLast || Transitional.ContainsValue(identity.Device);
    }

    private static string Text(in PciIdentity identity) => $"device id 0x{identity.Device:x4}";
}
