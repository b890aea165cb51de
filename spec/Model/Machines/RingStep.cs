using System.Collections.Immutable;
using Virtspec.Model.Rules;
using Virtspec.Model.SplitRing;

namespace Virtspec.Model.Machines;

/// <summary>What one side does to a ring in one go: the model sees it as one event or two.</summary>
/// <param name="First">The first.</param>
/// <param name="Second">What goes with it.</param>
internal readonly record struct RingStep(SplitEvent First, SplitEvent? Second = null);

/// <summary>
/// A split virtqueue with few states: indices run on for ever, and nothing depends on where they are, only on how far they are apart. So each state
/// is replaced by one that behaves alike.
/// </summary>
internal static class RingCore
{
    /// <summary>Where the used side stands, always.</summary>
    private const ushort Used = 100;

    /// <summary>Base of the ring, always; not 0, for a ring that starts at 0 is not one that goes on.</summary>
    private const ushort Base = 1;

    /// <summary>A used_event so far behind that it is passed never.</summary>
    private const ushort Behind = 1;

    private static readonly RuleLog Unheard = new();

    /// <summary>A ring of a given size that nobody has used.</summary>
    internal static SplitState Fresh(ushort size, ulong features, SplitMarks marks) =>
        SplitMachine.Configure(new SplitLayout(0, size, 0x1000, 0x2000, 0x3000), features, Base, Used, 0, Unheard) with { Marks = marks, UsedEvent = Behind };

    /// <summary>A step of the model, and the state that stands for the one it leads to.</summary>
    internal static SplitState Step(SplitState state, in RingStep step, RuleLog log)
    {
        state = SplitMachine.Step(state, step.First, log);
        return Canonical(step.Second is { } second ? SplitMachine.Step(state, second, log) : state);
    }

    /// <summary>Whether the driver waits for used_event, or set no flag.</summary>
    internal static bool WantsCalls(SplitState state) => state.EventIdx
        ? (ushort)(state.UsedEvent - state.UsedIdx) < state.Layout.Size
        : (state.AvailFlags & 1) == 0;

    /// <summary>Whether a call has to come for what was used.</summary>
    internal static bool OwesCall(SplitState state)
    {
        if (state.UsedIdx == state.JudgedUsed || state.Calls > 0 || state.Has(SplitMarks.SuppressionRaced))
            return false;
        return state.EventIdx ? SplitLayout.Passes(state.UsedEvent, state.JudgedUsed, state.UsedIdx) : (state.AvailFlags & 1) == 0;
    }

    /// <summary>How many of the buffers that lie on the ring there are: 0 none, 1 some, 2 as many as the queue holds.</summary>
    internal static int Fullness(SplitState state) => state.Outstanding.Count == 0 ? 0 : state.Outstanding.Count < state.Layout.Size ? 1 : 2;

    /// <summary>A buffer of one descriptor, made available at the first head that is free; at head 0 if none is.</summary>
    internal static RingStep Expose(SplitState state)
    {
        ushort head = 0;
        while (head < state.Layout.Size && state.Outstanding.ContainsKey(head))
            head++;
        head = head < state.Layout.Size ? head : (ushort)0;
        var chain = new Chain(head, [new Segment(0x10000, 1, Writable: true)], Arrangement.Direct, [head]);
        return new RingStep(new SplitEvent(SplitEventKind.AvailIdx, (ushort)(state.AvailIdx + 1)), new SplitEvent(SplitEventKind.Exposed, Chain: chain));
    }

    /// <summary>The buffer of the lowest head is used, with so much written; of a head that does not exist, when there is none.</summary>
    internal static RingStep Use(SplitState state, uint length) =>
        UseHead(state, state.Outstanding.IsEmpty ? state.Layout.Size : state.Outstanding.Keys.Min(), length);

    /// <summary>A buffer is used under a head, known or not.</summary>
    internal static RingStep UseHead(SplitState state, uint head, uint length) => new(
        new SplitEvent(SplitEventKind.UsedIdx, (ushort)(state.UsedIdx + 1)),
        new SplitEvent(SplitEventKind.UsedElement, state.UsedIdx, head, length));

    /// <summary>The ring is stopped at a base that counts so many buffers more than were used.</summary>
    internal static RingStep Stop(SplitState state, int surplus) =>
        new(new SplitEvent(SplitEventKind.Stopped, (ushort)(state.Base + state.UsedIdx - state.UsedStart + surplus)));

    private static SplitState Canonical(SplitState state)
    {
        var size = state.Layout.Size;
        var done = (ushort)(state.UsedIdx - state.UsedStart);
        var window = (ushort)Math.Min((ushort)(state.UsedIdx - state.JudgedUsed), size);
        return state with
        {
            AvailIdx = (ushort)(Base + (ushort)(state.AvailIdx - state.Base - done)),
            Base = Base,
            UsedStart = Used,
            UsedIdx = Used,
            JudgedUsed = (ushort)(Used - window),
            UsedEvent = CanonicalEvent(state, window),
            Calls = Math.Min(state.Calls, 1),
            Fresh = CanonicalFresh(state),
        };
    }

    private static ushort CanonicalEvent(SplitState state, ushort window)
    {
        var ahead = (ushort)(state.UsedEvent - state.UsedIdx);
        if (ahead < state.Layout.Size)
            return (ushort)(Used + ahead);
        return SplitLayout.Passes(state.UsedEvent, state.JudgedUsed, state.UsedIdx) ? (ushort)(Used - window) : Behind;
    }

    /// <summary>An element that was overwritten since is seen no more.</summary>
    private static ImmutableList<UsedElement> CanonicalFresh(SplitState state)
    {
        var size = state.Layout.Size;
        var kept = state.Fresh.Where(element => (ushort)(state.UsedIdx - element.Position) <= size);
        return [.. kept.Select(element => element with { Position = (ushort)(Used - (ushort)(state.UsedIdx - element.Position)) }).TakeLast(size)];
    }
}
