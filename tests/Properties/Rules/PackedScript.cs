using Virtspec.Model.Features;
using Virtspec.Model.PackedRing;
using Virtspec.Model.Rules;
using static Virtspec.Model.PackedRing.PackedEventKind;

namespace Virtspec.Properties.Rules;

/// <summary>Short words for events of a small packed virtqueue, for tables of cases. Queue size is 4.</summary>
internal static class PackedScript
{
    internal const ushort Size = 4;
    internal const ulong Plain = (1UL << Feature.Version1) | (1UL << Feature.RingPacked);
    internal const ulong WithEvent = Plain | (1UL << Feature.EventIdx);
    internal const ulong WithOrder = Plain | (1UL << Feature.InOrder);
    internal const ulong WithIndirect = Plain | (1UL << Feature.IndirectDesc);
    internal const ulong WithData = Plain | (1UL << Feature.NotificationData);

    /// <summary>A device that asks for no kicks.</summary>
    internal static readonly EventSuppression Never = new(SuppressionFlags.Disable);

    internal static readonly PackedLayout Layout = new(Size, 0x1000, 0x2000, 0x2004);

    internal static Action<RuleLog> Ring(params PackedEvent[] events) => Ring(Plain, events);

    internal static Action<RuleLog> Ring(ulong features, params PackedEvent[] events) => Ring(Layout, features, events);

    internal static Action<RuleLog> Ring(PackedLayout layout, ulong features, params PackedEvent[] events) => log => Run(layout, features, events, log);

    internal static PackedState Run(PackedLayout layout, ulong features, PackedEvent[] events, RuleLog log) =>
        events.Aggregate(PackedMachine.Configure(layout, features, log), (state, e) => PackedMachine.Step(state, e, log));

    /// <summary>One descriptor made available in the first round of the ring, or in the second.</summary>
    internal static PackedEvent Flags(ushort position, ushort id = 0, PackedFlags others = PackedFlags.None, bool wrap = true) =>
        new(FlagsWritten, position, Descriptor: new(others | (wrap ? PackedFlags.Avail : PackedFlags.Used), id));

    /// <summary>One descriptor that names an indirect table.</summary>
    internal static PackedEvent Table(PackedFlags others, params PackedFlags[] table) =>
        new(FlagsWritten, 0, Descriptor: new(others | PackedFlags.Avail | PackedFlags.Indirect, 0, table));

    /// <summary>Buffers of one descriptor each, in the first round of the ring, ids from 0 on.</summary>
    internal static PackedEvent[] Singles(int count) => [.. Enumerable.Range(0, count).Select(i => Flags((ushort)i, (ushort)i))];

    /// <summary>A list as it should be made: its first descriptor last. All in the first round of the ring.</summary>
    internal static PackedEvent[] List(ushort position, ushort id, params PackedFlags[] flags) =>
    [
        .. flags.Select((other, i) => Flags((ushort)(position + i), id, other | (i < flags.Length - 1 ? PackedFlags.Next : 0))).Skip(1),
        Fence(), Flags(position, id, flags[0] | (flags.Length > 1 ? PackedFlags.Next : 0)),
    ];

    internal static PackedEvent Body(ushort position) => new(BodyWritten, position);

    internal static PackedEvent Fence() => new(Fenced);

    internal static PackedEvent Use(ushort id, uint length = 0) => new(Used, Id: id, Length: length);

    internal static PackedEvent Again(ushort position, ushort id, uint length = 0) => new(UsedAgain, position, id, length);

    internal static PackedEvent Begin(ushort id) => new(Begun, Id: id);

    internal static PackedEvent Element(ushort id, ushort element) => new(ElementBegun, element, id);

    internal static PackedEvent Complete(ushort id) => new(Completed, Id: id);

    internal static PackedEvent Readable(bool changed) => new(ReadableSeen, Flag: changed);

    internal static PackedEvent Kick(ushort next, bool wrap) => new(Kicked, next, Flag: wrap);

    internal static PackedEvent Wish(EventSuppression wish) => new(DriverAreaWritten, Suppression: wish);

    internal static PackedEvent See(EventSuppression wish = default) => new(DeviceAreaRead, Suppression: wish);

    internal static EventSuppression At(ushort offset, bool wrap = true) => new(SuppressionFlags.Descriptor, offset, wrap);

    internal static PackedEvent Decide(bool kick) => new(KickDecided, Flag: kick);

    internal static PackedEvent Call() => new(Called);

    internal static PackedEvent Settle() => new(Settled);
}
