using Virtspec.Transports.Posix;
using F = Virtspec.Transports.VhostUser.FrontEndRequest;

namespace Virtspec.Transports.VhostUser;

/// <summary>The area that tracks requests in flight, as a back-end gave it: kept here, and given to the next one should it die.</summary>
/// <param name="Description">What the back-end said about it.</param>
/// <param name="Descriptor">The file; owned.</param>
internal sealed record InflightKeepsake(InflightDescription Description, FileDescriptor Descriptor) : IDisposable
{
    public void Dispose() => Descriptor.Dispose();
}

// Tracking of requests in flight (INFLIGHT_SHMFD).
internal sealed partial class VhostUserFrontEnd
{
    /// <summary>Asks for an area.</summary>
    /// <param name="queues">Queues to have room for.</param>
    /// <param name="size">Descriptors of each.</param>
    /// <returns>The area, which is in use only once it was set; null when the back-end gives none.</returns>
    internal InflightKeepsake? GetInflightFd(ushort queues, ushort size)
    {
        var request = Payload.OfInflight(new(0, 0, queues, size));
        var rule = MessageCatalogue.FrontEnd[(uint)F.GetInflightFd];
        SendRaw(rule.Request, MessageHeader.Version, request, []);
        using var reply = ReadWholeReply(F.GetInflightFd, rule.ReplySize);
        Payload.TryParseInflight(reply.Payload, out var description, out _);
        var expected = description.MappingSize == 0 ? 0 : 1;
        if (reply.Descriptors.Count != expected)
            throw Breach(rule, $"{reply.Descriptors.Count} file descriptors with the reply, expected {expected}");
        return expected == 0 ? null : new(description, reply.TakeDescriptors()[0]);
    }

    /// <summary>Gives the back-end an area, before its vrings start.</summary>
    internal Ack SetInflightFd(InflightKeepsake area) => Send(F.SetInflightFd, Payload.OfInflight(area.Description), area.Descriptor);
}
