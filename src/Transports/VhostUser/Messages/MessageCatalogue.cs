using System.Collections.Frozen;
using static Virtspec.Transports.VhostUser.DescriptorRule;
using F = Virtspec.Transports.VhostUser.FrontEndRequest;
using P = Virtspec.Transports.VhostUser.ProtocolFeature;

namespace Virtspec.Transports.VhostUser;

/// <summary>Every message of the protocol, and the checks that need no payload.</summary>
internal static class MessageCatalogue
{
    private const int TransferStateSize = 8;
    private const int IotlbSize = 32;
    private const int VringAreaSize = 24;
    private const int IdentifierSize = 16;
    private const int SharedMemoryMapSize = 40;

    private static readonly SizeRange _inflightSize = new(Payload.InflightSize, Payload.PaddedInflightSize);

    // A plain address before LOG_SHMFD, size and offset with it.
    private static readonly SizeRange _logSize = new(8, 16);

    // The layout differs between kinds of session; no front-end sends more.
    private static readonly SizeRange _cryptoSize = new(8, MaximumPayload);

    private static readonly SizeRange _tableSize = new(Payload.TableHeaderSize, Payload.TableHeaderSize + Payload.MaximumTableRegions * Payload.RegionSize);
    private static readonly SizeRange _configSize = new(Payload.ConfigHeaderSize, Payload.ConfigHeaderSize + Payload.MaximumConfigSize);
    private static readonly SizeRange _configReplySize = new(0, _configSize.Maximum);
    private static readonly SizeRange _sharedMemoryConfigSize = new(8, 8 + 256 * 8);

    /// <summary>Bytes in the longest payload of any message.</summary>
    internal const int MaximumPayload = Payload.ConfigHeaderSize + Payload.MaximumConfigSize;

    /// <summary>The requests of the front-end, by number.</summary>
    internal static FrozenDictionary<uint, MessageRule> FrontEnd { get; } = new[]
    {
        Own(F.GetFeatures, "GET_FEATURES", 0, Payload.NumberSize),
        Plain(F.SetFeatures, "SET_FEATURES", Payload.NumberSize),
        Plain(F.SetOwner, "SET_OWNER", 0),
        Plain(F.ResetOwner, "RESET_OWNER", 0),
        Plain(F.SetMemTable, "SET_MEM_TABLE", _tableSize, descriptors: OnePerRegion),
        Plain(F.SetLogBase, "SET_LOG_BASE", _logSize, descriptors: AtMostOne) with
        {
            Reply = ReplyRule.OwnWithLogSharedMemory,
            ReplySize = new(0, Payload.NumberSize),
        },
        Plain(F.SetLogFd, "SET_LOG_FD", 0, descriptors: One),
        Plain(F.SetVringNum, "SET_VRING_NUM", Payload.VringStateSize),
        Plain(F.SetVringAddr, "SET_VRING_ADDR", Payload.VringAddressSize),
        Plain(F.SetVringBase, "SET_VRING_BASE", Payload.VringStateSize),
        Own(F.GetVringBase, "GET_VRING_BASE", Payload.VringStateSize, Payload.VringStateSize),
        Plain(F.SetVringKick, "SET_VRING_KICK", Payload.NumberSize, descriptors: OneUnlessFlagged),
        Plain(F.SetVringCall, "SET_VRING_CALL", Payload.NumberSize, descriptors: OneUnlessFlagged),
        Plain(F.SetVringErr, "SET_VRING_ERR", Payload.NumberSize, descriptors: OneUnlessFlagged),
        Own(F.GetProtocolFeatures, "GET_PROTOCOL_FEATURES", 0, Payload.NumberSize),
        Plain(F.SetProtocolFeatures, "SET_PROTOCOL_FEATURES", Payload.NumberSize),
        Own(F.GetQueueNum, "GET_QUEUE_NUM", 0, Payload.NumberSize, P.MultiQueue),
        Plain(F.SetVringEnable, "SET_VRING_ENABLE", Payload.VringStateSize),
        Plain(F.SendRarp, "SEND_RARP", Payload.NumberSize, P.Rarp),
        Plain(F.NetSetMtu, "NET_SET_MTU", Payload.NumberSize, P.Mtu),
        Plain(F.SetBackEndRequestFd, "SET_BACKEND_REQ_FD", 0, P.BackEndRequests, One),
        Own(F.IotlbMessage, "IOTLB_MSG", IotlbSize, Payload.NumberSize),
        Plain(F.SetVringEndian, "SET_VRING_ENDIAN", Payload.VringStateSize, P.CrossEndian),
        Own(F.GetConfig, "GET_CONFIG", _configSize, _configReplySize, P.Config),
        Plain(F.SetConfig, "SET_CONFIG", _configSize, P.Config),
        Own(F.CreateCryptoSession, "CREATE_CRYPTO_SESSION", _cryptoSize, _cryptoSize, P.CryptoSession),
        Plain(F.CloseCryptoSession, "CLOSE_CRYPTO_SESSION", Payload.NumberSize, P.CryptoSession),
        Own(F.PostcopyAdvise, "POSTCOPY_ADVISE", 0, 0, P.PageFault),
        Plain(F.PostcopyListen, "POSTCOPY_LISTEN", 0, P.PageFault),
        Own(F.PostcopyEnd, "POSTCOPY_END", 0, Payload.NumberSize, P.PageFault),
        Own(F.GetInflightFd, "GET_INFLIGHT_FD", _inflightSize, _inflightSize, P.InflightSharedMemory),
        Plain(F.SetInflightFd, "SET_INFLIGHT_FD", _inflightSize, P.InflightSharedMemory, One),
        Plain(F.GpuSetSocket, "GPU_SET_SOCKET", 0, descriptors: One),
        Plain(F.ResetDevice, "RESET_DEVICE", 0, P.ResetDevice),
        Plain(F.VringKick, "VRING_KICK", Payload.VringStateSize, P.InbandNotifications),
        Own(F.GetMaxMemSlots, "GET_MAX_MEM_SLOTS", 0, Payload.NumberSize, P.ConfigureMemSlots),
        Plain(F.AddMemRegion, "ADD_MEM_REG", Payload.SingleRegionSize, P.ConfigureMemSlots, One),
        Plain(F.RemoveMemRegion, "REM_MEM_REG", Payload.SingleRegionSize, P.ConfigureMemSlots, AtMostOne),
        Plain(F.SetStatus, "SET_STATUS", Payload.NumberSize, P.Status),
        Own(F.GetStatus, "GET_STATUS", 0, Payload.NumberSize, P.Status),
        Own(F.GetSharedObject, "GET_SHARED_OBJECT", IdentifierSize, new(0, IdentifierSize), P.SharedObject),
        Own(F.SetDeviceStateFd, "SET_DEVICE_STATE_FD", TransferStateSize, Payload.NumberSize, P.DeviceState) with { Descriptors = One },
        Own(F.CheckDeviceState, "CHECK_DEVICE_STATE", 0, Payload.NumberSize, P.DeviceState),
        Own(F.GetSharedMemoryConfig, "GET_SHMEM_CONFIG", 0, _sharedMemoryConfigSize, P.SharedMemory),
    }.ToFrozenDictionary(rule => rule.Request);

