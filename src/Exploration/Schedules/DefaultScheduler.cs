using System.Numerics;
using Virtspec.Exploration.Execution;
using Virtspec.Exploration.Search;

namespace Virtspec.Exploration.Schedules;

/// <summary>
/// The schedule that needs no telling: an agent goes on until it is blocked or done, then the one of lowest number does; a store arrives only when
/// no agent can go on; everything turns out the first way.
/// </summary>
internal static class DefaultScheduler
{
    /// <summary>Who goes on.</summary>
    /// <param name="world">Where.</param>
    /// <param name="enabled">Processes that can go on; not none.</param>
    /// <param name="last">The agent that went last, -1 at the start.</param>
    internal static Pick Next(World world, ulong enabled, int last)
    {
        var agents = enabled & ((1UL << world.Agents) - 1);
        if (agents != 0)
            return new Pick(last >= 0 && (agents >> last & 1) != 0 ? last : BitOperations.TrailingZeroCount(agents), -1, 0);

        // Process numbers of arriving stores depend on what a world ran before; agents and places do not.
        var first = Pick.Of(world, BitOperations.TrailingZeroCount(enabled), 0);
        for (var rest = enabled & (enabled - 1); rest != 0; rest &= rest - 1)
        {
            var other = Pick.Of(world, BitOperations.TrailingZeroCount(rest), 0);
            if ((other.Agent, other.Place).CompareTo((first.Agent, first.Place)) < 0)
                first = other;
        }

        return first;
    }
}
