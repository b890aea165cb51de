using Virtspec.Model.Rules;

namespace Virtspec.Model.SplitRing;

/// <summary>What is seen of the device on a split virtqueue (VIRTIO 1.4, 2.7.5.1, 2.7.8, 2.7.10.2).</summary>
internal static class SplitDeviceSteps
{
    internal static SplitState UsedIdx(SplitState state, ushort idx, RuleLog log)
    {
        var moved = (ushort)(idx - state.UsedIdx);
        if (moved == 0)
            return state;
        // A disabled ring may be processed; whether that had a side effect the rules of the device type find out.
        if (!state.Has(SplitMarks.Started))
        {
            log.Breaks(VhostUserRules.RingStartsStopped, "used idx moved on a ring that is not started", "no access before the start or after the stop");
            // One accusation: a ring at rest owes no call, for its call descriptor is gone.
            return state with { UsedIdx = idx, JudgedUsed = idx };
        }

        var pending = (ushort)((state.AvailIdx - state.Base) - (state.UsedIdx - state.UsedStart));
        log.Check(
            moved <= pending,
            SplitRules.UsedIdxForward,
            $"used idx went from {state.UsedIdx} to {idx} with {pending} buffers outstanding",
            "forward, by no more than the buffers outstanding");
        return state with { UsedIdx = idx };
    }

    internal static SplitState UsedElement(SplitState state, ushort position, uint id, uint length, RuleLog log)
    {
        var element = new UsedElement(position, id, length);
        // What the ring has come round over is not there to be seen again.
        var kept = state.Fresh.Count < state.Layout.Size ? state.Fresh : state.Fresh.RemoveAt(0);
        state = state with { Fresh = kept.Add(element) };
        if (id >= state.Layout.Size || !state.Outstanding.TryGetValue((ushort)id, out var chain))
            return UnknownId(state, element, log);
        log.Holds(SplitRules.UsedIdKnown);
        log.Holds(SplitRules.UsedOnce);
        log.Holds(SplitRules.BuffersComplete);
        log.Holds(CoreRules.ExposedEntriesUnchanged);
        log.Check(length <= chain.WritableBytes, SplitRules.UsedLengthFits, $"len {length} for {chain}", $"at most {chain.WritableBytes}");
        state = Ordered(state, (ushort)id, log);
        return Alive(state with { Outstanding = state.Outstanding.Remove((ushort)id) }, log);
    }

    /// <summary>An element must be whole before used idx covers it, so it cannot differ the second time it is read.</summary>
    internal static SplitState UsedElementAgain(SplitState state, ushort position, uint id, uint length, RuleLog log)
    {
        if (SeenAt(state, position) is not { } first)
            return state;
        log.Check(first.Id == id, SplitRules.UsedElementStable, $"{Differently(first, id, length)}", "one value, whole before used idx moves");
        log.Check(first.Length == length, SplitRules.LengthBeforeIdx, $"{Differently(first, id, length)}", "len set before used idx moves");
        return state;
    }

    private static string Differently(in UsedElement first, uint id, uint length) =>
        $"used element {first.Position} read as id {first.Id} len {first.Length}, later as id {id} len {length}";

    /// <summary>Elements are seen in order, position by position; a driver that leaves one out makes the list be searched.</summary>
    private static UsedElement? SeenAt(SplitState state, ushort position)
    {
        if (state.Fresh.IsEmpty)
            return null;
        var expected = (ushort)(position - state.Fresh[0].Position);
        if (expected < state.Fresh.Count && state.Fresh[expected].Position == position)
            return state.Fresh[expected];
        var at = state.Fresh.FindIndex(element => element.Position == position);
        return at >= 0 ? state.Fresh[at] : null;
    }

    /// <summary>A call before anything was used tells nothing: drivers cope with those, and no statement forbids them.</summary>
    internal static SplitState Called(SplitState state) =>
        state.UsedIdx == state.JudgedUsed ? state : state with { Calls = state.Calls + 1 };

    /// <summary>As of a kick, the decision is judged by what the device read.</summary>
    internal static SplitState CallDecided(SplitState state, ushort read, ushort used, bool called, RuleLog log)
    {
        var first = (ushort)(state.UsedIdx - used);
        var wanted = state.EventIdx ? SplitLayout.Passes(read, first, state.UsedIdx) : (read & 1) == 0;
        var rule = state.EventIdx
            ? wanted ? SplitRules.CallAtUsedEvent : SplitRules.NoCallOtherwise
            : wanted ? SplitRules.CallWhenNotFlagged : SplitRules.NoCallWhenFlagged;
        log.Check(called == wanted, rule, $"used idx {first} to {state.UsedIdx}, {(state.EventIdx ? "used_event" : "avail flags")} {read} and {Call(called)}", Call(wanted));
        return state;
    }

    private static string Call(bool comes) => comes ? "a call" : "no call";

    internal static SplitState UsedFlags(SplitState state, ushort flags, RuleLog log)
    {
        if (state.EventIdx)
            log.Check(flags == 0, SplitRules.UsedFlagsZeroWithEventIdx, $"used flags {flags} with VIRTIO_F_EVENT_IDX", "0");
        else
            log.Check(flags <= 1, SplitRules.UsedFlagsDefined, $"used flags {flags}", "0 or 1");
        return state;
    }

    internal static SplitState Run(SplitState state, bool started, bool enabled)
    {
        var resumed = started && !state.Has(SplitMarks.Started) && state.Base != 0;
        state = state.Without(SplitMarks.Started | SplitMarks.Enabled);
        state = state.With((started ? SplitMarks.Started : 0) | (enabled ? SplitMarks.Enabled : 0));
        return resumed ? state.With(SplitMarks.Resumed) : state;
    }

