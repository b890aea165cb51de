using Virtspec.Model.Rules;

namespace Virtspec.Model.SplitRing;

/// <summary>Orders of accesses that a fence keeps.</summary>
[Flags]
internal enum FenceOrders
{
    /// <summary>None of them.</summary>
    None = 0,

    /// <summary>Stores before it come before stores after it.</summary>
    StoreStore = 1,

    /// <summary>Stores before it come before loads after it.</summary>
    StoreLoad = 2,

    /// <summary>Loads before it come before loads after it.</summary>
    LoadLoad = 4,
}

/// <summary>
/// What one side does to a split virtqueue, access by access. It fills one ring, whose index it moves, and empties the other: the driver fills
/// the available ring and empties the used ring, the device the other way round.
/// </summary>
internal enum RingAccessKind
{
    /// <summary>Read the index of the ring it empties as Value.</summary>
    IdxRead,

    /// <summary>Read the entry at position Value of the ring it empties.</summary>
    EntryRead,

    /// <summary>Wrote an entry of the ring it fills, or what an entry names.</summary>
    EntryWritten,

    /// <summary>Wrote the index of the ring it fills.</summary>
    IdxWritten,

    /// <summary>Read whether the other side wants to be told.</summary>
    AdviceRead,

    /// <summary>Asked the other side to tell of the entry at position Value.</summary>
    Asked,

    /// <summary>Let the other side off telling.</summary>
    LetOff,

    /// <summary>A fence, which keeps the <see cref="FenceOrders"/> in Value.</summary>
    Fenced,

    /// <summary>Slept until it was told.</summary>
    Slept,

    /// <summary>Slept, and had not asked to be told of what it has not taken yet.</summary>
    SleptUnasked,
}

/// <summary>One access of one side.</summary>
internal readonly record struct RingAccess(RingAccessKind Kind, ushort Value = 0);

/// <summary>The rules that bind a side.</summary>
/// <param name="Take">Entries are read after the index that makes them known, by a fence.</param>
/// <param name="Stale">No entry is read that the index does not cover.</param>
/// <param name="Publish">The index is written after the entries, by a fence.</param>
/// <param name="Tell">Whether to tell is read after the index is written, by a fence.</param>
/// <param name="LookAgain">Who asked to be told looks again before it sleeps.</param>
internal sealed record AccessRules(Rule Take, Rule Stale, Rule Publish, Rule Tell, Rule LookAgain)
{
    internal static AccessRules Driver { get; } = new(
        SplitRules.ElementAfterIdx, SplitRules.NoStaleElement, SplitRules.EntryBeforeIdx, SplitRules.IdxBeforeAdvice, SplitRules.DriverLooksAgain);

    internal static AccessRules Device { get; } = new(
        SplitRules.EntryAfterIdx, SplitRules.NoStaleEntry, SplitRules.ElementBeforeIdx, SplitRules.UsedIdxBeforeAdvice, SplitRules.DeviceLooksAgain);
}

/// <summary>What a side has done that a later access of it depends on.</summary>
/// <param name="Seen">Index of the ring it empties, as it last read it.</param>
/// <param name="Awaited">Position of the entry that it asked to be told of.</param>
/// <param name="Marks">What has been done, and whether a fence came after it.</param>
internal readonly record struct AccessOrderState(ushort Seen = 0, ushort Awaited = 0, AccessMarks Marks = AccessMarks.None)
{
    internal bool Has(AccessMarks mark) => (Marks & mark) != 0;

    internal AccessOrderState With(AccessMarks mark) => this with { Marks = Marks | mark };

    internal AccessOrderState Without(AccessMarks mark) => this with { Marks = Marks & ~mark };
}

/// <summary>What has been done, each in two halves: no fence has come after it, or one has.</summary>
[Flags]
internal enum AccessMarks
{
    None = 0,
    LookedBare = 1,
    LookedFenced = 2,
    WroteBare = 4,
    WroteFenced = 8,
    MovedBare = 16,
    MovedFenced = 32,
    AskedBare = 64,
    AskedFenced = 128,
    LookedAgain = 256,
}

/// <summary>
/// In which order a side of a split virtqueue makes its accesses. Judged where accesses and fences of a side are seen one by one, which is where a program
/// is explored: memory itself shows none of it. A fence that is missing is named whether or not an execution goes wrong without it.
/// </summary>
internal static class AccessOrder
{
    private const AccessMarks Looked = AccessMarks.LookedBare | AccessMarks.LookedFenced;
    private const AccessMarks Wrote = AccessMarks.WroteBare | AccessMarks.WroteFenced;
    private const AccessMarks Moved = AccessMarks.MovedBare | AccessMarks.MovedFenced;
    private const AccessMarks Asked = AccessMarks.AskedBare | AccessMarks.AskedFenced | AccessMarks.LookedAgain;

