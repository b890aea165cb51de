using Virtspec.Model.Rules;

namespace Virtspec.Model.SplitRing;

/// <summary>
/// The driver's two memory barriers (VIRTIO 1.4, 2.7.13.3.1 and 2.7.13.4.1). They are judged where fences are events, which is where a
/// program is explored; memory shows none, and without <see cref="SplitEventKind.EntryWritten"/> nothing here is judged.
/// </summary>
internal static class FenceSteps
{
    internal static SplitState EntryWritten(SplitState state) => state.Without(SplitMarks.EntryFenced).With(SplitMarks.EntryUnfenced);

    internal static SplitState Fenced(SplitState state, FenceOrders orders)
    {
        if ((orders & FenceOrders.StoreStore) != 0 && state.Has(SplitMarks.EntryUnfenced))
            state = state.Without(SplitMarks.EntryUnfenced).With(SplitMarks.EntryFenced);
        if ((orders & FenceOrders.StoreLoad) != 0 && state.Has(SplitMarks.IdxUnfenced))
            state = state.Without(SplitMarks.IdxUnfenced).With(SplitMarks.IdxFenced);
        return state;
    }

    /// <summary>avail idx was written.</summary>
    internal static SplitState Published(SplitState state, RuleLog log)
    {
        const SplitMarks Entry = SplitMarks.EntryUnfenced | SplitMarks.EntryFenced;
        if (!state.Has(Entry))
            return state;
        log.Check(!state.Has(SplitMarks.EntryUnfenced), SplitRules.EntryBeforeIdx, "avail idx written with no fence after the entries", "a fence that orders stores");
        return state.Without(Entry | SplitMarks.IdxFenced).With(SplitMarks.IdxUnfenced);
    }

    /// <summary>The driver read whether the device wants a kick, and nothing else since.</summary>
    internal static SplitState Advised(SplitState state, RuleLog log)
    {
        const SplitMarks Idx = SplitMarks.IdxUnfenced | SplitMarks.IdxFenced;
        if (state.Has(Idx))
            log.Check(!state.Has(SplitMarks.IdxUnfenced), SplitRules.IdxBeforeAdvice, "flags or avail_event read with no fence after avail idx", "a fence that orders stores before loads");
        return state.Without(Idx);
    }
}
