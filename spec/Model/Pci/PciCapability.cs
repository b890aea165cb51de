using System.Collections.Immutable;

namespace Virtspec.Model.Pci;

/// <summary>What a virtio structure capability points at (VIRTIO 1.4, 4.1.4). Values that have no name here are reserved.</summary>
internal enum PciCapabilityType
{
    /// <summary>No structure: no capability has this type.</summary>
    None = 0,

    /// <summary>Common configuration.</summary>
    Common = 1,

    /// <summary>Notifications of the driver.</summary>
    Notify = 2,

    /// <summary>ISR status.</summary>
    Isr = 3,

    /// <summary>Configuration of the device type.</summary>
    DeviceConfig = 4,

    /// <summary>Access to BARs through PCI configuration space.</summary>
    ConfigAccess = 5,

    /// <summary>A region of shared memory.</summary>
    SharedMemory = 8,

    /// <summary>Data of a vendor.</summary>
    VendorData = 9,
}

/// <summary>One virtio structure capability, parsed.</summary>
/// <param name="Type">cfg_type.</param>
/// <param name="Position">Where it begins in PCI configuration space, in bytes.</param>
/// <param name="Size">cap_len, in bytes.</param>
/// <param name="Bar">The BAR; 0 to 5, others are reserved.</param>
/// <param name="Offset">Where the structure begins in the BAR, offset_hi included.</param>
/// <param name="Length">Bytes of the structure, length_hi included.</param>
/// <param name="Id">id, which tells shared memory regions apart.</param>
/// <param name="Multiplier">notify_off_multiplier of a notification capability.</param>
/// <param name="Vendor">vendor_id of a vendor data capability.</param>
internal readonly record struct PciCapability(
    PciCapabilityType Type,
    int Position,
    int Size,
    int Bar = 0,
    ulong Offset = 0,
    ulong Length = 0,
    int Id = 0,
    uint Multiplier = 0,
    ushort Vendor = 0)
{
    internal bool ReservedType => !Enum.IsDefined(Type) || Type == PciCapabilityType.None;

    /// <summary>Whether its BAR is a reserved value. Two kinds have none: one is told its BAR by the driver, one points nowhere.</summary>
    internal bool ReservedBar => Bar > 5 && Type is not (PciCapabilityType.ConfigAccess or PciCapabilityType.VendorData);

    /// <summary>The least cap_len with everything that the standard defines for the type.</summary>
    internal int LeastSize => Type switch
    {
        PciCapabilityType.Notify or PciCapabilityType.ConfigAccess => 20,
        PciCapabilityType.SharedMemory => 24,
        PciCapabilityType.VendorData => 6,
        _ => 16,
    };

    /// <summary>Whether bytes of a BAR are all in its structure.</summary>
    internal bool Holds(int bar, ulong offset, ulong length) =>
        Bar == bar && offset >= Offset && length <= Length && offset - Offset <= Length - length;

    /// <inheritdoc/>
    public override string ToString() => $"{(ReservedType ? $"cfg_type {(int)Type}" : Type)} at 0x{Position:x} (BAR {Bar}, 0x{Offset:x}, 0x{Length:x} bytes)";
}

/// <summary>A virtio function as its configuration space describes it: a snapshot that the other judges go by.</summary>
/// <param name="Capabilities">Virtio structure capabilities in the order of the list.</param>
/// <param name="BarSizes">Bytes of each of the six BARs, 0 where there is none; empty when not known.</param>
/// <param name="OffersNotificationData">Whether VIRTIO_F_NOTIFICATION_DATA is offered.</param>
internal sealed record PciFunction(ImmutableArray<PciCapability> Capabilities, ImmutableArray<ulong> BarSizes, bool OffersNotificationData = false)
{
    /// <summary>Bytes of one notification: 4 for a device that may have to take data with it.</summary>
    internal int NotificationWidth => OffersNotificationData ? 4 : 2;

    /// <summary>The capabilities of a type that a driver can use.</summary>
    internal IEnumerable<PciCapability> Of(PciCapabilityType type) => Capabilities.Where(capability => capability.Type == type && !capability.ReservedBar);
}
