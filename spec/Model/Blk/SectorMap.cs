namespace Virtspec.Model.Blk;

/// <summary>Says what becomes of one sector.</summary>
/// <param name="number">Number of the sector.</param>
/// <param name="before">What was known of it; null when nothing was.</param>
/// <param name="argument">Whatever the change needs.</param>
/// <returns>What is known of it now; the same object leaves the map alone.</returns>
internal delegate Sector? SectorChange<in TArgument>(ulong number, Sector? before, TArgument argument);

/// <summary>
/// Sectors by number, as a value: a change makes a new map that shares with the old one what did not change. A tree of sixteen ways, four bits of
/// the number a level, so that a run of sectors is changed by one walk and those known in a run of billions are found without asking for each.
/// </summary>
internal sealed class SectorMap : IEquatable<SectorMap>
{
    private const int Bits = 4;
    private const int Ways = 1 << Bits;
    private const int MostLevels = 64 / Bits;

    private readonly object?[]? _root;
    private readonly int _levels;

    private SectorMap(object?[]? root, int levels, int count) => (_root, _levels, Count) = (root, levels, count);

    /// <summary>Nothing known of any sector.</summary>
    internal static SectorMap Empty { get; } = new(null, 0, 0);

    /// <summary>How many sectors something is known of.</summary>
    internal int Count { get; }

    /// <summary>What is known of a sector; null when nothing is.</summary>
    internal Sector? this[ulong number]
    {
        get
        {
            if (number > Last(_levels))
                return null;
            var node = _root;
            for (var level = _levels - 1; level > 0 && node is not null; level--)
                node = (object?[]?)node[Slot(number, level)];
            return (Sector?)node?[Slot(number, 0)];
        }
    }

    /// <summary>Changes a run of sectors.</summary>
    /// <param name="first">The first.</param>
    /// <param name="count">How many; those beyond the largest number there is do not exist.</param>
    /// <param name="unknownToo">Whether to ask for sectors of which nothing is known as well.</param>
    /// <param name="argument">Handed to <paramref name="change"/>.</param>
    /// <param name="change">Says what becomes of each.</param>
    internal SectorMap Change<TArgument>(ulong first, ulong count, bool unknownToo, TArgument argument, SectorChange<TArgument> change)
    {
        if (count == 0)
            return this;
        var last = first + Math.Min(count - 1, ulong.MaxValue - first);
        var (root, levels) = (_root, _levels);
        if (unknownToo)
            (root, levels) = Grown(last);
        if (levels == 0 || first > Last(levels))
            return this;
        var known = 0;
        var walk = new Walk<TArgument>(first, Math.Min(last, Last(levels)), unknownToo, argument, change);
        var changed = walk.Step(root, levels - 1, 0, ref known);
        return ReferenceEquals(changed, root) ? this : Smallest(changed, levels, Count + known);
    }

    /// <summary>Compared by content.</summary>
    public bool Equals(SectorMap? other) =>
        other is not null && Count == other.Count && _levels == other._levels && Same(_root, other._root, _levels - 1);

    public override bool Equals(object? obj) => Equals(obj as SectorMap);

    public override int GetHashCode() => HashCode.Combine(Count, _levels);

    private static int Slot(ulong number, int level) => (int)(number >> (Bits * level)) & (Ways - 1);

    /// <summary>The largest number that so many levels have room for.</summary>
    private static ulong Last(int levels) => levels == MostLevels ? ulong.MaxValue : (1UL << (Bits * levels)) - 1;

    private (object?[]? Root, int Levels) Grown(ulong last)
    {
        var (root, levels) = (_root, _levels);
        while (levels == 0 || last > Last(levels))
        {
            if (root is not null)
            {
                var above = new object?[Ways];
                above[0] = root;
                root = above;
            }

            levels++;
        }

        return (root, levels);
    }

    /// <summary>Equal content has equal shape: no level that all numbers have a zero in.</summary>
    private static SectorMap Smallest(object?[]? root, int levels, int count)
    {
        if (root is null)
            return Empty;
        while (levels > 1 && root.AsSpan(1).IndexOfAnyExcept((object?)null) < 0)
        {
            root = (object?[])root[0]!;
            levels--;
        }

        return new SectorMap(root, levels, count);
    }

    private static bool Same(object?[]? left, object?[]? right, int level)
    {
        if (ReferenceEquals(left, right))
            return true;
        if (left is null || right is null)
            return false;
        for (var slot = 0; slot < Ways; slot++)
        {
            var same = level == 0 ? Equals(left[slot], right[slot]) : Same((object?[]?)left[slot], (object?[]?)right[slot], level - 1);
            if (!same)
                return false;
        }

        return true;
    }

    private readonly record struct Walk<TArgument>(ulong First, ulong End, bool UnknownToo, TArgument Argument, SectorChange<TArgument> Change)
    {
        /// <summary>Changes what lies below one node.</summary>
        /// <param name="node">The node; null when there is none yet.</param>
        /// <param name="level">Its level; 0 has sectors in its slots.</param>
        /// <param name="start">Number of the first sector it has room for.</param>
        /// <param name="known">How many more sectors are known than before.</param>
        /// <returns>The same node when nothing changed, null when nothing is left.</returns>
        internal object?[]? Step(object?[]? node, int level, ulong start, ref int known)
        {
            var shift = Bits * level;
            var from = First > start ? (int)((First - start) >> shift) : 0;
            var to = (int)Math.Min((End - start) >> shift, Ways - 1);
            object?[]? copy = null;
            for (var slot = from; slot <= to; slot++)
            {
                var before = node?[slot];
                if (before is null && !UnknownToo)
                    continue;
                var number = start + ((ulong)slot << shift);
                object? after = level == 0 ? Change(number, (Sector?)before, Argument) : Step((object?[]?)before, level - 1, number, ref known);
                if (ReferenceEquals(after, before))
                    continue;
                copy ??= node is null ? new object?[Ways] : node.AsSpan().ToArray();
                copy[slot] = after;
                if (level == 0)
                    known += (after is null ? 0 : 1) - (before is null ? 0 : 1);
            }

            if (copy is null)
                return node;
            return copy.AsSpan().IndexOfAnyExcept((object?)null) < 0 ? null : copy;
        }
    }
}
