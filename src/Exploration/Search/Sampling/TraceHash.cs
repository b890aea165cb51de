using Virtspec.Exploration.Execution;

namespace Virtspec.Exploration.Search.Sampling;

/// <summary>
/// A number for the Mazurkiewicz trace of an execution: the same for all executions that differ in the order of steps that commute only, and for
/// others a different one, but for a chance of 2^-64 for each two.
/// </summary>
/// <remarks>
/// An event is hashed from its process and how-manieth it is there, how it turned out, the event of its process before it, and the sum over the
/// earlier events of other processes that it conflicts with. No sum and no part depends on the order of commuting events; the trace is
/// the sum of all. Earlier events are kept as sums, one for each process and footprint, so a step costs as much as there are different ones.
/// </remarks>
internal sealed class TraceHash(World world, ProcessOrder order)
{
    private readonly ulong[] _last = new ulong[64];
    private Earlier[] _earlier = new Earlier[32];
    private int _count;

    /// <summary>Of the events so far.</summary>
    internal ulong Value { get; private set; }

    internal void Begin()
    {
        (Value, _count) = (0, 0);
        Array.Clear(_last);
    }

    /// <summary>A process is about to do its step.</summary>
    internal void Stepping(int process, int alternative)
    {
        var footprint = world.FootprintOf(process);
        var conflicting = 0UL;
        var own = -1;
        for (var i = 0; i < _count; i++)
        {
            ref var earlier = ref _earlier[i];
            if (earlier.Process == process)
            {
                if (earlier.Footprint == footprint)
                    own = i;
            }
            else if (Footprint.Conflict(earlier.Footprint, footprint))
            {
                conflicting += earlier.Sum;
            }
        }

        var identity = Random64.Mix((order.Name(process) << 32) ^ ((ulong)(uint)alternative << 16) ^ (uint)(world.Steps(process) + 1));
        var hash = Random64.Mix(Random64.Mix(identity + _last[process]) + (conflicting * 0x9e3779b97f4a7c15));
        _last[process] = hash;
        Value += hash;
        if (own >= 0)
            _earlier[own].Sum += hash;
        else if (footprint != Footprint.None)
            Keep(process, footprint, hash);
    }

    private void Keep(int process, in Footprint footprint, ulong hash)
    {
        if (_count == _earlier.Length)
            Array.Resize(ref _earlier, 2 * _count);
        _earlier[_count++] = new Earlier { Process = process, Footprint = footprint, Sum = hash };
    }

    private struct Earlier
    {
        internal int Process;
        internal Footprint Footprint;
        internal ulong Sum;
    }
}
