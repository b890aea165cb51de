using Virtspec.Transports.Posix;

namespace Virtspec.Transports.VhostUser;

// What no front-end should send, for those who want to see what the back-end makes of it. A back-end that is gone is an outcome here.
internal sealed partial class VhostUserFrontEnd
{
    /// <summary>Sends a header as it is given, and what follows it: the size in it need not be that of the payload.</summary>
    /// <param name="header">The header.</param>
    /// <param name="payload">What follows it, of any length.</param>
    /// <param name="descriptors">Go with the first byte; at most 253, not owned.</param>
    /// <returns>False when the back-end has closed the connection, or does not take it within <see cref="ReplyTimeout"/>.</returns>
    internal bool TrySendMessage(MessageHeader header, ReadOnlySpan<byte> payload, params IReadOnlyList<FileDescriptor> descriptors)
    {
        var bytes = new byte[MessageHeader.Length + payload.Length];
        header.Write(bytes);
        payload.CopyTo(bytes.AsSpan(MessageHeader.Length));
        return TrySendBytes(bytes, descriptors);
    }

    /// <summary>Sends bytes, for example the part of a message in front of which the connection ends (<see cref="Dispose"/>).</summary>
    /// <param name="bytes">At least one when there are descriptors.</param>
    /// <param name="descriptors">As for <see cref="TrySendMessage"/>.</param>
    /// <returns>As for <see cref="TrySendMessage"/>.</returns>
    /// <exception cref="VhostUserException">The system refuses to send for a reason of its own.</exception>
    internal bool TrySendBytes(ReadOnlySpan<byte> bytes, params IReadOnlyList<FileDescriptor> descriptors)
    {
        try
        {
            return Socket.Send(bytes, descriptors, Deadline.After(ReplyTimeout), stop: null) == TransferResult.Done;
        }
        catch (PosixException exception)
        {
            throw new VhostUserException($"raw bytes: {exception.Message}", exception);
        }
    }

    /// <summary>Reads whatever comes back.</summary>
    /// <param name="limit">How long to wait for it.</param>
    /// <exception cref="VhostUserException">The system refuses to receive for a reason of its own.</exception>
    internal RawAnswer ReceiveAnything(TimeSpan limit)
    {
        try
        {
            var result = _channel.Receive(_ => null, Deadline.After(limit), stop: null, out var message, out var error);
            using (message)
            {
                return result switch
                {
                    ReceiveResult.Message => new(RawAnswerKind.Message, message!.Header, message.Payload, message.Descriptors.Count, ""),
                    ReceiveResult.Closed => RawAnswer.Of(RawAnswerKind.Closed),
                    ReceiveResult.TimedOut => RawAnswer.Of(RawAnswerKind.Nothing),
                    _ => RawAnswer.Of(RawAnswerKind.Garbled, error),
                };
            }
        }
        catch (PosixException exception)
        {
            throw new VhostUserException($"raw bytes: {exception.Message}", exception);
        }
    }
}
