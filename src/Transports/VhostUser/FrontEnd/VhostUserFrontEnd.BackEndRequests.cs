using Virtspec.Transports.Posix;

namespace Virtspec.Transports.VhostUser;

// The channel for requests of the back-end (vhost-user, "Back-end message types").
internal sealed partial class VhostUserFrontEnd
{
    /// <summary>Gives the back-end a channel for its own requests; one given before is closed.</summary>
    internal Ack SetBackEndRequestFd()
    {
        var (mine, theirs) = UnixSocket.CreatePair();
        using (theirs)
        {
            _backEndChannel?.Dispose();
            _backEndChannel = new MessageChannel(mine, MessageCatalogue.BackEnd, isBackEndChannel: true) { Observer = Observer };
            return Send(FrontEndRequest.SetBackEndRequestFd, [], theirs.Descriptor);
        }
    }

    /// <summary>Receives a request of the back-end, and acknowledges it when it asks for that.</summary>
    /// <param name="timeout">How long to wait for one.</param>
    /// <param name="notice">What it says.</param>
    /// <returns>False when none came in time, or the back-end has closed the channel.</returns>
    /// <exception cref="InvalidOperationException">No channel was given to the back-end.</exception>
    /// <exception cref="VhostUserProtocolException">It is wrong, or of a kind that was not negotiated.</exception>
    internal bool TryReceiveBackEndRequest(TimeSpan timeout, out BackEndNotice notice)
    {
        notice = default;
        var channel = _backEndChannel ?? throw new InvalidOperationException("no channel for requests of the back-end");
        MessageRule? rule = null;
        var result = channel.Receive(
            header => MessageCheck.TryCheckRequest(MessageCatalogue.BackEnd, header, _negotiated, out rule, out var fault) ? null : fault,
            Deadline.After(timeout), stop: null, out var message, out var error);
        if (result is ReceiveResult.TimedOut or ReceiveResult.Closed)
            return false;
        if (result != ReceiveResult.Message)
            throw new VhostUserProtocolException("request of the back-end", error);
        using (message)
        {
            notice = Read(rule!, message!);
            if (message!.Header.NeedsReply)
                Acknowledge(channel, rule!);
        }

        return true;
    }

    private static BackEndNotice Read(MessageRule rule, ReceivedMessage message)
    {
        if (!MessageCheck.TryCheckDescriptors(rule, message.Payload, message.Descriptors.Count, out var error))
            throw new VhostUserProtocolException(rule.Name, error);
        switch ((BackEndRequest)rule.Request)
        {
            case BackEndRequest.ConfigChange:
                return new(BackEndRequest.ConfigChange, 0);
            case BackEndRequest.VringCall or BackEndRequest.VringErr:
                Payload.TryParseVringState(message.Payload, out var state, out _);
                return state.Number == 0
                    ? new((BackEndRequest)rule.Request, state.Index)
                    : throw Breach(rule, $"number {state.Number}, expected 0");
            default:
                throw Breach(rule, "a request that this front-end does not serve");
        }
    }

    private void Acknowledge(MessageChannel channel, MessageRule rule)
    {
        var result = channel.Send(
            rule.Request, MessageHeader.Version | MessageHeader.ReplyFlag, Payload.OfNumber(0), [], Deadline.After(ReplyTimeout), stop: null);
        if (result != TransferResult.Done)
            throw new VhostUserException($"{rule.Name}: the back-end asked for a reply and did not take it");
    }
}
