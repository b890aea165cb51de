namespace Virtspec.Model.Mmio;

/// <summary>
/// What can happen at the registers of a device. A read is two events, for two sides answer for it: the driver for what it reads, the
/// device for what it answers. The first group is the driver's doing, the second the device's, the last nobody's.
/// </summary>
internal enum MmioEventKind
{
    /// <summary>The driver reads Width bytes at Offset. The answer comes next.</summary>
    Read,

    /// <summary>The driver writes Value, of Width bytes, at Offset.</summary>
    Write,

    /// <summary>The driver is done with the interrupt it received.</summary>
    InterruptEnded,

    /// <summary>The driver takes back the memory of queue Offset: it has stopped using the queue.</summary>
    QueueReleased,

    /// <summary>The device answers the read under way with Value.</summary>
    Answered,

    /// <summary>The device notifies the driver of a used buffer.</summary>
    UsedNotification,

    /// <summary>The device notifies the driver of a change of configuration.</summary>
    ConfigNotification,

    /// <summary>The device changed Width bytes at Offset of configuration space.</summary>
    ConfigChanged,

    /// <summary>The device's interrupt reached the driver.</summary>
    Interrupted,

    /// <summary>The device accessed descriptors or rings of queue Offset.</summary>
    QueueAccessed,

    /// <summary>Long enough has passed for whatever was going to happen.</summary>
    Settled,
}

/// <summary>One event at the registers; the kind says which fields mean something.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Offset">Bytes from the base, or index of a queue.</param>
/// <param name="Width">Bytes.</param>
/// <param name="Value">Written or answered.</param>
internal readonly record struct MmioEvent(MmioEventKind Kind, uint Offset = 0, uint Width = 4, uint Value = 0);
