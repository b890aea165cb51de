namespace Virtspec.Model.Epf;

/// <summary>The register file of virtio over a PCI endpoint function (spec/protocols/virtio-over-epf.md, 2). Offsets in bytes; every register has 4.</summary>
internal static class EpfLayout
{
    internal const uint MagicValue = 0x6670_6576;
    internal const uint VersionValue = 1;

    internal const int Magic = 0x00;
    internal const int Version = 0x04;
    internal const int DeviceId = 0x08;
    internal const int QueueCount = 0x0c;

    /// <summary>0 while nothing else in the file counts; changes whenever the endpoint starts over.</summary>
    internal const int Epoch = 0x10;
    internal const int DeviceFeatures = 0x18;
    internal const int DriverFeatures = 0x20;

    /// <summary>Token of the host above, <see cref="EpfCommand"/> in the low byte.</summary>
    internal const int Request = 0x28;
    internal const int Argument = 0x2c;

    /// <summary>Token of the request that is answered above, <see cref="EpfResult"/> in the low byte.</summary>
    internal const int Reply = 0x30;
    internal const int Value = 0x34;
    internal const int FirstQueue = 0x40;

    internal const int QueueMaximum = 0x00;
    internal const int QueueSize = 0x04;
    internal const int QueueDescriptors = 0x08;
    internal const int QueueDriver = 0x10;
    internal const int QueueDevice = 0x18;
    internal const int QueueBytes = 0x20;

    /// <summary>Bytes of a register file.</summary>
    internal static int BytesFor(int queues) => FirstQueue + (queues * QueueBytes);

    /// <summary>Where the block of a queue begins.</summary>
    internal static int Queue(int queue) => FirstQueue + (queue * QueueBytes);
}

/// <summary>What a host asks for.</summary>
internal enum EpfCommand : byte
{
    None = 0,

    /// <summary>Writes the device status: the argument.</summary>
    SetStatus = 1,

    /// <summary>Enables the queue that is the argument, as its block says now.</summary>
    EnableQueue = 2,
}

/// <summary>What an endpoint answers.</summary>
internal enum EpfResult : byte
{
    None = 0,

    /// <summary>Done; the value is the device status as it is now.</summary>
    Done = 1,

    /// <summary>Not done: the command is known, and cannot be done now or with that argument.</summary>
    Refused = 2,

    /// <summary>Not done: no such command.</summary>
    Unknown = 3,
}
