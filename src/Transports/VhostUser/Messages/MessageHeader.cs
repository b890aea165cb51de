using System.Runtime.InteropServices;

namespace Virtspec.Transports.VhostUser;

/// <summary>The three words in front of every payload, in the byte order of the machine (vhost-user, "Header").</summary>
/// <param name="Request">Number of the request; the same in its reply.</param>
/// <param name="Flags">Bits 0-1 the version, bit 2 a reply, bit 3 a reply is asked for, the others zero.</param>
/// <param name="Size">Bytes of payload that follow.</param>
internal readonly record struct MessageHeader(uint Request, uint Flags, uint Size)
{
    internal const int Length = 12;
    internal const uint Version = 1;
    internal const uint VersionMask = 3;
    internal const uint ReplyFlag = 1u << 2;
    internal const uint NeedReplyFlag = 1u << 3;
    internal const uint ReservedFlags = ~(VersionMask | ReplyFlag | NeedReplyFlag);

    internal bool IsReply => (Flags & ReplyFlag) != 0;

    internal bool NeedsReply => (Flags & NeedReplyFlag) != 0;

    /// <param name="bytes">At least <see cref="Length"/> bytes.</param>
    internal static MessageHeader Read(ReadOnlySpan<byte> bytes) =>
        new(MemoryMarshal.Read<uint>(bytes), MemoryMarshal.Read<uint>(bytes[4..]), MemoryMarshal.Read<uint>(bytes[8..]));

    /// <param name="bytes">At least <see cref="Length"/> bytes.</param>
    internal void Write(Span<byte> bytes)
    {
        MemoryMarshal.Write(bytes, Request);
        MemoryMarshal.Write(bytes[4..], Flags);
        MemoryMarshal.Write(bytes[8..], Size);
    }
}
