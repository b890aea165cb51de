namespace Virtspec.Transports.VhostUser;

/// <summary>What came back after something was sent that no front-end should send.</summary>
internal enum RawAnswerKind
{
    /// <summary>A whole message, right or wrong.</summary>
    Message,

    /// <summary>The back-end has closed the connection.</summary>
    Closed,

    /// <summary>Neither, within the limit: it says nothing and keeps the connection.</summary>
    Nothing,

    /// <summary>Bytes that make no message: the back-end closed inside it, gave a size beyond all messages, or too many file descriptors.</summary>
    Garbled,
}

/// <summary>What came back, as a value: a peer may do anything here, and nothing of it is an error of this side.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Header">Of a message; else all zero.</param>
/// <param name="Payload">Of a message; else empty.</param>
/// <param name="DescriptorCount">File descriptors that came with a message; they are closed.</param>
/// <param name="Text">What is wrong with a garbled one; else empty.</param>
internal sealed record RawAnswer(RawAnswerKind Kind, MessageHeader Header, byte[] Payload, int DescriptorCount, string Text)
{
    internal static RawAnswer Of(RawAnswerKind kind, string text = "") => new(kind, default, [], 0, text);

    public override string ToString() => Kind switch
    {
        RawAnswerKind.Message => $"{MessageCheck.NameOf(MessageCatalogue.FrontEnd, Header.Request)}, flags 0x{Header.Flags:x}, {Header.Size} bytes",
        RawAnswerKind.Closed => "connection closed",
        RawAnswerKind.Nothing => "nothing",
        _ => Text,
    };
}
