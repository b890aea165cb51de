namespace Virtspec.Exploration.Schedules;

/// <summary>The algorithm ddmin (Zeller and Hildebrandt, IEEE TSE 2002): which of many things are needed.</summary>
internal static class DeltaDebugging
{
    /// <summary>Drops what is not needed, in ever smaller portions. What is left fails, and without any single item of it does not.</summary>
    /// <param name="items">Together they fail.</param>
    /// <param name="fails">Whether some of them, in the same order, still do.</param>
    internal static IReadOnlyList<T> Minimize<T>(IReadOnlyList<T> items, Func<IReadOnlyList<T>, bool> fails)
    {
        if (items.Count == 0 || fails([]))
            return [];
        var portions = 2;
        while (items.Count >= 2)
        {
            if (Reduce(items, portions, fails) is { } reduced)
            {
                portions = Math.Max(reduced.IsComplement ? portions - 1 : 2, 2);
                items = reduced.Items;
            }
            else if (portions < items.Count)
            {
                portions = Math.Min(2 * portions, items.Count);
            }
            else
            {
                break;
            }
        }

        return items;
    }

    private static (IReadOnlyList<T> Items, bool IsComplement)? Reduce<T>(IReadOnlyList<T> items, int portions, Func<IReadOnlyList<T>, bool> fails)
    {
        for (var i = 0; i < portions; i++)
        {
            var portion = items.Take(Bounds(i)).ToList();
            if (fails(portion))
                return (portion, false);
        }

        // Of two portions each is the complement of the other.
        for (var i = 0; portions > 2 && i < portions; i++)
        {
            var (start, end) = (Bounds(i).Start.Value, Bounds(i).End.Value);
            var complement = items.Where((_, at) => at < start || at >= end).ToList();
            if (fails(complement))
                return (complement, true);
        }

        return null;

        Range Bounds(int portion) => (int)((long)items.Count * portion / portions)..(int)((long)items.Count * (portion + 1) / portions);
    }
}
