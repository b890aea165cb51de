namespace Virtspec.Systematic.Programs;

/// <summary>An execution graph with a modification order for each location, and the relations that memory models speak of.</summary>
internal sealed class AxiomaticGraph
{
    private readonly IReadOnlyList<AxiomaticEvent> _events;
    private readonly int[][] _orders;

    internal AxiomaticGraph(IReadOnlyList<AxiomaticEvent> events, int[][] orders)
    {
        (_events, _orders) = (events, orders);
        ProgramOrder = Pairs((a, b) => a.Thread == b.Thread ? a.Thread >= 0 && a.Order < b.Order : a.Thread < 0);
        SameLocation = Pairs((a, b) => a.Address == b.Address && a.Address >= 0);
        ReadsFrom = Relation.Where(events.Count, (from, to) => events[to].From == from);
        ModificationOrder = Relation.Where(events.Count, (from, to) =>
            orders.Any(order => Array.IndexOf(order, from) >= 0 && Array.IndexOf(order, from) < Array.IndexOf(order, to)));

        // A read-modify-write reads before itself, so it is no from-read of its own.
        FromReads = Relation.Where(events.Count, (from, to) => from != to && events[from].From >= 0 && ModificationOrder[events[from].From, to]);
    }

    /// <summary>What memory begins with comes before everything.</summary>
    internal Relation ProgramOrder { get; }

    internal Relation SameLocation { get; }

    internal Relation ReadsFrom { get; }

    internal Relation ModificationOrder { get; }

    internal Relation FromReads { get; }

    internal Relation Communication => ReadsFrom | ModificationOrder | FromReads;

    internal Relation ReadsFromOthers => ReadsFrom & Pairs((a, b) => a.Thread != b.Thread);

    /// <summary>Nothing is stored between what a read-modify-write reads and what it stores.</summary>
    internal bool Atomic => !Enumerable.Range(0, _events.Count).Any(e => _events[e].Is(EventKinds.Load | EventKinds.Store)
        && Enumerable.Range(0, _events.Count).Any(between => ModificationOrder[_events[e].From, between] && ModificationOrder[between, e])
        || (_events[e].Is(EventKinds.Load | EventKinds.Store) && !ModificationOrder[_events[e].From, e]));

    /// <summary>Happens-before agrees with what is seen at each location.</summary>
    internal bool Coherent => HappensBefore.IsIrreflexive && (HappensBefore * Communication.Closure()).IsIrreflexive;

    /// <summary>From one full fence to another that has to come later.</summary>
    internal Relation FenceOrder
    {
        get
        {
            var full = On(EventKinds.Full);
            return full * (HappensBefore | HappensBefore * Communication.Closure() * HappensBefore) * full;
        }
    }

    private Relation HappensBefore => (ProgramOrder | Synchronizes).Closure();

    private Relation Synchronizes
    {
        get
        {
            var fence = On(EventKinds.Fence);
            var sequence = On(EventKinds.Store) * (ReadsFrom * On(EventKinds.Load | EventKinds.Store)).Closure().OrSame();
            return On(EventKinds.Release) * (fence * ProgramOrder).OrSame() * sequence * ReadsFrom
                * On(EventKinds.Load) * (ProgramOrder * fence).OrSame() * On(EventKinds.Acquire);
        }
    }

    /// <summary>What store buffers keep of program order without the help of full fences.</summary>
    /// <param name="partial">Whether stores may pass stores.</param>
    internal Relation Preserved(bool partial)
    {
        var loadFirst = Pairs((a, b) => a.Is(EventKinds.Load) && !b.Is(EventKinds.Fence));
        var stores = Pairs((a, b) => a.Is(EventKinds.Store) && b.Is(EventKinds.Store));
        if (partial)
        {
            var released = ProgramOrder * On(EventKinds.Fence | EventKinds.Release) * ProgramOrder;
            stores &= SameLocation | Pairs((_, b) => b.Is(EventKinds.Release)) | released | Pairs((a, _) => a.Thread < 0);
        }

        return ProgramOrder & (loadFirst | stores);
    }

    /// <summary>Accesses with a full fence in between.</summary>
    internal Relation Fenced => ProgramOrder * On(EventKinds.Full) * ProgramOrder;

    /// <summary>Every way to order the stores to each location, what memory begins with first.</summary>
    internal static IEnumerable<int[][]> ModificationOrders(IReadOnlyList<AxiomaticEvent> events)
    {
        IEnumerable<int[][]> orders = [[]];
        foreach (var initial in Enumerable.Range(0, events.Count).Where(e => events[e].Thread < 0))
        {
            var stores = Enumerable.Range(0, events.Count)
                .Where(e => events[e].Thread >= 0 && events[e].Is(EventKinds.Store) && events[e].Address == events[initial].Address).ToArray();
            orders = orders.SelectMany(before => Permutations(stores).Select(order => (int[][])[.. before, [initial, .. order]]));
        }

        return orders;
    }

    /// <summary>What memory holds when everything has happened.</summary>
    internal ulong[] Memory(int bytes)
    {
        var memory = new ulong[bytes / 8];
        foreach (var last in _orders.Select(order => _events[order[^1]]))
            memory[last.Address / 8] |= last.Value << (8 * (last.Address % 8));
        return memory;
    }

    private static IEnumerable<int[]> Permutations(int[] items) => items.Length == 0
        ? [[]]
        : items.SelectMany(first => Permutations([.. items.Where(item => item != first)]).Select(rest => (int[])[first, .. rest]));

    private Relation On(EventKinds kinds) => Relation.On(_events.Count, e => _events[e].Is(kinds));

    private Relation Pairs(Func<AxiomaticEvent, AxiomaticEvent, bool> holds) =>
        Relation.Where(_events.Count, (from, to) => holds(_events[from], _events[to]));
}
