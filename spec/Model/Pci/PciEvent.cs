namespace Virtspec.Model.Pci;

/// <summary>
/// What can happen on the configuration structures of a PCI function. A read is two events, as on the bus: the driver's request, and the value
/// that the device answers with.
/// </summary>
internal enum PciEventKind
{
    /// <summary>The driver reads Width bytes at Offset of the common configuration structure.</summary>
    Read,

    /// <summary>The device answers a read with Value.</summary>
    Shown,

    /// <summary>The driver writes Value.</summary>
    Written,

    /// <summary>The driver reads from the configuration structure of the device type.</summary>
    DeviceConfigRead,

    /// <summary>The device answers such a read.</summary>
    DeviceConfigShown,

    /// <summary>The driver writes to the configuration structure of the device type.</summary>
    DeviceConfigWritten,

    /// <summary>The function has an MSI-X capability with a Table Size of Value, one less than its vectors.</summary>
    MsixFound,

    /// <summary>The driver enabled MSI-X (Value 1), or disabled it.</summary>
    MsixEnabled,

    /// <summary>The driver gave the device up while it set up interrupts.</summary>
    InterruptsGivenUp,

    /// <summary>The device sent a used buffer notification for the virtqueue with index Value, by whatever interrupt.</summary>
    Called,

    /// <summary>The device sent a configuration change notification, by whatever interrupt.</summary>
    ConfigCalled,

    /// <summary>Long enough has passed for whatever was going to happen.</summary>
    Settled,
}

/// <summary>One event; the kind says which fields mean something.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Offset">Offset in the structure, in bytes.</param>
/// <param name="Width">Bytes accessed.</param>
/// <param name="Value">What was written or shown.</param>
internal readonly record struct PciEvent(PciEventKind Kind, int Offset = 0, int Width = 0, ulong Value = 0)
{
    /// <summary>Whether every bit is set: what a read returns when nobody is there to answer. It is never taken for a value.</summary>
    internal bool AllOnes => Width > 0 && Value == ulong.MaxValue >> (64 - (8 * Width));
}
