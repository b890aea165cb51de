namespace Virtspec.Model.Pci;

/// <summary>What is pending in a virtqueue, or was done to it.</summary>
[Flags]
internal enum PciQueueMarks
{
    None = 0,

    /// <summary>1 was written to queue_enable, and no reset of the queue asked for since.</summary>
    Enabled = 1,

    /// <summary>1 was written to queue_enable since the reset of the device.</summary>
    EverEnabled = 2,

    /// <summary>1 was written to queue_reset and 0 not read back yet.</summary>
    ResetPending = 4,

    /// <summary>Long enough has passed for that reset to be done.</summary>
    ResetOverdue = 8,

    /// <summary>queue_reset read 0 after a reset, and the queue was not enabled since.</summary>
    ResetDone = 16,
}

/// <summary>A 64-bit address as the driver writes it, half by half; null for what was not written.</summary>
internal readonly record struct PciAddress(uint? Low, uint? High)
{
    internal bool Begun => Low is not null || High is not null;
}

/// <summary>What is known of one virtqueue.</summary>
internal readonly record struct PciQueue
{
    internal PciQueueMarks Marks { get; init; }

    internal PciAddress Descriptors { get; init; }

    internal PciAddress DriverArea { get; init; }

    internal PciAddress DeviceArea { get; init; }

    internal ushort? NotifyOff { get; init; }

    internal ushort? NotifConfigData { get; init; }

    internal PciVector Vector { get; init; }

    internal bool Has(PciQueueMarks mark) => (Marks & mark) != 0;

    internal PciQueue With(PciQueueMarks mark) => this with { Marks = Marks | mark };

    internal PciQueue Without(PciQueueMarks mark) => this with { Marks = Marks & ~mark };

    internal PciAddress Area(PciField field) => field switch
    {
        PciField.QueueDesc => Descriptors,
        PciField.QueueDriver => DriverArea,
        _ => DeviceArea,
    };

    internal PciQueue With(PciField field, PciAddress address) => field switch
    {
        PciField.QueueDesc => this with { Descriptors = address },
        PciField.QueueDriver => this with { DriverArea = address },
        _ => this with { DeviceArea = address },
    };
}
