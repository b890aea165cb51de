namespace Virtspec.Transports.VhostUser;

/// <summary>How many file descriptors come with a message.</summary>
internal enum DescriptorRule
{
    /// <summary>None.</summary>
    None,

    /// <summary>Exactly one.</summary>
    One,

    /// <summary>One or none.</summary>
    AtMostOne,

    /// <summary>As many as the payload has memory regions.</summary>
    OnePerRegion,

    /// <summary>One, or none when bit 8 of the payload says so.</summary>
    OneUnlessFlagged,
}

/// <summary>What a message is answered with.</summary>
internal enum ReplyRule
{
    /// <summary>Nothing, or a number that is 0 for success when a reply was asked for (REPLY_ACK).</summary>
    Acknowledgement,

    /// <summary>A reply of its own, asked for or not.</summary>
    Own,

    /// <summary>A reply of its own when LOG_SHMFD is negotiated, else as <see cref="Acknowledgement"/>.</summary>
    OwnWithLogSharedMemory,
}

/// <summary>Sizes a payload may have, in bytes; both ends are allowed.</summary>
internal readonly record struct SizeRange(uint Minimum, uint Maximum)
{
    internal bool Allows(uint size) => size >= Minimum && size <= Maximum;

    public override string ToString() => Minimum == Maximum ? $"{Minimum}" : $"{Minimum} to {Maximum}";

    public static implicit operator SizeRange(int size) => new((uint)size, (uint)size);
}

/// <summary>What one message looks like.</summary>
/// <param name="Request">Its number.</param>
/// <param name="Name">Its name as the document has it, without the VHOST_USER_ in front.</param>
/// <param name="Size">Bytes of payload.</param>
/// <param name="Descriptors">File descriptors with it.</param>
/// <param name="Reply">What answers it.</param>
/// <param name="ReplySize">Bytes of payload of its own reply.</param>
/// <param name="Requires">The protocol feature that must have been negotiated, or none.</param>
/// <remarks>Any message may ask for a reply once REPLY_ACK is negotiated; one with a reply of its own is not changed by it.</remarks>
internal sealed record MessageRule(
    uint Request, string Name, SizeRange Size, DescriptorRule Descriptors, ReplyRule Reply, SizeRange ReplySize, ProtocolFeature Requires)
{
    internal bool HasOwnReply(ProtocolFeature negotiated) => Reply switch
    {
        ReplyRule.Own => true,
        ReplyRule.OwnWithLogSharedMemory => negotiated.HasFlag(ProtocolFeature.LogSharedMemory),
        _ => false,
    };
}
