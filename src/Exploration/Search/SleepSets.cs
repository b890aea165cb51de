using System.Numerics;
using Virtspec.Exploration.Execution;

namespace Virtspec.Exploration.Search;

/// <summary>
/// What the next steps of sleeping processes touch, for each event of an execution (Godefroid 1996). A step of theirs stays what it is while they
/// sleep, for whatever concerns it wakes them.
/// </summary>
internal sealed class SleepSets
{
    private const int Width = 64;

    private Footprint[] _footprints = new Footprint[64 * Width];

    /// <summary>What the next step of a process that sleeps at an event touches.</summary>
    internal ref readonly Footprint this[int at, int process] => ref _footprints[(at * Width) + process];

    /// <summary>Puts a process to sleep.</summary>
    internal void Add(int at, int process, in Footprint footprint)
    {
        if ((at + 1) * Width > _footprints.Length)
            Array.Resize(ref _footprints, Math.Max(2 * _footprints.Length, (at + 1) * Width));
        _footprints[(at * Width) + process] = footprint;
    }

    /// <summary>Who sleeps on after the next step of a process, in a world where none of them has stepped.</summary>
    internal static ulong After(World world, ulong asleep, int process)
    {
        asleep &= ~(1UL << process);
        var footprint = world.FootprintOf(process);
        for (var rest = asleep; rest != 0; rest &= rest - 1)
        {
            var other = BitOperations.TrailingZeroCount(rest);
            if (Footprint.Conflict(world.FootprintOf(other), footprint))
                asleep &= ~(1UL << other);
        }

        return asleep;
    }

    /// <summary>Who sleeps on after an event: whose own next step it does not concern.</summary>
    internal ulong After(in Event e)
    {
        var asleep = e.Sleep & ~(1UL << e.Process);
        for (var rest = asleep; rest != 0; rest &= rest - 1)
        {
            var other = BitOperations.TrailingZeroCount(rest);
            var footprint = this[e.Index, other];
            if (Footprint.Conflict(footprint, e.Footprint))
                asleep &= ~(1UL << other);
            else
                Add(e.Index + 1, other, footprint);
        }

        return asleep;
    }
}
