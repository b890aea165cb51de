using System.Collections.Frozen;
using Virtspec.Transports.Posix;

namespace Virtspec.Transports.VhostUser;

/// <summary>How receiving a message ended.</summary>
internal enum ReceiveResult
{
    /// <summary>A whole message came.</summary>
    Message,

    /// <summary>The peer closed between two messages.</summary>
    Closed,

    /// <summary>The deadline passed.</summary>
    TimedOut,

    /// <summary>The stop was signalled.</summary>
    Stopped,

    /// <summary>The header was refused, the peer closed within a message, or sent too many descriptors.</summary>
    Broken,
}

/// <summary>Whole messages over a socket, either side. One thread at a time sends, and one receives.</summary>
/// <param name="socket">Connected; owned from here on.</param>
/// <param name="catalogue">Names of the requests on this channel, for observers.</param>
/// <param name="isBackEndChannel">Whether requests here are the back-end's.</param>
internal sealed class MessageChannel(UnixSocket socket, FrozenDictionary<uint, MessageRule> catalogue, bool isBackEndChannel) : IDisposable
{
    // The most any message carries is 8; what is surplus is counted up to here, and refused beyond.
    private const int MaximumDescriptors = 32;

    private readonly byte[] _header = new byte[MessageHeader.Length];

    /// <summary>Called for every message sent and received, on the thread that does it; payloads are copied only while it is set.</summary>
    internal Action<MessageRecord>? Observer { get; set; }

    internal UnixSocket Socket => socket;

    /// <summary>Sends one message as given, right or wrong.</summary>
    /// <exception cref="PosixException">Sending failed otherwise than by the peer's closing.</exception>
    internal TransferResult Send(
        uint request, uint flags, ReadOnlySpan<byte> payload, IReadOnlyList<FileDescriptor> descriptors, Deadline deadline, EventFd? stop)
    {
        var header = new MessageHeader(request, flags, (uint)payload.Length);
        var bytes = new byte[MessageHeader.Length + payload.Length];
        header.Write(bytes);
        payload.CopyTo(bytes.AsSpan(MessageHeader.Length));
        var result = socket.Send(bytes, descriptors, deadline, stop);
        if (result == TransferResult.Done)
            Observe(MessageDirection.Sent, header, payload, descriptors.Count);
        return result;
    }

    /// <summary>Receives one message.</summary>
    /// <param name="checkHeader">Says what is wrong with a header, before its payload is waited for, or null.</param>
    /// <param name="deadline">When to give up.</param>
    /// <param name="stop">Ends the wait.</param>
    /// <param name="message">What came; the caller disposes of it.</param>
    /// <param name="error">For a broken message, what is wrong; else empty.</param>
    /// <exception cref="PosixException">Receiving failed otherwise than by the peer's closing.</exception>
    internal ReceiveResult Receive(
        Func<MessageHeader, string?> checkHeader, Deadline deadline, EventFd? stop, out ReceivedMessage? message, out string error)
    {
        message = null;
        var descriptors = new List<FileDescriptor>();
        try
        {
            var result = Fill(_header, descriptors, deadline, stop, out error);
            if (result != ReceiveResult.Message)
                return result;
            var header = MessageHeader.Read(_header);
            error = checkHeader(header) ?? (header.Size > MessageCatalogue.MaximumPayload
                ? $"{MessageCheck.NameOf(catalogue, header.Request)}: payload of {header.Size} bytes, expected at most {MessageCatalogue.MaximumPayload}"
                : "");
            if (error.Length > 0)
            {
                Observe(MessageDirection.Received, header, [], descriptors.Count);
                return ReceiveResult.Broken;
            }

            var payload = new byte[header.Size];
            result = Fill(payload, descriptors, deadline, stop, out error);
            if (result == ReceiveResult.Closed)
            {
                error = $"{MessageCheck.NameOf(catalogue, header.Request)}: connection closed in front of a payload of {header.Size} bytes";
                return ReceiveResult.Broken;
            }

            if (result != ReceiveResult.Message)
                return result;
            Observe(MessageDirection.Received, header, payload, descriptors.Count);
            message = new ReceivedMessage(header, payload, descriptors);
            descriptors = [];
            return ReceiveResult.Message;
        }
        catch (TruncatedDescriptorsException exception)
        {
            error = exception.Message;
            return ReceiveResult.Broken;
        }
        finally
        {
            FileDescriptor.CloseAll(descriptors);
        }
    }

    public void Dispose() => socket.Dispose();

    private ReceiveResult Fill(Span<byte> bytes, List<FileDescriptor> descriptors, Deadline deadline, EventFd? stop, out string error)
    {
        error = "";
        var filled = 0;
        while (filled < bytes.Length)
        {
            switch (socket.Receive(bytes[filled..], descriptors, MaximumDescriptors, deadline, stop, out var received))
            {
                case TransferResult.Done:
                    filled += received;
                    break;
                case TransferResult.Closed when filled > 0:
                    error = $"connection closed after {filled} of {bytes.Length} bytes";
                    return ReceiveResult.Broken;
                case TransferResult.Closed:
                    return ReceiveResult.Closed;
                case TransferResult.TimedOut:
                    return ReceiveResult.TimedOut;
                default:
                    return ReceiveResult.Stopped;
            }
        }

        return ReceiveResult.Message;
    }

    private void Observe(MessageDirection direction, MessageHeader header, ReadOnlySpan<byte> payload, int descriptors)
    {
        if (Observer is { } observer)
        {
            observer(new(
                direction, isBackEndChannel, MessageCheck.NameOf(catalogue, header.Request), header.Flags, header.Size, payload.ToArray(),
                descriptors));
        }
    }
}
