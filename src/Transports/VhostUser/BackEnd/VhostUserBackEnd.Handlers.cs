using Virtspec.Transports.Posix;
using F = Virtspec.Transports.VhostUser.FrontEndRequest;

namespace Virtspec.Transports.VhostUser;

// What each message does (vhost-user, "Front-end message types"). Headers and descriptor counts have been checked.
internal sealed partial class VhostUserBackEnd
{
    private const ulong FeaturesOk = 8;
    private const ulong DriverOk = 4;

    private MemoryTable _memory = MemoryTable.Empty;
    private bool _featuresAccepted = true;
    private bool _protocolFeaturesNegotiated;
    private byte _status;

    /// <summary>No buffer is used before DRIVER_OK; without a status field the ring states alone decide.</summary>
    //= core.status.device.1
    private bool WaitsForDriver => Negotiated.HasFlag(ProtocolFeature.Status) && (_status & DriverOk) == 0;

    private Outcome Handle(MessageRule rule, ReceivedMessage message) => (F)rule.Request switch
    {
        F.GetFeatures => Answer(rule, Payload.OfNumber(_device.Features | VhostUserFeatures.ProtocolFeatures)),
        F.GetProtocolFeatures => Answer(rule, Payload.OfNumber((ulong)OfferedProtocolFeatures)),
        F.GetQueueNum => Answer(rule, Payload.OfNumber((ulong)_device.QueueCount)),
        F.GetMaxMemSlots => Answer(rule, Payload.OfNumber(MemoryTable.MaximumRegions)),
        F.GetStatus => Answer(rule, Payload.OfNumber(_device.ShowStatus(_status))),
        F.SetFeatures => WithNumber(message, SetFeatures),
        F.SetProtocolFeatures => WithNumber(message, SetProtocolFeatures),
        F.SetStatus => WithNumber(message, SetStatus),
        F.SetOwner => SetOwner(),
        F.ResetOwner => Outcome.Done,
        F.ResetDevice => ResetDevice(),
        F.SetMemTable => SetMemTable(message),
        F.AddMemRegion => AddMemRegion(message),
        F.RemoveMemRegion => RemoveMemRegion(message),
        F.SetVringNum => WithVring(message, SetVringNum),
        F.SetVringBase => WithVring(message, SetVringBase),
        F.SetVringEnable => WithVring(message, SetVringEnable),
        F.GetVringBase => WithVring(message, (vring, _) => GetVringBase(rule, vring)),
        F.VringKick => WithVring(message, VringKick),
        F.SetVringAddr => SetVringAddr(message),
        F.SetVringKick => WithEvent(message, SetVringKick),
        F.SetVringCall => WithEvent(message, SetVringCall),
        F.SetVringErr => WithEvent(message, SetVringErr),
        F.GetConfig => GetConfig(rule, message),
        F.SetConfig => SetConfig(message),
        F.GetInflightFd => GetInflightFd(rule, message),
        F.SetInflightFd => SetInflightFd(message),
        F.SetBackEndRequestFd => SetBackEndRequestFd(message),
        _ => Outcome.Broken("a message that this back-end does not offer"),
    };

    private static Outcome WithNumber(ReceivedMessage message, Func<ulong, Outcome> handle) =>
        Payload.TryParseNumber(message.Payload, out var value, out var error) ? handle(value) : Outcome.Broken(error);

    private Outcome SetFeatures(ulong features)
    {
        var ofDevice = features & ~VhostUserFeatures.ProtocolFeatures;
        //= core.features.device.2a
        var unknown = ofDevice & ~_device.Features;
        _featuresAccepted = unknown == 0 && _device.TryAcceptFeatures(ofDevice);
        if (!_featuresAccepted)
        {
            return Outcome.Refused(unknown != 0
                ? $"features 0x{features:x} have 0x{unknown:x}, which was not offered"
                : $"the device does not work with features 0x{features:x}");
        }

        // The layout of a vring that runs does not change under it: one that is served goes on as it was started.
        _vrings.IsPacked = (features & VhostUserFeatures.PackedRing) != 0;
        _vrings.BeginDisabled = (features & VhostUserFeatures.ProtocolFeatures) != 0;
        return Outcome.FailedIf(_vrings.UpdateAll(_memory.Memory));
    }

