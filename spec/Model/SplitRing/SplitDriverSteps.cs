using Virtspec.Model.Rules;

namespace Virtspec.Model.SplitRing;

/// <summary>What the driver does to a split virtqueue (VIRTIO 1.4, 2.7.6, 2.7.7.1, 2.7.10.1, 2.7.13).</summary>
internal static class SplitDriverSteps
{
    internal static SplitState AvailIdx(SplitState state, ushort idx, RuleLog log)
    {
        var added = (ushort)(idx - state.AvailIdx);
        if (added > state.Layout.Size)
        {
            log.Breaks(SplitRules.AvailIdxForward, $"avail idx went from {state.AvailIdx} to {idx}", "forward by at most queue size");
        }
        else
        {
            log.Holds(SplitRules.AvailIdxForward);
            var outstanding = state.Outstanding.Count + added;
            log.Check(outstanding <= state.Layout.Size, SplitRules.QueueNotOverfull, $"{outstanding} buffers outstanding, queue size {state.Layout.Size}", "at most queue size");
        }

        return state with { AvailIdx = idx };
    }

    internal static SplitState Exposed(SplitState state, Chain chain, RuleLog log)
    {
        log.Check(!state.Outstanding.ContainsKey(chain.Head), CoreRules.ExposedEntriesUnchanged, $"head {chain.Head} made available twice", "a head is free before it is used again");
        var next = state with
        {
            Outstanding = state.Outstanding.SetItem(chain.Head, chain),
            Order = state.InOrder ? state.Order.Enqueue(chain.Head) : state.Order,
        };
        return (next.Running ? next : next.With(SplitMarks.ExposedWhileIdle)).Without(SplitMarks.Kicked);
    }

    internal static SplitState ExposedRewritten(SplitState state, ushort descriptor, RuleLog log)
    {
        log.Breaks(CoreRules.ExposedEntriesUnchanged, $"descriptor {descriptor} of an available buffer rewritten", "unchanged until used");
        return state;
    }

    internal static SplitState AvailFlags(SplitState state, ushort flags, RuleLog log)
    {
        if (state.EventIdx)
            log.Check(flags == 0, SplitRules.AvailFlagsZeroWithEventIdx, $"avail flags {flags} with VIRTIO_F_EVENT_IDX", "0");
        else
            log.Check(flags <= 1, SplitRules.AvailFlagsDefined, $"avail flags {flags}", "0 or 1");
        return flags == state.AvailFlags ? state : Raced(state) with { AvailFlags = flags };
    }

    internal static SplitState UsedEvent(SplitState state, ushort index) =>
        index == state.UsedEvent ? state : Raced(state) with { UsedEvent = index };

    /// <summary>The decision is judged by what the driver read: the device may change its mind right after, and that is nobody's fault.</summary>
    internal static SplitState KickDecided(SplitState state, ushort read, ushort published, bool kicked, RuleLog log)
    {
        bool wanted;
        if (state.EventIdx)
        {
            wanted = SplitLayout.Passes(read, (ushort)(state.AvailIdx - published), state.AvailIdx);
            log.Check(kicked == wanted, wanted ? SplitRules.KickAtAvailEvent : SplitRules.NoKickOtherwise, $"avail_event {read}, avail idx {state.AvailIdx} and {Kick(kicked)}", Kick(wanted));
        }
        else
        {
            wanted = (read & 1) == 0;
            log.Check(kicked == wanted, wanted ? SplitRules.KickWhenNotFlagged : SplitRules.NoKickWhenFlagged, $"used flags {read} and {Kick(kicked)}", Kick(wanted));
        }

        // A device that wants no kick has to look by itself: one that sleeps on after saying so never completes.
        return wanted || kicked ? state : state.With(SplitMarks.Kicked);
    }

    internal static SplitState Kicked(SplitState state, bool news)
    {
        state = state.With(SplitMarks.Kicked);
        return news ? state : state.With(SplitMarks.SpuriousKick);
    }

    private static string Kick(bool comes) => comes ? "a kick" : "no kick";

    /// <summary>Whoever starts a stopped ring knows its base from whoever stopped it.</summary>
    internal static SplitState Based(SplitState state, ushort nextAvail, RuleLog log)
    {
        log.Check(nextAvail == state.Base, SplitRules.StartsAtBase, $"a ring that stopped at base {state.Base} is started at {nextAvail}", "the base given when it was stopped");
        return state;
    }

    /// <summary>The device has a way to call from now on, or none: for buffers in flight it may have had the other.</summary>
    internal static SplitState CallsGiven(SplitState state, bool given) =>
        Raced(given ? state.Without(SplitMarks.CannotCall) : state.With(SplitMarks.CannotCall));

    private static SplitState Raced(SplitState state) =>
        state.Outstanding.Count > 0 || state.UsedIdx != state.JudgedUsed ? state.With(SplitMarks.SuppressionRaced) : state;
}
