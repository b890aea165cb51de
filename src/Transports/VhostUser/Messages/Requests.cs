namespace Virtspec.Transports.VhostUser;

/// <summary>Requests of the front-end, by number (vhost-user, "Front-end message types").</summary>
internal enum FrontEndRequest : uint
{
    GetFeatures = 1,
    SetFeatures = 2,
    SetOwner = 3,
    ResetOwner = 4,
    SetMemTable = 5,
    SetLogBase = 6,
    SetLogFd = 7,
    SetVringNum = 8,
    SetVringAddr = 9,
    SetVringBase = 10,
    GetVringBase = 11,
    SetVringKick = 12,
    SetVringCall = 13,
    SetVringErr = 14,
    GetProtocolFeatures = 15,
    SetProtocolFeatures = 16,
    GetQueueNum = 17,
    SetVringEnable = 18,
    SendRarp = 19,
    NetSetMtu = 20,
    SetBackEndRequestFd = 21,
    IotlbMessage = 22,
    SetVringEndian = 23,
    GetConfig = 24,
    SetConfig = 25,
    CreateCryptoSession = 26,
    CloseCryptoSession = 27,
    PostcopyAdvise = 28,
    PostcopyListen = 29,
    PostcopyEnd = 30,
    GetInflightFd = 31,
    SetInflightFd = 32,
    GpuSetSocket = 33,
    ResetDevice = 34,
    VringKick = 35,
    GetMaxMemSlots = 36,
    AddMemRegion = 37,
    RemoveMemRegion = 38,
    SetStatus = 39,
    GetStatus = 40,
    GetSharedObject = 41,
    SetDeviceStateFd = 42,
    CheckDeviceState = 43,
    GetSharedMemoryConfig = 44,
}

/// <summary>Requests of the back-end on its own channel, by number (vhost-user, "Back-end message types").</summary>
internal enum BackEndRequest : uint
{
    IotlbMessage = 1,
    ConfigChange = 2,
    VringHostNotifier = 3,
    VringCall = 4,
    VringErr = 5,
    SharedObjectAdd = 6,
    SharedObjectRemove = 7,
    SharedObjectLookup = 8,
    SharedMemoryMap = 9,
    SharedMemoryUnmap = 10,
}

/// <summary>Protocol features, as masks (vhost-user, "Protocol features").</summary>
[Flags]
internal enum ProtocolFeature : ulong
{
    None = 0,
    MultiQueue = 1UL << 0,
    LogSharedMemory = 1UL << 1,
    Rarp = 1UL << 2,
    ReplyAck = 1UL << 3,
    Mtu = 1UL << 4,
    BackEndRequests = 1UL << 5,
    CrossEndian = 1UL << 6,
    CryptoSession = 1UL << 7,
    PageFault = 1UL << 8,
    Config = 1UL << 9,
    BackEndSendFd = 1UL << 10,
    HostNotifier = 1UL << 11,
    InflightSharedMemory = 1UL << 12,
    ResetDevice = 1UL << 13,
    InbandNotifications = 1UL << 14,
    ConfigureMemSlots = 1UL << 15,
    Status = 1UL << 16,
    XenMapping = 1UL << 17,
    SharedObject = 1UL << 18,
    DeviceState = 1UL << 19,
    GetVringBaseInflight = 1UL << 20,
    SharedMemory = 1UL << 21,
}

/// <summary>Numbers of the virtio feature word that vhost-user gives a meaning.</summary>
internal static class VhostUserFeatures
{
    /// <summary>The mask of bit 30: the back-end has protocol features.</summary>
    internal const ulong ProtocolFeatures = 1UL << 30;

    /// <summary>The mask of VIRTIO_F_RING_PACKED, which decides the size of the ring parts.</summary>
    internal const ulong PackedRing = 1UL << 34;
}
