using System.Collections.Immutable;

namespace Virtspec.Model.SplitRing;

/// <summary>A used element as first seen, kept until it is seen again.</summary>
internal readonly record struct UsedElement(ushort Position, uint Id, uint Length);

/// <summary>Facts about a ring that come and go.</summary>
[Flags]
internal enum SplitMarks
{
    None = 0,

    /// <summary>The ring was started and not stopped.</summary>
    Started = 1,

    /// <summary>The ring is enabled, or the transport knows no such thing.</summary>
    Enabled = 2,

    /// <summary>Buffers were made available while the ring did not run.</summary>
    ExposedWhileIdle = 4,

    /// <summary>The driver changed its wish for calls while buffers were in flight: what the device saw is anybody's guess.</summary>
    SuppressionRaced = 8,

    /// <summary>A kick told nothing new, and no buffer has completed since.</summary>
    SpuriousKick = 16,

    /// <summary>The ring was started with the base of an earlier stop, and no buffer has completed since.</summary>
    Resumed = 32,

    /// <summary>A kick, or the device's word that it wants none, since the last buffer was made available.</summary>
    Kicked = 64,

    /// <summary>A request in plain arrangement was served well.</summary>
    ServedPlain = 128,

    /// <summary>A request behind an indirect descriptor without the write flag was served well.</summary>
    ServedIndirect = 256,

    /// <summary>A request behind direct and indirect descriptors was served well.</summary>
    ServedAfterDirect = 512,

    /// <summary>A call came at used_event while avail flags were 0; only one of them counts, and a device may look at the other.</summary>
    CalledAtUsedEvent = 1024,

    /// <summary>The device was given no way to call: whether it would have is not known.</summary>
    CannotCall = 2048,
}

/// <summary>What is known of a split virtqueue. A value; buffers that are neither available nor in flight are not in it.</summary>
internal sealed record SplitState(SplitLayout Layout, ulong Features)
{
    /// <summary>Available or in flight, by head. The device decides which; on the ring they look alike.</summary>
    internal ImmutableDictionary<ushort, Chain> Outstanding { get; init; } = ImmutableDictionary<ushort, Chain>.Empty;

    /// <summary>Heads in the order they became available; kept only when VIRTIO_F_IN_ORDER makes it matter.</summary>
    internal ImmutableQueue<ushort> Order { get; init; } = [];

    /// <summary>Used elements seen since the last settled moment.</summary>
    internal ImmutableList<UsedElement> Fresh { get; init; } = [];

    /// <summary>avail idx at the start, which is the base.</summary>
    internal ushort Base { get; init; }

    /// <summary>used idx at the start.</summary>
    internal ushort UsedStart { get; init; }

    internal ushort AvailIdx { get; init; }

    internal ushort UsedIdx { get; init; }

    /// <summary>used idx at the last settled moment: the window in which calls are judged begins here.</summary>
    internal ushort JudgedUsed { get; init; }

    internal ushort AvailFlags { get; init; }

    internal ushort UsedEvent { get; init; }

    /// <summary>Calls in the window.</summary>
    internal int Calls { get; init; }

    internal SplitMarks Marks { get; init; } = SplitMarks.Enabled;

    internal bool EventIdx => (Features >> Virtspec.Model.Features.Feature.EventIdx & 1) != 0;

    internal bool InOrder => (Features >> Virtspec.Model.Features.Feature.InOrder & 1) != 0;

    internal bool Running => Has(SplitMarks.Started) && Has(SplitMarks.Enabled);

    /// <summary>Whether any of these marks is set.</summary>
    internal bool Has(SplitMarks marks) => (Marks & marks) != 0;

    internal SplitState With(SplitMarks mark) => (Marks & mark) == mark ? this : this with { Marks = Marks | mark };

    internal SplitState Without(SplitMarks mark) => (Marks & mark) == 0 ? this : this with { Marks = Marks & ~mark };

    /// <summary>Compared by content: the collections are persistent, and their identity says nothing.</summary>
    public bool Equals(SplitState? other) =>
        other is not null && Layout == other.Layout && Features == other.Features && Base == other.Base && UsedStart == other.UsedStart
        && AvailIdx == other.AvailIdx && UsedIdx == other.UsedIdx && JudgedUsed == other.JudgedUsed && AvailFlags == other.AvailFlags
        && UsedEvent == other.UsedEvent && Calls == other.Calls && Marks == other.Marks
        && Fresh.SequenceEqual(other.Fresh) && Order.SequenceEqual(other.Order) && Contents.Same(Outstanding, other.Outstanding);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Layout, Features, AvailIdx, UsedIdx, JudgedUsed, Marks, Outstanding.Count);
}
