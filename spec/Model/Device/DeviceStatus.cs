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

    /// <summary>The driver read the status field.</summary>
    StatusRead,

    /// <summary>The driver read configuration space; the value is 1 when the device gave the bytes.</summary>
    ConfigRead,

    /// <summary>The device announced a change of configuration.</summary>
    ConfigNotified,

    /// <summary>The driver made a buffer available.</summary>
    BufferExposed,

    /// <summary>The driver kicked.</summary>
    Kicked,

    /// <summary>The device moved a used index or called.</summary>
    DeviceActed,

    /// <summary>Long enough has passed for whatever was going to happen.</summary>
    Settled,
}

/// <summary>One event of a device as a whole.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Value">Features, status bits, or 1 and 0 for yes and no.</param>
internal readonly record struct DeviceEvent(DeviceEventKind Kind, ulong Value = 0);

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
    DeviceMarks Marks = DeviceMarks.None);

/// <summary>What is pending in a device.</summary>
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
}
