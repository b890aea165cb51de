using System.Numerics;
using Virtspec.Exploration.Execution;

namespace Virtspec.Exploration.Search;

/// <summary>
/// Cuts a search into parts that together are the whole and can be searched by anybody in any order: all beginnings of a certain length, each
/// with the processes that need not be tried after it because another part begins with them.
/// </summary>
internal static class Partition
{
    private const int LongestBeginning = 200;

    /// <summary>Cuts until there are enough parts; the same arguments give the same parts in the same order.</summary>
    /// <param name="world">To try beginnings in.</param>
    /// <param name="count">Parts wanted; small searches have fewer.</param>
    /// <param name="sleep">Whether sleep sets are used.</param>
    internal static List<SearchPart> Cut(World world, int count, bool sleep)
    {
        var parts = new List<SearchPart> { SearchPart.Whole };
        for (var length = 0; length < LongestBeginning && parts.Count < count; length++)
        {
            var next = new List<SearchPart>(2 * parts.Count);
            foreach (var part in parts)
            {
                if (part.Beginning.Count < length)
                    next.Add(part);
                else
                    Open(world, part, sleep, next);
            }

            if (next.TrueForAll(part => part.Beginning.Count <= length))
                return next;
            parts = next;
        }

        return parts;
    }

    private static void Open(World world, SearchPart part, bool sleep, List<SearchPart> into)
    {
        part.Begin(world);
        var enabled = world.Enabled;
        if (world.Failure is not null || enabled == 0 || world.Depth >= world.StepLimit)
        {
            into.Add(part);
            return;
        }

        var asleep = part.AsleepIn(world);
        var alone = world.Alone(enabled);
        var open = (alone >= 0 ? 1UL << alone : enabled) & ~asleep;
        for (; open != 0; open &= open - 1)
        {
            var process = BitOperations.TrailingZeroCount(open);
            var still = sleep ? StillAsleep(world, asleep, process) : [];
            for (var alternative = 0; alternative < world.Alternatives(process); alternative++)
                into.Add(new SearchPart([.. part.Beginning, Pick.Of(world, process, alternative)], still));
            asleep |= 1UL << process;
        }
    }

    private static List<Pick> StillAsleep(World world, ulong asleep, int process)
    {
        var still = new List<Pick>();
        for (asleep = SleepSets.After(world, asleep, process); asleep != 0; asleep &= asleep - 1)
            still.Add(Pick.Of(world, BitOperations.TrailingZeroCount(asleep), 0));
        return still;
    }
}