    internal static AccessOrderState Step(AccessOrderState state, RingAccess access, AccessRules rules, RuleLog log) => access.Kind switch
    {
        RingAccessKind.IdxRead => IdxRead(state, access.Value),
        RingAccessKind.EntryRead => EntryRead(state, access.Value, rules, log),
        RingAccessKind.EntryWritten => state.Without(Wrote).With(AccessMarks.WroteBare),
        RingAccessKind.IdxWritten => IdxWritten(state, rules, log),
        RingAccessKind.AdviceRead => AdviceRead(state, rules, log),
        RingAccessKind.Asked => state.Without(Asked).With(AccessMarks.AskedBare) with { Awaited = access.Value },
        RingAccessKind.LetOff => state.Without(Asked),
        RingAccessKind.Fenced => Fenced(state, (FenceOrders)access.Value),
        RingAccessKind.Slept => Slept(state, rules, log),
        RingAccessKind.SleptUnasked => SleptUnasked(state, rules, log),
        _ => throw new ArgumentOutOfRangeException(nameof(access), access.Kind, "no such access"),
    };

    private static AccessOrderState IdxRead(AccessOrderState state, ushort idx)
    {
        state = state.Without(Looked).With(AccessMarks.LookedBare) with { Seen = idx };
        return state.Has(AccessMarks.AskedFenced) ? state.With(AccessMarks.LookedAgain) : state;
    }

    private static AccessOrderState EntryRead(AccessOrderState state, ushort position, AccessRules rules, RuleLog log)
    {
        var covered = Covers(state.Seen, position);
        log.Check(covered, rules.Stale, $"the entry at position {position} was read when the index had been read as {state.Seen}", "entries before the index only");
        if (covered && state.Has(Looked))
            log.Check(!state.Has(AccessMarks.LookedBare), rules.Take, $"the entry at position {position} was read with no fence after the index", "a fence that orders loads");
        return state;
    }

    private static AccessOrderState IdxWritten(AccessOrderState state, AccessRules rules, RuleLog log)
    {
        if (state.Has(Wrote))
            log.Check(!state.Has(AccessMarks.WroteBare), rules.Publish, "the index was written with no fence after the entries", "a fence that orders stores");
        return state.Without(Wrote | Moved).With(AccessMarks.MovedBare);
    }

    private static AccessOrderState AdviceRead(AccessOrderState state, AccessRules rules, RuleLog log)
    {
        if (state.Has(Moved))
            log.Check(!state.Has(AccessMarks.MovedBare), rules.Tell, "flags or the event index read with no fence after the index was written", "a fence that orders stores before loads");
        return state.Without(Moved);
    }

    private static AccessOrderState Fenced(AccessOrderState state, FenceOrders orders)
    {
        if ((orders & FenceOrders.LoadLoad) != 0)
            state = Behind(state, AccessMarks.LookedBare, AccessMarks.LookedFenced);
        if ((orders & FenceOrders.StoreStore) != 0)
            state = Behind(state, AccessMarks.WroteBare, AccessMarks.WroteFenced);
        if ((orders & FenceOrders.StoreLoad) != 0)
            state = Behind(Behind(state, AccessMarks.MovedBare, AccessMarks.MovedFenced), AccessMarks.AskedBare, AccessMarks.AskedFenced);
        return state;
    }

    private static AccessOrderState Behind(AccessOrderState state, AccessMarks bare, AccessMarks fenced) =>
        state.Has(bare) ? state.Without(bare).With(fenced) : state;

    private static AccessOrderState Slept(AccessOrderState state, AccessRules rules, RuleLog log)
    {
        if (state.Has(Asked) && !state.Has(AccessMarks.LookedAgain))
            log.Breaks(rules.LookAgain, "slept after asking to be told, without a fence and another look at the index in between", "another look, after a fence");
        else if (state.Has(Asked))
            log.Check(!Covers(state.Seen, state.Awaited), rules.LookAgain, $"slept until told of position {state.Awaited}, having read the index as {state.Seen}", "no sleep: it is there, and nobody tells of it again");
        return state.Without(Asked);
    }

    private static AccessOrderState SleptUnasked(AccessOrderState state, AccessRules rules, RuleLog log)
    {
        log.Breaks(rules.LookAgain, "slept without asking to be told", "a wish to be told, and another look after it");
        return state.Without(Asked);
    }

    /// <summary>Positions count modulo 2^16: what lies less than half of that before the index is covered by it.</summary>
    private static bool Covers(ushort idx, ushort position) => (short)(idx - position) > 0;
}
