using Virtspec.Transports.Posix;

namespace Virtspec.Transports.VhostUser;

/// <summary>
/// One session of a back-end: it holds what the front-end has set up over one connection, and drives the device. It is strict:
/// the first message that the protocol does not allow ends it, and the end says what was wrong.
/// </summary>
internal sealed partial class VhostUserBackEnd : IDisposable
{
    /// <summary>The protocol features offered.</summary>
    internal const ProtocolFeature OfferedProtocolFeatures = ProtocolFeature.MultiQueue | ProtocolFeature.ReplyAck
        | ProtocolFeature.BackEndRequests | ProtocolFeature.Config | ProtocolFeature.ResetDevice | ProtocolFeature.ConfigureMemSlots
        | ProtocolFeature.Status | ProtocolFeature.InbandNotifications | ProtocolFeature.InflightSharedMemory;

    private const ulong RefusedValue = 1;

    private readonly IBackEndDevice _device;
    private readonly MessageChannel _channel;
    private readonly VringSet _vrings;
    private readonly BackEndRequests _requests = new();
    private MessageRule? _rule;
    private EventFd? _stop;
    private Action<MessageRecord>? _observer;

    /// <summary>Takes over a connected socket, for example one that was passed on the command line.</summary>
    internal VhostUserBackEnd(UnixSocket socket, IBackEndDevice device)
    {
        _device = device;
        _channel = new MessageChannel(socket, MessageCatalogue.FrontEnd, isBackEndChannel: false);
        _vrings = new VringSet(device);
    }

    /// <summary>Called for every message sent and received. Set before the session runs.</summary>
    internal Action<MessageRecord>? Observer
    {
        get => _observer;
        set => _channel.Observer = _observer = value;
    }

    /// <summary>Called with one line for every request that was refused while the session went on.</summary>
    internal Action<string>? RefusalObserver { get; set; }

    /// <summary>Whether SET_OWNER has come.</summary>
    internal bool IsOwned { get; private set; }

    /// <summary>The protocol features in force.</summary>
    internal ProtocolFeature Negotiated { get; private set; }

    /// <summary>Listens for front-ends.</summary>
    /// <exception cref="VhostUserException">See <see cref="VhostUserListener.Listen"/>.</exception>
    internal static VhostUserListener Listen(string path) => VhostUserListener.Listen(path);

    /// <summary>
    /// Serves the connection on this thread until it ends; afterwards all queues are stopped and the memory is unmapped. The device
    /// is not reset: whoever serves the next front-end with it does that.
    /// </summary>
    /// <param name="cancellation">Ends the session.</param>
    /// <exception cref="PosixException">A system call failed for a reason that is not the front-end's.</exception>
    internal SessionEnd Run(CancellationToken cancellation)
    {
        using var stop = new CancellationEvent(cancellation);
        _stop = stop.Event;
        try
        {
            while (true)
            {
                if (ServeOne() is { } end)
                    return end;
            }
        }
        finally
        {
            _vrings.StopAll();
            ReplaceMemory(MemoryTable.Empty);
            _vrings.Inflight?.Dispose();
            _vrings.Inflight = null;
            _stop = null;
        }
    }

    /// <summary>Tells the front-end that the configuration space has changed. May be called from any thread.</summary>
    /// <returns>False when the front-end has given no channel for it, has closed it, or does not read it.</returns>
    internal bool TrySendConfigChange()
    {
        // No acknowledgement is asked for: a front-end that waits for an answer of this session meanwhile would not give it.
        return Negotiated.HasFlag(ProtocolFeature.Config) && _requests.TrySend(BackEndRequest.ConfigChange, [], ask: false);
    }

    public void Dispose()
    {
        _channel.Dispose();
        _vrings.Dispose();
        _requests.Dispose();
    }

    /// <summary>Receives and handles one message.</summary>
    /// <returns>Why the session is over, or null while it goes on.</returns>
    private SessionEnd? ServeOne()
    {
        var result = _channel.Receive(CheckHeader, Deadline.Never, _stop, out var message, out var error);
        switch (result)
        {
            case ReceiveResult.Closed:
                return new(SessionEndKind.PeerClosed, "the front-end closed the connection");
            case ReceiveResult.Stopped:
                return new(SessionEndKind.Cancelled, "cancelled");
            case ReceiveResult.Broken:
                return new(SessionEndKind.ProtocolBroken, error);
        }

        using (message)
        {
            var rule = _rule!;
            if (!MessageCheck.TryCheckDescriptors(rule, message!.Payload, message.Descriptors.Count, out error))
                return new(SessionEndKind.ProtocolBroken, error);
            var mayAcknowledge = message.Header.NeedsReply && !rule.HasOwnReply(Negotiated);
            return Conclude(rule, mayAcknowledge, Handle(rule, message));
        }
    }

    private string? CheckHeader(MessageHeader header) =>
        MessageCheck.TryCheckRequest(MessageCatalogue.FrontEnd, header, Negotiated, out _rule, out var error) ? null : error;

    private SessionEnd? Conclude(MessageRule rule, bool mayAcknowledge, Outcome outcome)
    {
        var text = $"{rule.Name}: {outcome.Text}";
        if (outcome.Kind == OutcomeKind.Broken || (outcome.Kind == OutcomeKind.Failed && !mayAcknowledge))
            return new(SessionEndKind.ProtocolBroken, text);
        if (outcome.Kind is OutcomeKind.Failed or OutcomeKind.Refused)
            RefusalObserver?.Invoke(text);
        if (mayAcknowledge && outcome.Kind != OutcomeKind.Unsent)
            outcome = Answer(rule, Payload.OfNumber(outcome.Kind == OutcomeKind.Done ? 0 : RefusedValue));
        return outcome.Kind != OutcomeKind.Unsent ? null
            : _stop!.Wait(TimeSpan.Zero, null) == WaitResult.Ready ? new(SessionEndKind.Cancelled, "cancelled")
            : new(SessionEndKind.PeerClosed, $"the front-end closed the connection before the reply to {rule.Name}");
    }

    private Outcome Answer(MessageRule rule, ReadOnlySpan<byte> payload, params IReadOnlyList<FileDescriptor> descriptors)
    {
        var result = _channel.Send(
            rule.Request, MessageHeader.Version | MessageHeader.ReplyFlag, payload, descriptors, Deadline.Never, _stop);
        return result == TransferResult.Done ? Outcome.Answered : new(OutcomeKind.Unsent, "");
    }
}
