using Virtspec.Model.Rules;

namespace Virtspec.Model.SplitRing;

/// <summary>
/// The moment when whatever was going to happen has happened: absences are judged here, of calls (VIRTIO 1.4, 2.7.7.2), of
/// completions, of movement on a ring that does not run.
/// </summary>
internal static class SettledSteps
{
    internal static SplitState Settled(SplitState state, RuleLog log)
    {
        JudgeCompletion(state, log);
        JudgeIdleness(state, log);
        if (!state.Has(SplitMarks.SuppressionRaced | SplitMarks.CannotCall))
            JudgeCalls(state, log);
        if (CalledAtUsedEvent(state))
            state = state.With(SplitMarks.CalledAtUsedEvent);
        return state.Without(SplitMarks.SuppressionRaced | SplitMarks.ExposedWhileIdle) with
        {
            JudgedUsed = state.UsedIdx,
            Calls = 0,
            Fresh = state.Fresh.Clear(),
        };
    }

    private static void JudgeCompletion(SplitState state, RuleLog log)
    {
        if (!state.Running || state.Outstanding.Count == 0 || !state.Has(SplitMarks.Kicked))
            return;
        var chains = string.Join("; ", state.Outstanding.Values.OrderBy(chain => chain.Head).Take(4));
        var seen = $"published, kicked if the device wanted it, and never used ({state.Outstanding.Count}): {chains}";
        log.Breaks(SplitRules.BuffersComplete, seen, "every available buffer used");
        if (state.Outstanding.Count == 1)
            SplitDeviceSteps.NeverServed(state, state.Outstanding.Values.Single(), log);
        if (state.Has(SplitMarks.SpuriousKick))
            log.Breaks(SplitRules.SpuriousKickHandled, "nothing completes after a kick that told nothing new", "a spurious kick does no harm");
        if (state.Has(SplitMarks.Resumed))
            log.Breaks(SplitRules.ResumeGoesOn, $"nothing completes after the ring was started at base {state.Base}", "processing goes on at the base");
    }

    private static void JudgeIdleness(SplitState state, RuleLog log)
    {
        if (!state.Has(SplitMarks.ExposedWhileIdle) || state.UsedIdx != state.JudgedUsed)
            return;
        if (!state.Has(SplitMarks.Started))
            log.Holds(VhostUserRules.RingStartsStopped);
        else if (!state.Has(SplitMarks.Enabled))
            log.Holds(VhostUserRules.DisabledRingIdle);
    }

    private static void JudgeCalls(SplitState state, RuleLog log)
    {
        if (state.UsedIdx == state.JudgedUsed)
            return;
        var called = state.Calls > 0;
        var passes = SplitLayout.Passes(state.UsedEvent, state.JudgedUsed, state.UsedIdx);
        var window = $"used idx {state.JudgedUsed} to {state.UsedIdx}";
        if (state.EventIdx)
            JudgeEventIdx(state, passes, called, $"{window}, used_event {state.UsedEvent}", log);
        else
            JudgeFlags(state, passes, called, $"{window}, avail flags {state.AvailFlags}", log);
    }

    private static void JudgeEventIdx(SplitState state, bool passes, bool called, string situation, RuleLog log)
    {
        if (!passes)
        {
            log.Check(!called, SplitRules.NoCallOtherwise, situation + ": called", "no call");
            return;
        }

        log.Check(called, SplitRules.CallAtUsedEvent, situation + ": no call", "a call");
        if ((state.AvailFlags & 1) != 0 && TellsOfTrap(state, called))
            log.Check(called, SplitRules.AvailFlagIgnoredWithEventIdx, $"{situation}, avail flags {state.AvailFlags}: no call, and there was one with flags 0", "flags ignored");
    }

    /// <summary>Called where both ask for it: what is missing later, where one of them asks for silence, is missing for that one.</summary>
    private static bool CalledAtUsedEvent(SplitState state) =>
        state.Calls > 0 && (state.AvailFlags & 1) == 0 && SplitLayout.Passes(state.UsedEvent, state.JudgedUsed, state.UsedIdx);

    /// <summary>A wish that does not count and asks for silence: a call says that it was disregarded, none says otherwise only after one where both asked.</summary>
    private static bool TellsOfTrap(SplitState state, bool called) => called || state.Has(SplitMarks.CalledAtUsedEvent);

    /// <summary>A used_event that would have asked for silence is a trap: a device that looks at it without the feature falls in.</summary>
    private static void JudgeFlags(SplitState state, bool passes, bool called, string situation, RuleLog log)
    {
        if ((state.AvailFlags & 1) != 0)
        {
            log.Check(!called, SplitRules.NoCallWhenFlagged, situation + ": called", "no call");
            return;
        }

        log.Check(called, SplitRules.CallWhenNotFlagged, situation + ": no call", "a call");
        if (!passes && TellsOfTrap(state, called))
            log.Check(called, SplitRules.UsedEventIgnored, $"{situation}, used_event {state.UsedEvent} without VIRTIO_F_EVENT_IDX: no call, and there was one at used_event", "used_event ignored");
    }
}
