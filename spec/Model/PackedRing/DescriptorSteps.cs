using System.Collections.Immutable;
using Virtspec.Model.Rules;

namespace Virtspec.Model.PackedRing;

/// <summary>
/// The driver's writes to descriptors, and how they come together to lists (VIRTIO 1.4, 2.8.6, 2.8.16, 2.8.17, 2.8.21.1). The flags of a
/// list's first descriptor make the whole list available.
/// </summary>
internal static class DescriptorSteps
{
    /// <summary>A driver that writes where its next list begins fills a full ring further; anywhere else it rewrites what it gave away.</summary>
    internal static PackedState Body(PackedState state, ushort position, RuleLog log)
    {
        if (state.IsTaken(position))
        {
            if (position == state.NextAvail.Position)
                Overrun(position, log);
            else
                Rewritten(position, log);
            return state;
        }

        return Written(state, position).With(PackedMarks.BodyUnfenced);
    }

    internal static PackedState Flags(PackedState state, ushort position, PackedDescriptor descriptor, RuleLog log)
    {
        var first = position == state.NextAvail.Position;
        if (state.IsTaken(position))
        {
            if (!descriptor.AvailableUnder(state.Ahead(position).Wrap))
            {
                Rewritten(position, log);
                return state;
            }

            // Behind the first it is the rest of a list that does not fit, which is judged when the list becomes available.
            Overrun(position, log);
            return first ? state : state with { Prepared = state.Prepared.SetItem(position, descriptor) };
        }

        log.Holds(PackedRules.WritesOnlyItsOwn);
        log.Holds(PackedRules.AvailableUnchanged);
        if (first)
            log.Check(!state.Has(PackedMarks.BodyUnfenced), PackedRules.BarrierBeforeFlags, $"flags of descriptor {position} written without a barrier after the rest", "a barrier between");
        state = Written(state, position) with { Prepared = state.Prepared.SetItem(position, descriptor) };
        return Available(first ? state : state.With(PackedMarks.BodyUnfenced), log);
    }

    /// <summary>
    /// Once its first descriptor is available a list is, as far as it goes: what is missing of it was made available too late. What lies behind
    /// a whole list and is flagged as available is the next one.
    /// </summary>
    private static PackedState Available(PackedState state, RuleLog log)
    {
        var place = state.NextAvail;
        if (!state.Prepared.TryGetValue(place.Position, out var head) || !head.AvailableUnder(place.Wrap))
            return state;
        var list = new List<PackedDescriptor>();
        while (state.Prepared.TryGetValue(place.Position, out var descriptor) && descriptor.AvailableUnder(place.Wrap))
        {
            list.Add(descriptor);
            if (!descriptor.Has(PackedFlags.Next))
                return Available(Whole(state, list, log), log);
            if (list.Count == state.Size)
                return Endless(state, log);
            place = place.After(1, state.Size);
        }

        if (state.Has(PackedMarks.ListOpen))
            return state;
        log.Breaks(PackedRules.FirstIsLast, $"descriptor {state.NextAvail} made available, {place} of its list not yet", "the first descriptor last");
        return state.With(PackedMarks.ListOpen);
    }

    private static PackedState Whole(PackedState state, List<PackedDescriptor> list, RuleLog log)
    {
        ListRules.Judge(state, list, log);
        if (list.Count > 1 && !state.Has(PackedMarks.ListOpen))
            log.Holds(PackedRules.FirstIsLast);
        var free = state.Size - state.Taken;
        log.Check(list.Count <= free, PackedRules.SpaceForWhole, $"a list of {list.Count} descriptors with {free} free", $"at most {free}");
        if (list.Count > free)
            return state with { Prepared = state.Prepared.Clear() };
        var taken = Enumerable.Range(0, list.Count).Select(i => state.NextAvail.After(i, state.Size).Position);
        return state.Without(PackedMarks.ListOpen).With(PackedMarks.ListUnfenced) with
        {
            NextAvail = state.NextAvail.After(list.Count, state.Size),
            Outstanding = state.Outstanding.Add(new PackedBuffer(list[^1].Id, (ushort)list.Count)),
            Prepared = state.Prepared.RemoveRange(taken),
        };
    }

    private static PackedState Endless(PackedState state, RuleLog log)
    {
        log.Breaks(PackedRules.ListWithinQueueSize, $"every descriptor of the ring goes on to the next, queue size {state.Size}", "a list that ends");
        return state with { Prepared = ImmutableDictionary<ushort, PackedDescriptor>.Empty };
    }

    private static PackedState Written(PackedState state, ushort position) =>
        state with { Fresh = state.Fresh.RemoveAll(used => used.Position == position) };

    private static void Overrun(ushort position, RuleLog log) =>
        log.Breaks(PackedRules.WritesOnlyItsOwn, $"descriptor {position} written for another list, and the device has not used it", "used first");

    private static void Rewritten(ushort position, RuleLog log) =>
        log.Breaks(PackedRules.AvailableUnchanged, $"descriptor {position} rewritten after it was made available", "unchanged until used");
}