    /// <summary>
    /// The base says how many buffers the device took. Each of them has to be used by the time the base is given, else it is lost to
    /// whoever goes on from there. Calls still due are not waited for: whoever stops a ring looks at it.
    /// </summary>
    internal static SplitState Stopped(SplitState state, ushort nextAvail, RuleLog log)
    {
        var taken = (ushort)(nextAvail - state.Base);
        var used = (ushort)(state.UsedIdx - state.UsedStart);
        var left = (ushort)(state.AvailIdx - nextAvail);
        log.Check(left <= state.Layout.Size, VhostUserRules.BaseIsNextAvail, $"base {nextAvail} with avail idx {state.AvailIdx}", "the next entry to take, at most avail idx");
        log.Check(taken == used, SplitRules.StopDrains, $"base {nextAvail} counts {taken} buffers taken, {used} were used", "every taken buffer used");
        return state.Without(SplitMarks.Started) with { Base = nextAvail, UsedStart = state.UsedIdx, JudgedUsed = state.UsedIdx, Calls = 0 };
    }

    /// <summary>
    /// Blames the arrangement of descriptors only when the same kind of request was served well in plain arrangement: otherwise
    /// the request itself is what the device cannot do, and another rule says so.
    /// </summary>
    internal static SplitState Served(SplitState state, Chain chain, bool ok, bool plain, RuleLog log)
    {
        if (plain && chain.Arrangement == Arrangement.Direct)
            return ok ? state.With(SplitMarks.ServedPlain) : state;
        if (ok)
            return ServedWell(state, chain, plain, log);
        if (state.Has(SplitMarks.ServedPlain))
            BlameOne(state, chain, plain, log);
        return state;
    }

    private static SplitState ServedWell(SplitState state, Chain chain, bool plain, RuleLog log)
    {
        if (!plain)
            log.Holds(SplitRules.AnyArrangement);
        var afterDirect = (chain.Arrangement & Arrangement.IndirectAfterDirect) != 0;
        if (afterDirect)
            log.Holds(SplitRules.IndirectAfterDirect);
        if ((chain.Arrangement & Arrangement.IndirectWriteFlag) != 0)
            log.Holds(SplitRules.IndirectWriteFlagIgnored);
        if (afterDirect)
            return state.With(SplitMarks.ServedAfterDirect);
        return plain && chain.Arrangement == Arrangement.Indirect ? state.With(SplitMarks.ServedIndirect) : state;
    }

    /// <summary>The one request in flight is never served: where its arrangement never worked, and what is left without that does, the arrangement is why.</summary>
    internal static void NeverServed(SplitState state, Chain chain, RuleLog log)
    {
        if ((chain.Arrangement & Arrangement.IndirectAfterDirect) != 0 && state.Has(SplitMarks.ServedPlain) && !state.Has(SplitMarks.ServedAfterDirect))
            log.Breaks(SplitRules.IndirectAfterDirect, $"a good request was never served behind direct and indirect descriptors: {chain}", "served");
    }

    /// <summary>One cause for one failure: the rarer arrangement first, and each only when what is left without it is known to work.</summary>
    private static void BlameOne(SplitState state, Chain chain, bool plain, RuleLog log)
    {
        if ((chain.Arrangement & Arrangement.IndirectAfterDirect) != 0)
            log.Breaks(SplitRules.IndirectAfterDirect, $"a good request failed behind direct and indirect descriptors: {chain}", "served");
        else if ((chain.Arrangement & Arrangement.IndirectWriteFlag) != 0 && state.Has(SplitMarks.ServedIndirect))
            log.Breaks(SplitRules.IndirectWriteFlagIgnored, $"a good request failed with the write flag on its indirect descriptor: {chain}", "the flag ignored");
        else if (!plain && (chain.Arrangement == Arrangement.Direct || state.Has(SplitMarks.ServedIndirect)))
            log.Breaks(SplitRules.AnyArrangement, $"a good request failed in the arrangement {chain}", "served in any arrangement");
    }

    private static SplitState UnknownId(SplitState state, UsedElement element, RuleLog log)
    {
        var again = state.Fresh.Take(state.Fresh.Count - 1).Any(other => other.Id == element.Id);
        var seen = $"used element {element.Position} names head {element.Id}, which is not outstanding";
        if (again)
            log.Breaks(SplitRules.UsedOnce, seen + "; it was used just before", "each buffer used once");
        else
            log.Breaks(SplitRules.UsedIdKnown, seen, $"one of {string.Join(", ", state.Outstanding.Keys.Order().Take(8))}");
        return state;
    }

    private static SplitState Ordered(SplitState state, ushort id, RuleLog log)
    {
        if (!state.InOrder || state.Order.IsEmpty)
            return state;
        var expected = state.Order.Peek();
        log.Check(expected == id, CoreRules.UsesInOrder, $"head {id} used before head {expected}", "the order in which they became available");
        return state with { Order = expected == id ? state.Order.Dequeue() : [.. state.Order.Where(head => head != id)] };
    }

    private static SplitState Alive(SplitState state, RuleLog log)
    {
        if (state.Has(SplitMarks.SpuriousKick))
            log.Holds(SplitRules.SpuriousKickHandled);
        if (state.Has(SplitMarks.Resumed))
            log.Holds(SplitRules.ResumeGoesOn);
        return state.Without(SplitMarks.SpuriousKick | SplitMarks.Resumed);
    }
}
