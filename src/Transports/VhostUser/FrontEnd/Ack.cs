using Virtspec.Transports.Posix;

namespace Virtspec.Transports.VhostUser;

/// <summary>How a back-end acknowledged a message that has no reply of its own.</summary>
internal enum AckKind
{
    /// <summary>No reply was asked for: REPLY_ACK is not negotiated, or acknowledgements are switched off.</summary>
    NotAsked,

    /// <summary>It answered 0.</summary>
    Success,

    /// <summary>It answered something else.</summary>
    Refused,
}

/// <summary>An acknowledgement (vhost-user, "VHOST_USER_PROTOCOL_F_REPLY_ACK").</summary>
/// <param name="Kind">Which.</param>
/// <param name="Value">The number it answered; 0 unless refused.</param>
internal readonly record struct Ack(AckKind Kind, ulong Value)
{
    internal static Ack NotAsked => default;

    internal static Ack Of(ulong value) => new(value == 0 ? AckKind.Success : AckKind.Refused, value);

    internal bool IsRefused => Kind == AckKind.Refused;

    public override string ToString() => Kind == AckKind.Refused ? $"Refused({Value})" : Kind.ToString();
}

/// <summary>A region of guest memory to share.</summary>
/// <param name="GuestAddress">Guest-physical address of the first byte.</param>
/// <param name="Size">Bytes.</param>
/// <param name="UserAddress">The address that ring addresses in it are given by.</param>
/// <param name="Offset">Where the first byte is in the file.</param>
/// <param name="Descriptor">The file; not owned.</param>
internal sealed record FrontEndRegion(ulong GuestAddress, ulong Size, ulong UserAddress, ulong Offset, FileDescriptor Descriptor)
{
    internal RegionDescription Description => new(GuestAddress, Size, UserAddress, Offset);
}

/// <summary>A request of the back-end that the front-end here understands.</summary>
/// <param name="Kind">ConfigChange, VringCall or VringErr.</param>
/// <param name="Index">The vring; 0 for a change of configuration.</param>
internal readonly record struct BackEndNotice(BackEndRequest Kind, uint Index);
