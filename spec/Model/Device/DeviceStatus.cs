namespace Virtspec.Model.Device;

/// <summary>Bits of the device status field (VIRTIO 1.4, 2.1).</summary>
[Flags]
public enum DeviceStatus
{
    /// <summary>After reset.</summary>
    None = 0,

    /// <summary>The driver side has noticed the device.</summary>
    Acknowledge = 1,

    /// <summary>The driver side knows how to drive it.</summary>
    Driver = 2,

    /// <summary>The driver is set up; the device is live.</summary>
    DriverOk = 4,

    /// <summary>Feature negotiation is complete.</summary>
    FeaturesOk = 8,

    /// <summary>The device is suspended, or asked to be.</summary>
    Suspend = 16,

    /// <summary>The device needs a reset to go on.</summary>
    NeedsReset = 64,

    /// <summary>The driver has given up.</summary>
    Failed = 128,
}
