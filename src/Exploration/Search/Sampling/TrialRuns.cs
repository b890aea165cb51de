using System.Numerics;
using Virtspec.Exploration.Execution;

namespace Virtspec.Exploration.Search.Sampling;

/// <summary>
/// What strategies have to know of executions before they draw one: a fixed number of random walks, which follow from the seed of the search alone, so that
/// the course of an execution does not depend on those before it. Nothing of them is reported.
/// </summary>
internal sealed class TrialRuns
{
    private const int Runs = 16;

    private readonly int[] _steps = new int[64];

    internal TrialRuns(World world, ProcessOrder order, ulong seed)
    {
        var sampler = new RandomSampler(world, order);
        for (var i = 0; i < Runs; i++)
        {
            sampler.Begin(Random64.Stream(~seed, (ulong)i));
            world.Reset();
            Choices = Math.Max(Choices, Run(world, order, sampler));
            for (var process = 0; process < _steps.Length; process++)
                _steps[process] += world.Steps(process);
        }

        for (var process = 0; process < _steps.Length; process++)
            _steps[process] = (_steps[process] + Runs - 1) / Runs;
    }

    /// <summary>Most steps of an execution at which more than one process could go on; at least 1.</summary>
    internal int Choices { get; } = 1;

    /// <summary>Steps of a process, on average; 0 for one that was never met.</summary>
    internal int Steps(int process) => _steps[process];

    private static int Run(World world, ProcessOrder order, RandomSampler sampler)
    {
        var choices = 0;
        while (world.Failure is null && world.Depth < world.StepLimit)
        {
            var enabled = world.Enabled;
            if (enabled == 0)
                break;
            order.Meet(enabled);
            var process = world.Alone(enabled);
            if (process < 0)
            {
                choices += BitOperations.IsPow2(enabled) ? 0 : 1;
                process = BitOperations.IsPow2(enabled) ? BitOperations.TrailingZeroCount(enabled) : sampler.Choose(enabled);
            }

            var alternatives = world.Alternatives(process);
            world.Step(process, alternatives > 1 ? sampler.Alternative(alternatives) : 0);
        }

        return choices;
    }
}
