using System.Numerics;
using Virtspec.Exploration.Execution;

namespace Virtspec.Exploration.Search.Sampling;

/// <summary>
/// Names and an order of processes that are the same in every run. Process numbers are not: a drain gets its number when its place is first met,
/// which may have been in any earlier execution.
/// </summary>
internal sealed class ProcessOrder(World world)
{
    private readonly ulong[] _names = new ulong[64];
    private readonly int[] _drains = new int[64];
    private ulong _known;
    private int _count;

    /// <summary>A name of the process; it has been among those of <see cref="Meet"/>.</summary>
    internal ulong Name(int process) => process < world.Agents ? (ulong)process : _names[process];

    /// <summary>Learns the names of processes seen for the first time. Called before anything else is asked about them.</summary>
    internal void Meet(ulong processes)
    {
        for (var rest = (processes & ~_known) >> world.Agents << world.Agents; rest != 0; rest &= rest - 1)
            Add(BitOperations.TrailingZeroCount(rest));
    }

    /// <summary>One of a set of processes.</summary>
    /// <param name="processes">The set.</param>
    /// <param name="index">Which, from 0: agents first, then drains by their names.</param>
    internal int At(ulong processes, int index)
    {
        var agents = processes & ((1UL << world.Agents) - 1);
        for (; agents != 0; agents &= agents - 1)
        {
            if (index-- == 0)
                return BitOperations.TrailingZeroCount(agents);
        }

        for (var i = 0; i < _count; i++)
        {
            if ((processes >> _drains[i] & 1) != 0 && index-- == 0)
                return _drains[i];
        }

        throw new ArgumentOutOfRangeException(nameof(index), "there are not so many");
    }

    private void Add(int process)
    {
        var pick = Pick.Of(world, process, 0);
        var name = ((ulong)(uint)(pick.Place + 1) << 8) | (uint)pick.Agent;
        _names[process] = name;
        _known |= 1UL << process;
        var at = _count++;
        for (; at > 0 && _names[_drains[at - 1]] > name; at--)
            _drains[at] = _drains[at - 1];
        _drains[at] = process;
    }
}
