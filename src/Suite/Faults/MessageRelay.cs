using Virtspec.Transports.Posix;
using Virtspec.Transports.VhostUser;

namespace Virtspec.Suite.Faults;

/// <summary>Hands messages on between a front-end and a session, one after the other, with a fault in between.</summary>
internal sealed class MessageRelay(UnixSocket frontEnd, UnixSocket session, MessageFault fault) : IDisposable
{
    private readonly MessageChannel _frontEnd = new(frontEnd, MessageCatalogue.FrontEnd, isBackEndChannel: false);
    private readonly MessageChannel _session = new(session, MessageCatalogue.FrontEnd, isBackEndChannel: false);

    /// <summary>Relays until either side ends.</summary>
    internal void Run(EventFd stop)
    {
        while (Receive(_frontEnd, stop) is { } received)
        {
            using (received)
            {
                var request = Of(received);
                if (!Handle(request, received.Descriptors, stop))
                    return;
            }
        }
    }

    public void Dispose()
    {
        _frontEnd.Dispose();
        _session.Dispose();
    }

    private bool Handle(RelayedMessage request, IReadOnlyList<FileDescriptor> descriptors, EventFd stop)
    {
        if (fault.HangsUp(request))
            return false;
        var asked = (request.Flags & MessageHeader.NeedReplyFlag) != 0;
        var ownReply = MessageCatalogue.FrontEnd.TryGetValue(request.Request, out var rule) && rule.HasOwnReply(ProtocolFeature.None);
        if (fault.Swallows(request))
            return !asked || Answer(request, new RelayedMessage(request.Request, MessageHeader.Version | MessageHeader.ReplyFlag, new byte[8]), [], stop);
        if (!Send(_session, fault.Request(request), descriptors, stop))
            return false;
        if (asked || ownReply)
        {
            using var reply = Receive(_session, stop);
            if (reply is null || !Answer(request, Of(reply), reply.Descriptors, stop))
                return false;
        }

        // What is added asks for no answer.
        return fault.Adds(request) is not { } added || Send(_session, added with { Flags = MessageHeader.Version }, [], stop);
    }

    private bool Answer(RelayedMessage request, RelayedMessage reply, IReadOnlyList<FileDescriptor> descriptors, EventFd stop) =>
        fault.Reply(request, reply) is not { } changed || Send(_frontEnd, changed, descriptors, stop);

    private static RelayedMessage Of(ReceivedMessage message) => new(message.Header.Request, message.Header.Flags, message.Payload);

    private static ReceivedMessage? Receive(MessageChannel channel, EventFd stop) =>
        channel.Receive(_ => null, Deadline.Never, stop, out var message, out _) == ReceiveResult.Message ? message : null;

    private static bool Send(MessageChannel channel, RelayedMessage message, IReadOnlyList<FileDescriptor> descriptors, EventFd stop) =>
        channel.Send(message.Request, message.Flags, message.Payload, descriptors, Deadline.Never, stop) == TransferResult.Done;
}
