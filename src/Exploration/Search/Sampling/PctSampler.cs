using System.Numerics;
using Virtspec.Exploration.Execution;

namespace Virtspec.Exploration.Search.Sampling;

/// <summary>
/// Probabilistic concurrency testing (Burckhardt et al., ASPLOS 2010): every process has a random priority, and whoever can go on and has the highest
/// does; at d - 1 random steps the process about to go on falls behind all others. A bug of depth d, one that needs d orderings, shows with
/// probability at least 1 / (n k^(d-1)) for n processes and k steps.
/// </summary>
/// <remarks>
/// <para>Drains have priorities of their own: a low one keeps stores in their buffer for long. Steps are counted where there is a choice only, which
/// makes k smaller and misses no ordering.</para>
/// <para>How a step turns out is drawn evenly. With old values only now and then it took longer to find most of the planted bugs: see
/// docs/sampling.md.</para>
/// <para>Priorities are unfair: one that polls in a loop may keep others from what it polls for. After <see cref="FairAfter"/> times as many steps as
/// expected anybody may go on.</para>
/// </remarks>
internal sealed class PctSampler(World world, ProcessOrder order, TrialRuns trials, int depth) : Sampler(world, order)
{
    private const int FairAfter = 4;

    private readonly ulong[] _priorities = new ulong[64];
    private readonly int[] _changes = new int[depth - 1];
    private ulong _given;
    private int _choices;

    internal override void Begin(ulong stream)
    {
        base.Begin(stream);
        (_given, _choices) = (0, 0);
        for (var i = 0; i < _changes.Length; i++)
            _changes[i] = Below(trials.Choices);
    }

    internal override int Choose(ulong enabled)
    {
        if (_choices > FairAfter * trials.Choices)
            return Uniform(enabled);
        var highest = Highest(enabled);
        for (var i = 0; i < _changes.Length; i++)
        {
            if (_changes[i] != _choices)
                continue;
            // Below every priority that is drawn; those of several changes are in the order of their numbers, which is no order in time.
            _priorities[highest] = (ulong)i;
            highest = Highest(enabled);
        }

        _choices++;
        return highest;
    }

    private int Highest(ulong enabled)
    {
        var (highest, most) = (-1, 0UL);
        for (var rest = enabled; rest != 0; rest &= rest - 1)
        {
            var process = BitOperations.TrailingZeroCount(rest);
            if ((_given >> process & 1) == 0)
            {
                _priorities[process] = Draw(process, 0) | (1UL << 63);
                _given |= 1UL << process;
            }

            if (highest < 0 || _priorities[process] > most)
                (highest, most) = (process, _priorities[process]);
        }

        return highest;
    }
}
