using System.Numerics;
using Virtspec.Exploration.Execution;

namespace Virtspec.Exploration.Search.Sampling;

/// <summary>
/// Uniform random walk (Zhao et al., ASPLOS 2025): a process is taken with a probability in proportion to the steps it has left. Were their numbers
/// known, every interleaving would be as likely as the next; a plain random walk favours those in which short processes end early.
/// </summary>
internal sealed class UrwSampler(World world, ProcessOrder order, TrialRuns trials) : Sampler(world, order)
{
    internal override int Choose(ulong enabled)
    {
        var sum = 0;
        for (var rest = enabled; rest != 0; rest &= rest - 1)
            sum += Left(BitOperations.TrailingZeroCount(rest));
        var at = Below(sum);
        for (var i = 0; ; i++)
        {
            var process = Order.At(enabled, i);
            at -= Left(process);
            if (at < 0)
                return process;
        }
    }

    private int Left(int process) => Math.Max(1, trials.Steps(process) - World.Steps(process));
}
