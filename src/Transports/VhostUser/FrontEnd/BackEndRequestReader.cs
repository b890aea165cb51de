using System.Collections.Concurrent;
using Virtspec.Transports.Posix;

namespace Virtspec.Transports.VhostUser;

/// <summary>Where calls and errors that come as messages go.</summary>
internal sealed class NoticeRoutes
{
    private readonly Lock _lock = new();
    private readonly Dictionary<BackEndNotice, ISignal> _routes = [];

    /// <summary>Sets, replaces or removes the routes of a vring; see <see cref="VhostUserFrontEnd.RouteNotices"/>.</summary>
    internal void Set(uint index, ISignal? call, ISignal? error)
    {
        lock (_lock)
        {
            Set(new(BackEndRequest.VringCall, index), call);
            Set(new(BackEndRequest.VringErr, index), error);
        }
    }

    /// <returns>Whether there was a route, and so whoever waits at its end has been told.</returns>
    internal bool TrySignal(BackEndNotice notice)
    {
        lock (_lock)
        {
            if (!_routes.TryGetValue(notice, out var signal))
                return false;
            signal.Signal();
            return true;
        }
    }

    private void Set(BackEndNotice notice, ISignal? signal)
    {
        if (signal is null)
            _routes.Remove(notice);
        else
            _routes[notice] = signal;
    }
}

/// <summary>
/// Reads the requests of a back-end on a thread of its own: one that waits for an acknowledgement may be what an answer on the other
/// channel waits for.
/// </summary>
internal sealed class BackEndRequestReader : IDisposable
{
    private static readonly TimeSpan _acknowledgeLimit = TimeSpan.FromSeconds(5);

    private readonly MessageChannel _channel;
    private readonly NoticeRoutes _routes;
    private readonly Func<ProtocolFeature> _negotiated;
    private readonly EventFd _stop = EventFd.Create();
    private readonly BlockingCollection<BackEndNotice> _notices = [];
    private readonly Thread _thread;
    private volatile VhostUserException? _failure;

    /// <summary>Starts to read.</summary>
    /// <param name="channel">Owned from here on.</param>
    /// <param name="routes">Where calls and errors go.</param>
    /// <param name="negotiated">The protocol features in force.</param>
    internal BackEndRequestReader(MessageChannel channel, NoticeRoutes routes, Func<ProtocolFeature> negotiated)
    {
        (_channel, _routes, _negotiated) = (channel, routes, negotiated);
        _thread = new Thread(Run) { IsBackground = true, Name = "requests of the back-end" };
        _thread.Start();
    }

    internal Action<MessageRecord>? Observer
    {
        set => _channel.Observer = value;
    }

    /// <summary>Takes the next request that was not routed; see <see cref="VhostUserFrontEnd.TryReceiveBackEndRequest"/>.</summary>
    internal bool TryTake(TimeSpan timeout, out BackEndNotice notice)
    {
        var milliseconds = (int)Math.Clamp(Math.Ceiling(timeout.TotalMilliseconds), 0, int.MaxValue);
        if (_notices.TryTake(out notice, milliseconds))
            return true;
        return _failure is { } failure ? throw failure : false;
    }

    public void Dispose()
    {
        _stop.Signal();
        _thread.Join();
        _channel.Dispose();
        _notices.Dispose();
        _stop.Dispose();
    }

    private void Run()
    {
        try
        {
            while (TryServe())
            {
            }
        }
        catch (VhostUserException exception)
        {
            _failure = exception;
        }
        catch (PosixException exception)
        {
            _failure = new VhostUserException($"channel for requests of the back-end: {exception.Message}", exception);
        }
        finally
        {
            _notices.CompleteAdding();
        }
    }

    private bool TryServe()
    {
        MessageRule? rule = null;
        var result = _channel.Receive(
            header => MessageCheck.TryCheckRequest(MessageCatalogue.BackEnd, header, _negotiated(), out rule, out var fault) ? null : fault,
            Deadline.Never, _stop, out var message, out var error);
        using (message)
        {
            if (result is ReceiveResult.Stopped or ReceiveResult.Closed)
                return false;
            if (result != ReceiveResult.Message)
                throw new VhostUserProtocolException("request of the back-end", error);
            var notice = Read(rule!, message!);
            if (!_routes.TrySignal(notice))
                _notices.Add(notice);
            return !message!.Header.NeedsReply || TryAcknowledge(rule!);
        }
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
                    : throw new VhostUserProtocolException(rule.Name, $"{rule.Name}: number {state.Number}, expected 0");
            default:
                throw new VhostUserProtocolException(rule.Name, $"{rule.Name}: a request that this front-end does not serve");
        }
    }

    /// <returns>False when stopped, or the back-end has gone meanwhile.</returns>
    private bool TryAcknowledge(MessageRule rule)
    {
        var flags = MessageHeader.Version | MessageHeader.ReplyFlag;
        var result = _channel.Send(rule.Request, flags, Payload.OfNumber(0), [], Deadline.After(_acknowledgeLimit), _stop);
        return result == TransferResult.TimedOut
            ? throw new VhostUserException($"{rule.Name}: the back-end asked for a reply and did not take it")
            : result == TransferResult.Done;
    }
}