    private Outcome SetProtocolFeatures(ulong features)
    {
        var unknown = features & ~(ulong)OfferedProtocolFeatures;
        if (unknown != 0)
            return Outcome.Failed($"protocol features 0x{features:x} have 0x{unknown:x}, which was not offered");
        const ProtocolFeature Needed = ProtocolFeature.BackEndRequests | ProtocolFeature.ReplyAck;
        var chosen = (ProtocolFeature)features;
        var inband = chosen.HasFlag(ProtocolFeature.InbandNotifications);
        if (inband && !chosen.HasFlag(Needed))
            return Outcome.Broken("notifications in band need BackEndRequests and ReplyAck");
        if (inband != Negotiated.HasFlag(ProtocolFeature.InbandNotifications))
        {
            if (_vrings.IsAnyRunning)
                return Outcome.Failed("notifications in band do not change while a vring runs");
            _vrings.SetInband(inband ? (index, isError) => new InbandSignal(_requests, index, isError) : null);
        }

        Negotiated = chosen;
        _vrings.WaitsForDriver = WaitsForDriver;
        _protocolFeaturesNegotiated = true;
        return Outcome.Done;
    }

    private Outcome SetOwner()
    {
        IsOwned = true;
        return Outcome.Done;
    }

    private Outcome SetStatus(ulong status)
    {
        if (status > byte.MaxValue)
            return Outcome.Failed($"status 0x{status:x}, expected at most 0xff");
        if (status == 0)
            return ResetDevice();
        //= core.features.device.2b vhost-user.status.1
        _status = (byte)(_featuresAccepted ? status : status & ~FeaturesOk);
        _vrings.WaitsForDriver = WaitsForDriver;
        if (_vrings.UpdateAll(_memory.Memory) is { Length: > 0 } error)
            return Outcome.Failed(error);
        return _status == status ? Outcome.Done : Outcome.Refused($"status 0x{status:x} has FEATURES_OK, but the features were refused");
    }

    private Outcome ResetDevice()
    {
        _vrings.Reset();
        _device.Reset();
        _vrings.Inflight?.Forget();
        //= core.reset.device.1
        _status = 0;
        _featuresAccepted = true;
        _vrings.WaitsForDriver = WaitsForDriver;
        return Outcome.Done;
    }

    private Outcome GetConfig(MessageRule rule, ReceivedMessage message)
    {
        if (!Payload.TryParseConfig(message.Payload, out var access, out var error))
            return Outcome.Broken(error);
        //= vhost-user.config.1
        var data = new byte[access.Size];
        return Answer(rule, _device.TryReadConfig(access.Offset, data) ? Payload.OfConfig(access.Offset, access.Flags, data) : []);
    }

    private Outcome SetConfig(ReceivedMessage message)
    {
        if (!Payload.TryParseConfig(message.Payload, out var access, out var error))
            return Outcome.Broken(error);
        if (access.Flags > (uint)ConfigWriteKind.Migration)
            return Outcome.Refused($"flags {access.Flags}, expected 0 or 1");
        return _device.TryWriteConfig(access.Offset, message.Payload.AsSpan(Payload.ConfigHeaderSize), (ConfigWriteKind)access.Flags)
            ? Outcome.Done
            : Outcome.Refused($"the device does not let {access.Size} bytes at offset {access.Offset} be written");
    }

    private Outcome SetBackEndRequestFd(ReceivedMessage message)
    {
        var descriptor = message.TakeDescriptors()[0];
        if (!descriptor.IsSocket)
        {
            descriptor.Dispose();
            return Outcome.Failed("the file descriptor is not a socket");
        }

        _requests.Open(new MessageChannel(new UnixSocket(descriptor), MessageCatalogue.BackEnd, isBackEndChannel: true) { Observer = Observer });
        return Outcome.Done;
    }
}
