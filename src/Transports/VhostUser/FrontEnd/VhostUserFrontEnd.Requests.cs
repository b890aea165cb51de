using Virtspec.Transports.Posix;
using F = Virtspec.Transports.VhostUser.FrontEndRequest;

namespace Virtspec.Transports.VhostUser;

// The messages, in the order in which a session usually has them (vhost-user, "Front-end message types").
internal sealed partial class VhostUserFrontEnd
{
    /// <summary>The virtio features offered, with bit 30 when there are protocol features.</summary>
    internal ulong GetFeatures() => Ask(F.GetFeatures);

    /// <param name="features">The virtio features accepted; with bit 30, vrings begin disabled.</param>
    internal Ack SetFeatures(ulong features) => Send(F.SetFeatures, Payload.OfNumber(features));

    internal ProtocolFeature GetProtocolFeatures() => (ProtocolFeature)Ask(F.GetProtocolFeatures);

    /// <summary>Puts protocol features in force. Acknowledged only when REPLY_ACK was in force before, and stays so.</summary>
    internal Ack SetProtocolFeatures(ProtocolFeature features)
    {
        var ask = RequestAcks && (features & _negotiated).HasFlag(ProtocolFeature.ReplyAck);
        var ack = Send(F.SetProtocolFeatures, ask, Payload.OfNumber((ulong)features), []);
        if (!ack.IsRefused)
            _negotiated = features;
        return ack;
    }

    internal Ack SetOwner() => Send(F.SetOwner, []);

    internal Ack ResetDevice() => Send(F.ResetDevice, []);

    /// <param name="regions">At most 8, or the back-end has a reason to refuse. They replace all regions there were.</param>
    internal Ack SetMemTable(IReadOnlyList<FrontEndRegion> regions) => Send(
        F.SetMemTable,
        Payload.OfMemoryTable([.. regions.Select(region => region.Description)]),
        [.. regions.Select(region => region.Descriptor)]);

    internal Ack AddMemRegion(FrontEndRegion region) =>
        Send(F.AddMemRegion, Payload.OfSingleRegion(region.Description), region.Descriptor);

    /// <param name="region">Found by guest address, user address and size. No descriptor is passed.</param>
    internal Ack RemoveMemRegion(FrontEndRegion region) => Send(F.RemoveMemRegion, Payload.OfSingleRegion(region.Description));

    /// <summary>How many memory regions the back-end takes.</summary>
    internal ulong GetMaxMemSlots() => Ask(F.GetMaxMemSlots);

    /// <summary>How many vrings the back-end has.</summary>
    internal ulong GetQueueNum() => Ask(F.GetQueueNum);

    /// <param name="index">The vring.</param>
    /// <param name="size">Its size in descriptors.</param>
    internal Ack SetVringNum(uint index, uint size) => Send(F.SetVringNum, Payload.OfVringState(new(index, size)));

    /// <param name="address">The parts of the vring, by user address.</param>
    internal Ack SetVringAddr(in VringAddress address) => Send(F.SetVringAddr, Payload.OfVringAddress(address));

    /// <param name="index">The vring.</param>
    /// <param name="available">
    /// Index of the next available entry; of a packed vring, indexes and wrap counters: 15 bits and 1 for the available, then for the used.
    /// </param>
    internal Ack SetVringBase(uint index, uint available) => Send(F.SetVringBase, Payload.OfVringState(new(index, available)));

    /// <summary>Stops a vring.</summary>
    /// <param name="index">The vring.</param>
    /// <returns>What <see cref="SetVringBase"/> takes to go on from there.</returns>
    internal uint GetVringBase(uint index)
    {
        SendRaw((uint)F.GetVringBase, MessageHeader.Version, Payload.OfVringState(new(index, 0)), []);
        Payload.TryParseVringState(ReadReply(F.GetVringBase, Payload.VringStateSize), out var state, out _);
        return state.Index == index
            ? state.Number
            : throw Breach(MessageCatalogue.FrontEnd[(uint)F.GetVringBase], $"reply for vring {state.Index}, expected {index}");
    }

    /// <summary>Sets what the back-end waits on, and so starts the vring.</summary>
    /// <param name="index">The vring, 0 to 255.</param>
    /// <param name="kick">Not owned; null for none: the back-end polls.</param>
    internal Ack SetVringKick(byte index, EventFd? kick) => SendDescriptor(F.SetVringKick, index, kick);

    /// <param name="index">The vring, 0 to 255.</param>
    /// <param name="call">What the back-end signals used buffers on; not owned; null for none.</param>
    internal Ack SetVringCall(byte index, EventFd? call) => SendDescriptor(F.SetVringCall, index, call);

    /// <param name="index">The vring, 0 to 255.</param>
    /// <param name="error">What the back-end signals errors on; not owned; null for none.</param>
    internal Ack SetVringErr(byte index, EventFd? error) => SendDescriptor(F.SetVringErr, index, error);

    internal Ack SetVringEnable(uint index, bool enable) =>
        Send(F.SetVringEnable, Payload.OfVringState(new(index, enable ? 1u : 0u)));

    /// <summary>A kick as a message (INBAND_NOTIFICATIONS).</summary>
    internal Ack VringKick(uint index) => Send(F.VringKick, Payload.OfVringState(new(index, 0)));

    /// <summary>Reads the configuration space.</summary>
    /// <param name="offset">First byte.</param>
    /// <param name="size">Bytes, at most 4096.</param>
    /// <param name="flags">0 in all known use.</param>
    /// <returns>The bytes; null when the back-end refused, which it says by an empty reply.</returns>
    internal byte[]? GetConfig(uint offset, uint size, uint flags = 0)
    {
        var request = Payload.OfConfig(offset, flags, new byte[size]);
        SendRaw((uint)F.GetConfig, MessageHeader.Version, request, []);
        var rule = MessageCatalogue.FrontEnd[(uint)F.GetConfig];
        var reply = ReadReply(F.GetConfig, new SizeRange(0, (uint)MessageCatalogue.MaximumPayload));
        if (reply.Length == 0)
            return null;
        if (reply.Length != request.Length)
            throw Breach(rule, $"reply payload of {reply.Length} bytes, expected {request.Length}, or 0 to refuse");
        if (!Payload.TryParseConfig(reply, out var access, out var error))
            throw Breach(rule, $"reply: {error}");
        return access.Offset == offset
            ? reply[Payload.ConfigHeaderSize..]
            : throw Breach(rule, $"reply for offset {access.Offset}, expected {offset}");
    }

    /// <summary>Writes the configuration space.</summary>
    /// <param name="offset">First byte.</param>
    /// <param name="kind">For the driver, or for live migration, where read-only fields may be written too.</param>
    /// <param name="data">At most 4096 bytes.</param>
    internal Ack SetConfig(uint offset, ConfigWriteKind kind, ReadOnlySpan<byte> data) =>
        Send(F.SetConfig, Payload.OfConfig(offset, (uint)kind, data));

    /// <summary>The device status; a peer that answers more than a byte gets it unchanged.</summary>
    internal ulong GetStatus() => Ask(F.GetStatus);

    internal Ack SetStatus(ulong status) => Send(F.SetStatus, Payload.OfNumber(status));

    private Ack SendDescriptor(F request, byte index, EventFd? descriptor) => Send(
        request, Payload.OfVringDescriptor(new(index, descriptor is not null)), descriptor is null ? [] : [descriptor.Descriptor]);
}
