namespace Virtspec.Model.PackedRing;

/// <summary>What an event suppression structure asks for (VIRTIO 1.4, 2.8.10).</summary>
internal enum SuppressionFlags
{
    /// <summary>Notifications.</summary>
    Enable = 0,

    /// <summary>No notifications.</summary>
    Disable = 1,

    /// <summary>A notification for one descriptor; means something with VIRTIO_F_EVENT_IDX only.</summary>
    Descriptor = 2,

    /// <summary>Reserved.</summary>
    Reserved = 3,
}

/// <summary>An event suppression structure. All zero, as memory starts, it asks for notifications.</summary>
/// <param name="Flags">desc_event_flags.</param>
/// <param name="Offset">desc_event_off.</param>
/// <param name="Wrap">desc_event_wrap.</param>
internal readonly record struct EventSuppression(SuppressionFlags Flags, ushort Offset = 0, bool Wrap = false)
{
    /// <summary>
    /// Whether descriptors from one place up to another call for a notification; null where the structure says nothing that has a meaning,
    /// and nobody can be held to it.
    /// </summary>
    internal bool? Asks(RingPlace from, RingPlace to, ushort size, bool eventIdx) => Flags switch
    {
        SuppressionFlags.Enable => true,
        SuppressionFlags.Disable => false,
        SuppressionFlags.Descriptor when eventIdx && Offset < size =>
            from.DistanceTo(new RingPlace(Offset, Wrap), size) < from.DistanceTo(to, size),
        _ => null,
    };

    /// <inheritdoc/>
    public override string ToString() => Flags == SuppressionFlags.Descriptor ? $"{Flags} {new RingPlace(Offset, Wrap)}" : $"{Flags}";
}