    /// <summary>The requests of the back-end on its own channel, by number.</summary>
    internal static FrozenDictionary<uint, MessageRule> BackEnd { get; } = new[]
    {
        Of(BackEndRequest.IotlbMessage, "BACKEND_IOTLB_MSG", IotlbSize, P.None),
        Of(BackEndRequest.ConfigChange, "BACKEND_CONFIG_CHANGE_MSG", 0, P.Config),
        Of(BackEndRequest.VringHostNotifier, "BACKEND_VRING_HOST_NOTIFIER_MSG", VringAreaSize, P.HostNotifier, AtMostOne),
        Of(BackEndRequest.VringCall, "BACKEND_VRING_CALL", Payload.VringStateSize, P.InbandNotifications),
        Of(BackEndRequest.VringErr, "BACKEND_VRING_ERR", Payload.VringStateSize, P.InbandNotifications),
        Of(BackEndRequest.SharedObjectAdd, "BACKEND_SHARED_OBJECT_ADD", IdentifierSize, P.SharedObject),
        Of(BackEndRequest.SharedObjectRemove, "BACKEND_SHARED_OBJECT_REMOVE", IdentifierSize, P.SharedObject),
        Of(BackEndRequest.SharedObjectLookup, "BACKEND_SHARED_OBJECT_LOOKUP", IdentifierSize, P.SharedObject) with
        {
            Reply = ReplyRule.Own,
            ReplySize = new(0, IdentifierSize),
        },
        Of(BackEndRequest.SharedMemoryMap, "BACKEND_SHMEM_MAP", SharedMemoryMapSize, P.SharedMemory, One),
        Of(BackEndRequest.SharedMemoryUnmap, "BACKEND_SHMEM_UNMAP", SharedMemoryMapSize, P.SharedMemory),
    }.ToFrozenDictionary(rule => rule.Request);

    private static MessageRule Plain(F request, string name, SizeRange size, P requires = P.None, DescriptorRule descriptors = None) =>
        new((uint)request, name, size, descriptors, ReplyRule.Acknowledgement, Payload.NumberSize, requires);

    private static MessageRule Own(F request, string name, SizeRange size, SizeRange replySize, P requires = P.None) =>
        new((uint)request, name, size, None, ReplyRule.Own, replySize, requires);

    private static MessageRule Of(
        BackEndRequest request, string name, SizeRange size, P requires, DescriptorRule descriptors = None) =>
        new((uint)request, name, size, descriptors, ReplyRule.Acknowledgement, Payload.NumberSize, requires);
}
