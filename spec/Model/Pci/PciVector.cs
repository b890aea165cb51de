namespace Virtspec.Model.Pci;

/// <summary>Whether a driver looked if a vector it wrote was accepted.</summary>
internal enum PciVerification
{
    /// <summary>Nothing to look at.</summary>
    None,

    /// <summary>It did not look yet.</summary>
    Due,

    /// <summary>It did.</summary>
    Done,
}

/// <summary>The MSI-X vector of one event: of a virtqueue, or of configuration changes.</summary>
/// <param name="Mapped">The vector it is mapped to, or NO_VECTOR; null where that is not known.</param>
/// <param name="Asked">What was written since, and not read back.</param>
/// <param name="ByReset">Whether it is unmapped because the device was reset.</param>
/// <param name="Verification">Whether the driver read back what it wrote.</param>
internal readonly record struct PciVector(ushort? Mapped, ushort? Asked = null, bool ByReset = false, PciVerification Verification = PciVerification.None)
{
    /// <summary>VIRTIO_MSI_NO_VECTOR.</summary>
    internal const ushort None = 0xffff;

    /// <summary>What every vector is after a reset of the device.</summary>
    internal static PciVector AtReset { get; } = new(None, ByReset: true);
}

/// <summary>
/// The verdict on a vector that read 0xffff. That is NO_VECTOR if the device said it, and nothing if the device is gone; so it waits for a
/// value that only a device can have given. One waits at a time, the first: drivers read other registers in between.
/// </summary>
internal enum PciAwaiting
{
    None,

    /// <summary>An event was unmapped as asked.</summary>
    Unmapped,

    /// <summary>An event was unmapped after a reset.</summary>
    UnmappedByReset,

    /// <summary>An event to which nothing was written since stayed unmapped.</summary>
    StaysUnmapped,

    /// <summary>A mapping that cannot be failed, and the device said so.</summary>
    Failed,

    /// <summary>A valid vector was refused although none was in use.</summary>
    RefusedAlone,

    /// <summary>A valid vector was refused while others were in use.</summary>
    Refused,

    /// <summary>An event that was mapped and not written to since reads as unmapped.</summary>
    Lost,
}

/// <summary>The MSI-X capability, and what is undecided about vectors.</summary>
/// <param name="TableSize">Table Size: the greatest vector. Null without the capability.</param>
/// <param name="Enabled">Whether MSI-X is enabled.</param>
/// <param name="Awaiting">The verdict that waits for a sign of life.</param>
internal readonly record struct PciMsix(ushort? TableSize, bool Enabled = false, PciAwaiting Awaiting = PciAwaiting.None);
