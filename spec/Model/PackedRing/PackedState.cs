using System.Collections.Immutable;
using Virtspec.Model.Features;

namespace Virtspec.Model.PackedRing;

/// <summary>A buffer that the driver made available and the device has not used.</summary>
/// <param name="Id">Buffer id.</param>
/// <param name="Descriptors">Descriptors of the ring that its list takes.</param>
/// <param name="Begun">Whether the device began to work on it.</param>
/// <param name="Element">Which descriptor of the list the device is to come to next, unless it leaves some out.</param>
internal readonly record struct PackedBuffer(ushort Id, ushort Descriptors, bool Begun = false, ushort Element = 0);

/// <summary>A used descriptor as first seen, kept until the driver writes over it.</summary>
internal readonly record struct UsedDescriptor(ushort Position, ushort Id, uint Length);

/// <summary>Facts about a packed ring that come and go.</summary>
[Flags]
internal enum PackedMarks
{
    None = 0,

    /// <summary>The driver wrote descriptors since its last barrier, other than by making a list available.</summary>
    BodyUnfenced = 1,

    /// <summary>The driver made a list available since its last barrier.</summary>
    ListUnfenced = 2,

    /// <summary>The first descriptor of a list is available, and others of it are not.</summary>
    ListOpen = 4,

    /// <summary>The driver changed its wish for calls while buffers were in flight: what the device saw is anybody's guess.</summary>
    SuppressionRaced = 8,

    /// <summary>The device called since the last settled moment.</summary>
    Called = 16,
}

/// <summary>What is known of a packed virtqueue: a value, compared by content.</summary>
internal sealed record PackedState(PackedLayout Layout, ulong Features)
{
    /// <summary>Where the driver makes the next list available, and its ring wrap counter.</summary>
    internal RingPlace NextAvail { get; init; } = RingPlace.Start;

    /// <summary>Where the device writes the next used descriptor, and its ring wrap counter.</summary>
    internal RingPlace NextUsed { get; init; } = RingPlace.Start;

    /// <summary>Where the driver last decided about a kick.</summary>
    internal RingPlace Told { get; init; } = RingPlace.Start;

    /// <summary>Where the device was at the last settled moment: calls are judged from here on.</summary>
    internal RingPlace Judged { get; init; } = RingPlace.Start;

    /// <summary>Descriptors written behind <see cref="NextAvail"/>, by position: a list whose first descriptor is to come.</summary>
    internal ImmutableDictionary<ushort, PackedDescriptor> Prepared { get; init; } = ImmutableDictionary<ushort, PackedDescriptor>.Empty;

    /// <summary>Available buffers in the order of the ring.</summary>
    internal ImmutableList<PackedBuffer> Outstanding { get; init; } = [];

    /// <summary>Ids of outstanding buffers that the device completed, in that order.</summary>
    internal ImmutableList<ushort> Completed { get; init; } = [];

    /// <summary>Used descriptors that the driver has not written over.</summary>
    internal ImmutableList<UsedDescriptor> Fresh { get; init; } = [];

    /// <summary>What the driver asks of the device.</summary>
    internal EventSuppression DriverArea { get; init; }

    /// <summary>What the driver last read of the device's wish.</summary>
    internal EventSuppression DeviceArea { get; init; }

    internal PackedMarks Marks { get; init; }

    internal ushort Size => Layout.Size;

    internal bool EventIdx => Features.Has(Feature.EventIdx);

    internal bool InOrder => Features.Has(Feature.InOrder);

    /// <summary>Descriptors of the ring that the device has: those from <see cref="NextUsed"/> on.</summary>
    internal int Taken => Outstanding.Sum(buffer => buffer.Descriptors);

    /// <summary>Whether the device has the descriptor at a position.</summary>
    internal bool IsTaken(ushort position) => (position - NextUsed.Position + Size) % Size < Taken;

    /// <summary>The place of a position in the round of the ring that the driver writes next.</summary>
    internal RingPlace Ahead(ushort position) =>
        new(position, position >= NextAvail.Position ? NextAvail.Wrap : !NextAvail.Wrap);

    internal bool Has(PackedMarks mark) => (Marks & mark) != 0;

    internal PackedState With(PackedMarks mark) => this with { Marks = Marks | mark };

    internal PackedState Without(PackedMarks mark) => this with { Marks = Marks & ~mark };

    /// <summary>Compared by content: the identity of persistent collections says nothing.</summary>
    public bool Equals(PackedState? other) =>
        other is not null && Layout == other.Layout && Features == other.Features && NextAvail == other.NextAvail && NextUsed == other.NextUsed
        && Told == other.Told && Judged == other.Judged && DriverArea == other.DriverArea && DeviceArea == other.DeviceArea && Marks == other.Marks
        && Outstanding.SequenceEqual(other.Outstanding) && Completed.SequenceEqual(other.Completed) && Fresh.SequenceEqual(other.Fresh)
        && Contents.Same(Prepared, other.Prepared);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(NextAvail, NextUsed, Told, Judged, Marks, Outstanding.Count, Prepared.Count, Fresh.Count);
}
