namespace Virtspec.Model.Device;

/// <summary>What can happen to a device as a whole.</summary>
internal enum DeviceEventKind
{
    /// <summary>The driver side read the offered features.</summary>
    FeaturesOffered,

    /// <summary>The driver wrote the features it accepts.</summary>
    FeaturesWritten,

    /// <summary>The device answered whether it takes them, on a transport that says so without a status field.</summary>
    FeaturesAnswered,

    /// <summary>The driver wrote the status field; 0 asks for a reset.</summary>
    StatusWritten,

    /// <summary>The driver read the status field; all ones say that nobody answers.</summary>
    StatusRead,

    /// <summary>The driver read configuration space; the value is 1 when the device gave the bytes.</summary>
    ConfigRead,

    /// <summary>The driver wrote a device-specific field of configuration space.</summary>
    ConfigWritten,

    /// <summary>Something changed that configuration space tells of, whether or not the device shows it yet.</summary>
    ConfigChanged,

    /// <summary>The device announced a change of configuration.</summary>
    ConfigNotified,

    /// <summary>The driver set up or enabled a virtqueue.</summary>
    QueueSetUp,

    /// <summary>The driver made a buffer available.</summary>
    BufferExposed,

    /// <summary>The driver kicked.</summary>
    Kicked,

    /// <summary>The device moved a used index or called.</summary>
    DeviceActed,

    /// <summary>The device was found to be a PCI function; the value is 1 when that has an SR-IOV capability. Without it, it is none.</summary>
    PciFunction,

    /// <summary>The driver enabled virtual functions through the SR-IOV capability.</summary>
    VirtualFunctionsEnabled,

    /// <summary>Long enough has passed for whatever was going to happen.</summary>
    Settled,
}

/// <summary>One event of a device as a whole.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Value">Features, status bits, or 1 and 0 for yes and no.</param>
internal readonly record struct DeviceEvent(DeviceEventKind Kind, ulong Value = 0);
