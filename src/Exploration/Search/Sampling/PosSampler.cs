using System.Numerics;
using Virtspec.Exploration.Execution;

namespace Virtspec.Exploration.Search.Sampling;

/// <summary>
/// Partial order sampling (Yuan, Yang and Gu, CAV 2018): every pending operation has a random priority, and whichever can take place and has the
/// highest does. Then the operations that race with it draw theirs anew, so that who lost one race is not bound to lose the next.
/// </summary>
internal sealed class PosSampler(World world, ProcessOrder order) : Sampler(world, order)
{
    private readonly ulong[] _priorities = new ulong[64];
    private readonly int[] _times = new int[64];
    private ulong _given;

    internal override void Begin(ulong stream)
    {
        base.Begin(stream);
        _given = 0;
        Array.Clear(_times);
    }

    internal override int Choose(ulong enabled)
    {
        var (highest, most) = (-1, 0UL);
        for (var rest = enabled; rest != 0; rest &= rest - 1)
        {
            var process = BitOperations.TrailingZeroCount(rest);
            if ((_given >> process & 1) == 0)
            {
                _priorities[process] = Draw(process, ++_times[process]);
                _given |= 1UL << process;
            }

            if (highest < 0 || _priorities[process] > most)
                (highest, most) = (process, _priorities[process]);
        }

        return highest;
    }

    internal override void Stepping(int process)
    {
        _given &= ~(1UL << process);
        if (_given == 0)
            return;
        var footprint = World.FootprintOf(process);
        for (var rest = _given; rest != 0; rest &= rest - 1)
        {
            var other = BitOperations.TrailingZeroCount(rest);
            if (Footprint.Conflict(footprint, World.FootprintOf(other)))
                _given &= ~(1UL << other);
        }
    }
}
