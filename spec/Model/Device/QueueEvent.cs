namespace Virtspec.Model.Device;

/// <summary>What a driver tells the device of a virtqueue before it enables it.</summary>
/// <param name="Descriptors">Address of the descriptor area.</param>
/// <param name="DriverArea">Address of the driver area.</param>
/// <param name="DeviceArea">Address of the device area.</param>
/// <param name="Size">Queue size.</param>
internal readonly record struct QueueSetup(ulong Descriptors, ulong DriverArea, ulong DeviceArea, ushort Size);

/// <summary>Parts of a <see cref="QueueSetup"/>: a transport may have a register for each, or one message for several.</summary>
[Flags]
internal enum QueueParts
{
    None = 0,

    /// <summary>Descriptor area.</summary>
    Descriptors = 1,

    /// <summary>Driver area.</summary>
    DriverArea = 2,

    /// <summary>Device area.</summary>
    DeviceArea = 4,

    /// <summary>The three areas: without them there is no queue. The size has a default.</summary>
    Areas = Descriptors | DriverArea | DeviceArea,

    /// <summary>Queue size.</summary>
    Size = 8,
}

/// <summary>What can happen to one virtqueue, whatever its format and the transport.</summary>
internal enum QueueEventKind
{
    /// <summary>The driver wrote Parts of Setup.</summary>
    SetUp,

    /// <summary>The driver enabled the queue.</summary>
    Enabled,

    /// <summary>DRIVER_OK was set: what is enabled is live.</summary>
    DriverOk,

    /// <summary>The driver made a buffer available.</summary>
    Exposed,

    /// <summary>
    /// The device marked a buffer as used: at position Value since the queue began, which is slot Slot of the ring at Area. That ring is the
    /// device area, or with VIRTIO_F_RING_PACKED the descriptor area.
    /// </summary>
    Used,

    /// <summary>The device wrote to a buffer of the queue, or to one of its areas without using any.</summary>
    Touched,

    /// <summary>The device notified the driver of this queue.</summary>
    Called,

    /// <summary>The driver asked for a reset of this queue.</summary>
    ResetAsked,

    /// <summary>The driver read whether that reset is still going on: Value is 0 when it is not, all ones where nobody answers.</summary>
    ResetRead,

    /// <summary>The driver took back memory of the queue, or of buffers that were available and not used.</summary>
    TakenBack,

    /// <summary>A reset of the whole device completed.</summary>
    DeviceReset,

    /// <summary>Long enough has passed for whatever was going to happen.</summary>
    Settled,
}

/// <summary>One event of one virtqueue; the kind says which fields mean something.</summary>
internal readonly record struct QueueEvent(
    QueueEventKind Kind, QueueParts Parts = QueueParts.None, QueueSetup Setup = default, uint Value = 0, ushort Slot = 0, ulong Area = 0);

/// <summary>Where a virtqueue is in its life.</summary>
internal enum QueueLife
{
    /// <summary>Being set up: as after a reset of the device.</summary>
    New,

    /// <summary>Enabled.</summary>
    Enabled,

    /// <summary>The driver asked for a reset and has not seen it complete.</summary>
    Resetting,

    /// <summary>Its own reset completed.</summary>
    Reset,
}

/// <summary>What a virtqueue's state keeps beside where it is in its life.</summary>
[Flags]
internal enum QueueMarks
{
    None = 0,

    /// <summary>DRIVER_OK is set.</summary>
    DriverOk = 1,

    /// <summary>The driver read whether the reset is going on since it asked for it.</summary>
    ResetRead = 2,

    /// <summary>The queue was reset by itself and enabled again.</summary>
    Reenabled = 4,

    /// <summary>No buffer was used since the queue was enabled.</summary>
    Unused = 8,

    /// <summary>Buffers were available when the queue was reset.</summary>
    HadBuffers = 16,
}

/// <summary>What is known of one virtqueue: a value, compared by content.</summary>
/// <param name="Features">Negotiated features.</param>
/// <param name="Life">Where it is in its life.</param>
/// <param name="Setup">What the driver set up.</param>
/// <param name="Written">Which parts of it were written since the last reset, of the device or of the queue.</param>
/// <param name="Outstanding">Buffers available and not used.</param>
/// <param name="Marks">What else later events are judged by.</param>
internal readonly record struct QueueState(
    ulong Features, QueueLife Life = QueueLife.New, QueueSetup Setup = default, QueueParts Written = QueueParts.None, int Outstanding = 0,
    QueueMarks Marks = QueueMarks.None)
{
    /// <summary>Whether the device may use its buffers, and the driver may not take them back.</summary>
    internal bool Live => Has(QueueMarks.DriverOk) && Life is QueueLife.Enabled or QueueLife.Resetting;

    internal bool Has(QueueMarks mark) => (Marks & mark) != 0;

    internal QueueState With(QueueMarks marks) => this with { Marks = Marks | marks };

    internal QueueState Without(QueueMarks marks) => this with { Marks = Marks & ~marks };
}
