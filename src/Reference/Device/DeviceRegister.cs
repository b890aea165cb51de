namespace Virtspec.Reference.Device;

/// <summary>What every transport has registers for, in one form or another (VIRTIO 1.4, 2.1 to 2.5). The configuration is a block device's capacity.</summary>
internal enum DeviceRegister
{
    /// <summary>Device status.</summary>
    Status,

    /// <summary>Features the device offers.</summary>
    OfferedFeatures,

    /// <summary>Features the driver accepts.</summary>
    AcceptedFeatures,

    /// <summary>Where the virtqueue lies.</summary>
    QueueAddress,

    /// <summary>1: the virtqueue is enabled.</summary>
    QueueEnable,

    /// <summary>Generation of the configuration.</summary>
    Generation,

    /// <summary>Low 32 bits of the capacity.</summary>
    CapacityLow,

    /// <summary>High 32 bits of the capacity.</summary>
    CapacityHigh,
}

/// <summary>The driver's way to them. An access takes as long as the device takes to answer.</summary>
internal interface IDeviceRegisters
{
    /// <summary>Reads.</summary>
    ValueTask<ulong> Read(DeviceRegister register);

    /// <summary>Writes, and comes back when the device has the value.</summary>
    ValueTask Write(DeviceRegister register, ulong value);
}
