using Virtspec.Exploration.Execution;

namespace Virtspec.Exploration.Search;

/// <summary>What a search reports to. Several workers share it.</summary>
internal abstract class SearchContext
{
    /// <summary>Asked before each execution: true ends the search where it stands.</summary>
    internal abstract bool Stopping { get; }

    /// <summary>An execution came to its end, or failed on the way.</summary>
    /// <param name="world">At its end.</param>
    /// <param name="schedule">How it came there; made only when asked for.</param>
    /// <param name="tally">Of the worker.</param>
    internal abstract void Ended(World world, Func<Pick[]> schedule, Tally tally);
}

/// <summary>A part of a search: everything after a beginning, but for what others look at.</summary>
/// <param name="Beginning">The first choices.</param>
/// <param name="Asleep">Processes whose next steps need not be tried first, for another part begins with them.</param>
internal sealed record SearchPart(IReadOnlyList<Pick> Beginning, IReadOnlyList<Pick> Asleep)
{
    internal static SearchPart Whole { get; } = new([], []);

    /// <summary>Starts an execution and makes the first choices.</summary>
    internal void Begin(World world)
    {
        world.Reset();
        for (var i = 0; i < Beginning.Count; i++)
            Beginning[i].Repeat(world);
    }

    /// <summary>The processes asleep, as bits, in a world that stands at the end of the beginning.</summary>
    internal ulong AsleepIn(World world)
    {
        var asleep = 0UL;
        foreach (var pick in Asleep)
            asleep |= 1UL << pick.ProcessIn(world);
        return asleep;
    }
}
