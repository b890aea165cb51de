namespace Virtspec.Model.Mmio;

/// <summary>Control registers by their offset from the base (VIRTIO 1.4, 4.2.2). All hold 32 bits; the legacy interface has others.</summary>
internal enum MmioRegister
{
    MagicValue = 0x000,
    Version = 0x004,
    DeviceId = 0x008,
    VendorId = 0x00c,
    DeviceFeatures = 0x010,
    DeviceFeaturesSel = 0x014,
    DriverFeatures = 0x020,
    DriverFeaturesSel = 0x024,
    QueueSel = 0x030,
    QueueSizeMax = 0x034,
    QueueSize = 0x038,
    QueueReady = 0x044,
    QueueNotify = 0x050,
    InterruptStatus = 0x060,
    InterruptAck = 0x064,
    Status = 0x070,
    QueueDescLow = 0x080,
    QueueDescHigh = 0x084,
    QueueDriverLow = 0x090,
    QueueDriverHigh = 0x094,
    QueueDeviceLow = 0x0a0,
    QueueDeviceHigh = 0x0a4,
    ShmSel = 0x0ac,
    ShmLenLow = 0x0b0,
    ShmLenHigh = 0x0b4,
    ShmBaseLow = 0x0b8,
    ShmBaseHigh = 0x0bc,
    QueueReset = 0x0c0,
    ConfigGeneration = 0x0fc,
}

/// <summary>What a driver may do with a register.</summary>
[Flags]
internal enum MmioDirection
{
    Read = 1,
    Write = 2,
    Both = Read | Write,
}

/// <summary>The table of registers: directions, and which of them belong together.</summary>
internal static class MmioRegisters
{
    /// <summary>Where device-specific configuration space begins.</summary>
    internal const uint ConfigSpace = 0x100;

    /// <summary>What MagicValue reads: "virt" in little-endian order.</summary>
    internal const uint Magic = 0x74726976;

    /// <summary>What Version reads.</summary>
    internal const uint CurrentVersion = 2;

    /// <summary>What Version reads on a device of the legacy interface (4.2.4).</summary>
    internal const uint LegacyVersion = 1;

    /// <summary>What a bus answers where no device is, or is no more.</summary>
    internal const uint AllOnes = uint.MaxValue;

    /// <summary>What a driver may do with a register.</summary>
    internal static MmioDirection Direction(this MmioRegister register) => register switch
    {
        MmioRegister.QueueReady or MmioRegister.Status or MmioRegister.QueueReset => MmioDirection.Both,
        MmioRegister.DeviceFeaturesSel or MmioRegister.DriverFeatures or MmioRegister.DriverFeaturesSel
            or MmioRegister.QueueSel or MmioRegister.QueueNotify or MmioRegister.InterruptAck or MmioRegister.ShmSel => MmioDirection.Write,
        _ => register.ShapesQueue() ? MmioDirection.Write : MmioDirection.Read,
    };

    /// <summary>Size and addresses of a queue: what the driver leaves alone while the queue is ready.</summary>
    internal static bool ShapesQueue(this MmioRegister register) => register is MmioRegister.QueueSize
        or MmioRegister.QueueDescLow or MmioRegister.QueueDescHigh or MmioRegister.QueueDriverLow or MmioRegister.QueueDriverHigh
        or MmioRegister.QueueDeviceLow or MmioRegister.QueueDeviceHigh;

    /// <summary>Selection, lengths and addresses of shared memory regions.</summary>
    internal static bool IsSharedMemory(this MmioRegister register) => register is >= MmioRegister.ShmSel and <= MmioRegister.ShmBaseHigh;

    /// <summary>
    /// Whether all ones in a register say that the device is gone: no device that is there answers so. A generation, feature bits, a vendor
    /// or a region that does not exist may well read all ones.
    /// </summary>
    internal static bool TellsAbsence(this MmioRegister register) => register is MmioRegister.DeviceId or MmioRegister.QueueSizeMax
        or MmioRegister.QueueReady or MmioRegister.InterruptStatus or MmioRegister.Status or MmioRegister.QueueReset;
}
