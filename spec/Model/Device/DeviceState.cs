namespace Virtspec.Model.Device;

/// <summary>What is known of a device as a whole: a value, compared by content.</summary>
/// <param name="Written">Status bits the driver wrote last, DRIVER_OK withdrawn by a suspend included.</param>
/// <param name="Read">Status bits the device showed last.</param>
/// <param name="Offered">Feature bits offered.</param>
/// <param name="Accepted">Feature bits the driver wrote last.</param>
/// <param name="Negotiated">Feature bits that the device agreed to, in this session or an earlier one.</param>
/// <param name="Marks">What is pending or has happened since the last reset.</param>
internal readonly record struct DeviceState(
    DeviceStatus Written = DeviceStatus.None,
    DeviceStatus Read = DeviceStatus.None,
    ulong Offered = 0,
    ulong Accepted = 0,
    ulong Negotiated = 0,
    DeviceMarks Marks = DeviceMarks.None)
{
    /// <summary>Whether the device may work on queues. Without a status field the transport says when it may, and rules of its own judge that.</summary>
    internal bool Live =>
        !Has(DeviceMarks.HasStatus)
        || ((Written & DeviceStatus.DriverOk) != 0 && !Has(DeviceMarks.Suspended) && !Has(DeviceMarks.ResetPending));

    /// <summary>Whether FEATURES_OK was written and, as far as anybody has read, not refused: what is accepted now changes nothing.</summary>
    internal bool FeaturesFixed => HasWritten(DeviceStatus.FeaturesOk) && (Has(DeviceMarks.FeaturesOkPending) || (Read & DeviceStatus.FeaturesOk) != 0);

    /// <summary>Whether the device is suspended and nobody has asked it to resume.</summary>
    internal bool Resting => Has(DeviceMarks.Suspended) && !Has(DeviceMarks.ResumePending);

    /// <summary>Whether any of these marks is set.</summary>
    internal bool Has(DeviceMarks marks) => (Marks & marks) != 0;

    /// <summary>Whether the driver wrote this status bit.</summary>
    internal bool HasWritten(DeviceStatus bit) => (Written & bit) != 0;

    /// <summary>
    /// Features that are in force: those the device took, or, while nobody has read its answer, those it was given. None before FEATURES_OK is
    /// written, and none once it was refused.
    /// </summary>
    internal ulong InForce()
    {
        if (!FeaturesFixed)
            return 0;
        return Has(DeviceMarks.FeaturesOkPending) ? Accepted : Negotiated;
    }

    internal DeviceState With(DeviceMarks marks) => this with { Marks = Marks | marks };

    internal DeviceState Without(DeviceMarks marks) => this with { Marks = Marks & ~marks };
}

/// <summary>What is pending in a device, and what happened that later events are judged by.</summary>
[Flags]
internal enum DeviceMarks
{
    None = 0,

    /// <summary>The driver asked for a reset and has not yet read 0.</summary>
    ResetPending = 1,

    /// <summary>A reset completed and the driver has not initialised the device again.</summary>
    AfterReset = 2,

    /// <summary>FEATURES_OK was written and not yet read back.</summary>
    FeaturesOkPending = 4,

    /// <summary>Buffers lie available although DRIVER_OK is not set.</summary>
    ExposedBeforeDriverOk = 8,

    /// <summary>The device shows NEEDS_RESET with DRIVER_OK and has not announced it.</summary>
    NeedsResetUnannounced = 16,

    /// <summary>SUSPEND was written and the device has not shown its answer.</summary>
    SuspendPending = 32,

    /// <summary>The device showed SUSPEND without DRIVER_OK.</summary>
    Suspended = 64,

    /// <summary>The driver asked a suspended device to go on.</summary>
    ResumePending = 128,

    /// <summary>FAILED was set and no reset asked for since.</summary>
    FailedSet = 256,

    /// <summary>The transport has a status field at all; vhost-user has one only with its STATUS protocol feature.</summary>
    HasStatus = 512,

    /// <summary>SUSPEND was written before the device was initialised.</summary>
    SuspendTooEarly = 1024,

    /// <summary>Feature bits were negotiated at least once.</summary>
    EverNegotiated = 2048,

    /// <summary>A configuration change was announced, and the device has not since shown itself without NEEDS_RESET.</summary>
    ConfigAnnounced = 4096,

    /// <summary>The status read last was all ones: nobody answers, and nothing can be said until something else is read.</summary>
    Gone = 1 << 13,

    /// <summary>Status was written and not read since: what the device made of it is not known.</summary>
    StatusUnread = 1 << 14,

    /// <summary>Status bits were set when the reset was asked for, so that reading 0 says something.</summary>
    StatusToClear = 1 << 15,

    /// <summary>Initialization began with a reset, or on a transport that makes a device new for every session.</summary>
    BeganWithReset = 1 << 16,

    /// <summary>The driver read the offered features. What it read once it knows.</summary>
    OfferKnown = 1 << 17,

    /// <summary>Features were written after DRIVER and before FEATURES_OK.</summary>
    FeaturesInTurn = 1 << 18,

    /// <summary>Status was read after FEATURES_OK was written.</summary>
    FeaturesOkReread = 1 << 19,

    /// <summary>Virtqueues or configuration fields were set up before FEATURES_OK was read back.</summary>
    SetUpTooEarly = 1 << 20,

    /// <summary>The device did not go along with the features.</summary>
    FeaturesRefused = 1 << 21,

    /// <summary>The configuration changed while the device was suspended, and it has not announced that since it resumed.</summary>
    ChangedWhileSuspended = 1 << 22,

    /// <summary>The device showed that it runs again, and the driver has done nothing with it since.</summary>
    Resumed = 1 << 23,

    /// <summary>The device is a PCI function.</summary>
    Pci = 1 << 24,

    /// <summary>It has an SR-IOV capability.</summary>
    SrIovCapable = 1 << 25,

    /// <summary>VIRTIO_F_SR_IOV was negotiated at least once.</summary>
    SrIovNegotiated = 1 << 26,
}
