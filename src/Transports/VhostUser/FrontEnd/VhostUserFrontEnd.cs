using Virtspec.Transports.Posix;

namespace Virtspec.Transports.VhostUser;

/// <summary>
/// The front-end's end of a connection: each method sends one message and, where an answer is due, waits for it and checks it.
/// It sends what it is told to, in any order, so that a test can also be wrong on purpose. One thread at a time.
/// </summary>
/// <remarks>
/// Every method throws <see cref="VhostUserTimeoutException"/>, <see cref="VhostUserDisconnectedException"/> or, when the answer is
/// not what the protocol allows, <see cref="VhostUserProtocolException"/>.
/// </remarks>
internal sealed partial class VhostUserFrontEnd : IDisposable
{
    private readonly MessageChannel _channel;
    private ProtocolFeature _negotiated;

    /// <summary>Takes over a connected socket.</summary>
    internal VhostUserFrontEnd(UnixSocket socket) =>
        _channel = new MessageChannel(socket, MessageCatalogue.FrontEnd, isBackEndChannel: false);

    /// <summary>Whether messages without a reply of their own ask for an acknowledgement, once REPLY_ACK is negotiated.</summary>
    internal bool RequestAcks { get; set; } = true;

    /// <summary>How long an answer may take, and a message to be taken by the peer.</summary>
    internal TimeSpan ReplyTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The protocol features last set.</summary>
    internal ProtocolFeature Negotiated => _negotiated;

    /// <summary>Called for every message sent and received; for requests of the back-end on a thread of their own.</summary>
    internal Action<MessageRecord>? Observer
    {
        get => _channel.Observer;
        set
        {
            _channel.Observer = value;
            if (_reader is not null)
                _reader.Observer = value;
        }
    }

    /// <summary>The socket, for tests that send less or more than whole messages.</summary>
    internal UnixSocket Socket => _channel.Socket;

    /// <summary>Looks whether the back-end has closed the connection, for a front-end with nothing to say.</summary>
    /// <exception cref="VhostUserDisconnectedException">It has.</exception>
    internal void RequireConnection()
    {
        if (_channel.Socket.IsClosedByPeer)
            throw new VhostUserDisconnectedException("the back-end closed the connection");
    }

    /// <summary>Connects to a listening back-end.</summary>
    /// <param name="path">Its socket.</param>
    /// <param name="timeout">How long to wait for a back-end that is busy with others; every other failure shows at once.</param>
    /// <exception cref="VhostUserException">There is nothing at the path, or no socket, or nobody listens there.</exception>
    internal static VhostUserFrontEnd Connect(string path, TimeSpan timeout)
    {
        try
        {
            return new VhostUserFrontEnd(UnixSocket.Connect(path, timeout));
        }
        catch (PosixException exception)
        {
            throw new VhostUserException($"cannot connect to '{path}': {Explain(exception, path)}", exception);
        }
        catch (ArgumentException exception)
        {
            throw new VhostUserException($"cannot connect: {exception.Message}", exception);
        }
    }

    /// <summary>Sends any message. An answer is left to be read by <see cref="ReceiveRaw"/>.</summary>
    internal void SendRaw(uint request, uint flags, ReadOnlySpan<byte> payload, IReadOnlyList<FileDescriptor> descriptors)
    {
        var name = MessageCheck.NameOf(MessageCatalogue.FrontEnd, request);
        try
        {
            switch (_channel.Send(request, flags, payload, descriptors, Deadline.After(ReplyTimeout), stop: null))
            {
                case TransferResult.Closed:
                    throw new VhostUserDisconnectedException($"{name}: the back-end closed the connection before it was sent");
                case TransferResult.TimedOut:
                    throw new VhostUserTimeoutException($"{name}: the back-end did not take it within {Seconds(ReplyTimeout)}");
            }
        }
        catch (PosixException exception)
        {
            throw new VhostUserException($"{name}: {exception.Message}", exception);
        }
    }

    /// <summary>Receives any message; the caller disposes of it.</summary>
    /// <param name="timeout">How long to wait.</param>
    internal ReceivedMessage ReceiveRaw(TimeSpan timeout) => Receive(_channel, "any message", _ => null, timeout);

    public void Dispose()
    {
        _reader?.Dispose();
        _reader = null;
        _channel.Dispose();
    }

    private Ack Send(FrontEndRequest request, ReadOnlySpan<byte> payload, params IReadOnlyList<FileDescriptor> descriptors) =>
        Send(request, RequestAcks && _negotiated.HasFlag(ProtocolFeature.ReplyAck), payload, descriptors);

    private Ack Send(FrontEndRequest request, bool ask, ReadOnlySpan<byte> payload, IReadOnlyList<FileDescriptor> descriptors)
    {
        SendRaw((uint)request, MessageHeader.Version | (ask ? MessageHeader.NeedReplyFlag : 0), payload, descriptors);
        return ask ? Ack.Of(ReadNumber(request)) : Ack.NotAsked;
    }

    private ulong Ask(FrontEndRequest request)
    {
        SendRaw((uint)request, MessageHeader.Version, [], []);
        return ReadNumber(request);
    }

    private ulong ReadNumber(FrontEndRequest request)
    {
        Payload.TryParseNumber(ReadReply(request, Payload.NumberSize), out var value, out _);
        return value;
    }

    /// <summary>The payload of the answer to a request, of a size within the range.</summary>
    private byte[] ReadReply(FrontEndRequest request, SizeRange size)
    {
        using var reply = ReadWholeReply(request, size);
        return reply.Descriptors.Count == 0
            ? reply.Payload
            : throw Breach(MessageCatalogue.FrontEnd[(uint)request], $"{reply.Descriptors.Count} file descriptors with the reply, expected 0");
    }

    /// <summary>The answer to a request, with its file descriptors; the caller disposes of it.</summary>
    private ReceivedMessage ReadWholeReply(FrontEndRequest request, SizeRange size)
    {
        var rule = MessageCatalogue.FrontEnd[(uint)request];
        return Receive(
            _channel, rule.Name, header => MessageCheck.TryCheckReply(rule, size, header, out var error) ? null : error, ReplyTimeout);
    }

    private static ReceivedMessage Receive(
        MessageChannel channel, string name, Func<MessageHeader, string?> check, TimeSpan timeout)
    {
        try
        {
            var result = channel.Receive(check, Deadline.After(timeout), stop: null, out var message, out var error);
            return result switch
            {
                ReceiveResult.Message => message!,
                ReceiveResult.Closed => throw new VhostUserDisconnectedException($"{name}: the back-end closed the connection instead of answering"),
                ReceiveResult.TimedOut => throw new VhostUserTimeoutException($"{name}: no answer within {Seconds(timeout)}"),
                _ => throw new VhostUserProtocolException(name, error),
            };
        }
        catch (PosixException exception)
        {
            throw new VhostUserException($"{name}: {exception.Message}", exception);
        }
    }

    private static VhostUserProtocolException Breach(MessageRule rule, string text) => new(rule.Name, $"{rule.Name}: {text}");

    private static string Seconds(TimeSpan time) => $"{time.TotalSeconds:0.###} s";

    private static string Explain(PosixException exception, string path) => exception.Error switch
    {
        Constants.NoSuchFile => "no such file",
        Constants.ConnectionRefused when !SocketFile.IsSocket(path) => "not a socket",
        Constants.ConnectionRefused => "nobody listens on the socket",
        Constants.TryAgain => "the back-end does not accept connections",
        _ => exception.Message,
    };
}
