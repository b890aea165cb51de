namespace Virtspec.Model.PackedRing;

/// <summary>What can happen to a packed virtqueue. The first group is the driver's doing, the second the device's, the third an observer's.</summary>
internal enum PackedEventKind
{
    /// <summary>The driver wrote address, length or id of the descriptor at Position.</summary>
    BodyWritten,

    /// <summary>The driver wrote the flags of the descriptor at Position, which now is Descriptor.</summary>
    FlagsWritten,

    /// <summary>The driver performed a memory barrier.</summary>
    Fenced,

    /// <summary>The driver wrote its event suppression structure: Suppression.</summary>
    DriverAreaWritten,

    /// <summary>The driver read the device's event suppression structure as Suppression.</summary>
    DeviceAreaRead,

    /// <summary>By the structure it read last, the driver decided to kick (Flag), or not to.</summary>
    KickDecided,

    /// <summary>A kick that carries next_off in Position and next_wrap in Flag.</summary>
    Kicked,

    /// <summary>The device began to work on buffer Id.</summary>
    Begun,

    /// <summary>The device came to the descriptor at place Position of buffer Id's list, for the first time.</summary>
    ElementBegun,

    /// <summary>The device completed buffer Id.</summary>
    Completed,

    /// <summary>A used descriptor with buffer Id and Length was seen where the next one is due.</summary>
    Used,

    /// <summary>The used descriptor at Position was seen again, with buffer Id and Length.</summary>
    UsedAgain,

    /// <summary>The device called.</summary>
    Called,

    /// <summary>Device-readable memory of a buffer changed (Flag), or is as it was.</summary>
    ReadableSeen,

    /// <summary>Long enough has passed for whatever was going to happen.</summary>
    Settled,
}

/// <summary>One event of a packed virtqueue; the kind says which fields mean something.</summary>
internal readonly record struct PackedEvent(
    PackedEventKind Kind, ushort Position = 0, ushort Id = 0, uint Length = 0, bool Flag = false,
    PackedDescriptor? Descriptor = null, EventSuppression Suppression = default);
