using Virtspec.Transports.Posix;

namespace Virtspec.Transports.VhostUser;

/// <summary>
/// The back-end's end of the channel for its own requests (vhost-user, "Back-end message types"). Any thread may send; one exchange is
/// under way at a time. A front-end that does not answer holds a sender for a second and no longer.
/// </summary>
internal sealed class BackEndRequests : IDisposable
{
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private MessageChannel? _channel;
    private int _owedAnswers;

    /// <summary>Takes over a channel; one opened before is closed.</summary>
    internal void Open(MessageChannel channel)
    {
        lock (_lock)
        {
            _channel?.Dispose();
            (_channel, _owedAnswers) = (channel, 0);
        }
    }

    /// <summary>Sends a request.</summary>
    /// <param name="request">Which.</param>
    /// <param name="payload">Its payload.</param>
    /// <param name="ask">Whether to ask for an acknowledgement and wait until it is there.</param>
    /// <returns>False when there is no channel, or the front-end has closed it, does not read it, or does not answer or not well.</returns>
    internal bool TrySend(BackEndRequest request, ReadOnlySpan<byte> payload, bool ask)
    {
        lock (_lock)
        {
            if (_channel is null)
                return false;
            var deadline = Deadline.After(_timeout);
            try
            {
                var flags = MessageHeader.Version | (ask ? MessageHeader.NeedReplyFlag : 0);
                if (_channel.Send((uint)request, flags, payload, [], deadline, stop: null) != TransferResult.Done)
                    return Close();
                _owedAnswers += ask ? 1 : 0;
                return TryTakeAnswers(_channel, deadline);
            }
            catch (PosixException)
            {
                return Close();
            }
        }
    }

    public void Dispose()
    {
        lock (_lock)
            Close();
    }

    /// <summary>Takes all answers owed, those that came too late for their senders too, so that none is taken for that of another request.</summary>
    private bool TryTakeAnswers(MessageChannel channel, Deadline deadline)
    {
        while (_owedAnswers > 0)
        {
            var result = channel.Receive(header => header.IsReply ? null : "no reply", deadline, stop: null, out var message, out _);
            using (message)
            {
                if (result == ReceiveResult.TimedOut)
                    return false;
                if (result != ReceiveResult.Message)
                    return Close();
            }

            _owedAnswers--;
        }

        return true;
    }

    /// <summary>What was sent in part, or answered by what is no answer, leaves a channel that nobody can go on with.</summary>
    private bool Close()
    {
        _channel?.Dispose();
        _channel = null;
        return false;
    }
}

/// <summary>
/// Calls or errors of one vring as messages (VHOST_USER_PROTOCOL_F_INBAND_NOTIFICATIONS). The front-end has dealt with one when
/// <see cref="Signal"/> returns.
/// </summary>
internal sealed class InbandSignal(BackEndRequests requests, uint index, bool isError) : ISignal
{
    public void Signal() =>
        requests.TrySend(isError ? BackEndRequest.VringErr : BackEndRequest.VringCall, Payload.OfVringState(new(index, 0)), ask: true);
}
