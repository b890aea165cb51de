using Virtspec.Model.Features;
using Virtspec.Model.Rules;
using Virtspec.Model.SplitRing;
using static Virtspec.Model.SplitRing.SplitEventKind;

namespace Virtspec.Properties.Rules;

/// <summary>Short words for events of a small split virtqueue, for tables of cases. Queue size is 4; positions start at 0.</summary>
internal static class SplitScript
{
    internal const ulong Plain = 1UL << Feature.Version1;
    internal const ulong WithEvent = Plain | (1UL << Feature.EventIdx);
    internal const ulong WithOrder = Plain | (1UL << Feature.InOrder);
    internal const ulong WithIndirect = Plain | (1UL << Feature.IndirectDesc);

    /// <summary>Bytes the device may write in every buffer made by <see cref="Buffer"/>.</summary>
    internal const uint Writable = 513;

    internal static readonly SplitLayout Layout = new(0, 4, 0x1000, 0x2000, 0x3000);

    /// <summary>A started and enabled ring without extras.</summary>
    internal static Action<RuleLog> Ring(params SplitEvent[] events) => Ring(Plain, [Run(), .. events]);

    internal static Action<RuleLog> EventRing(params SplitEvent[] events) => Ring(WithEvent, [Run(), .. events]);

    /// <summary>A ring as configured: it runs once the events say so.</summary>
    internal static Action<RuleLog> Ring(ulong features, SplitEvent[] events, ushort start = 0) => log =>
    {
        var state = SplitMachine.Configure(Layout, features, start, start, 0, log);
        foreach (var e in events)
            state = SplitMachine.Step(state, e, log);
    };

    internal static SplitEvent Run(bool started = true, bool enabled = true) => new(SplitEventKind.Run, Id: enabled ? 1u : 0, Flag: started);

    internal static Chain Buffer(ushort head, Arrangement arrangement = Arrangement.Direct) =>
        new(head, [new Segment(0x10000, 16, false), new Segment(0x20000, Writable, true)], arrangement, [head]);

    internal static SplitEvent Expose(ushort head, Arrangement arrangement = Arrangement.Direct) => new(Exposed, Chain: Buffer(head, arrangement));

    internal static SplitEvent Avail(ushort idx) => new(AvailIdx, idx);

    /// <summary>The first buffers of a ring, published at once.</summary>
    internal static SplitEvent[] Submit(params ushort[] heads) => [Avail((ushort)heads.Length), .. heads.Select(head => Expose(head))];

    /// <summary>As <see cref="Submit"/>, and told.</summary>
    internal static SplitEvent[] Kick(params ushort[] heads) => [.. Submit(heads), Kicked()];

    internal static SplitEvent Kicked(bool news = true) => new(SplitEventKind.Kicked, Flag: news);

    internal static SplitEvent Decided(ushort read, ushort published, bool kicked) => new(KickDecided, read, Length: published, Flag: kicked);


    internal static SplitEvent CallOn(ushort read, ushort used, bool called) => new(CallDecided, read, Length: used, Flag: called);

    internal static SplitEvent Used(ushort idx) => new(UsedIdx, idx);

    internal static SplitEvent Element(ushort position, uint id, uint length = 0) => new(SplitEventKind.UsedElement, position, id, length);

    internal static SplitEvent Again(ushort position, uint id, uint length = 0) => new(UsedElementAgain, position, id, length);

    /// <summary>The first used elements of a ring, in the order given.</summary>
    internal static SplitEvent[] Use(params ushort[] heads) => [Used((ushort)heads.Length), .. heads.Select((head, i) => Element((ushort)i, head))];

    internal static SplitEvent Flags(ushort flags) => new(AvailFlags, flags);

    internal static SplitEvent Event(ushort index) => new(UsedEvent, index);

    internal static SplitEvent Call() => new(Called);

    internal static SplitEvent Given(bool given) => new(CallsGiven, Flag: given);

    internal static SplitEvent Settle() => new(Settled);

    internal static SplitEvent Stop(ushort idx) => new(Stopped, idx);

    internal static SplitEvent Serve(bool ok, bool plain, Arrangement arrangement = Arrangement.Direct) =>
        new(Served, Id: plain ? 1u : 0, Flag: ok, Chain: Buffer(0, arrangement));
}
