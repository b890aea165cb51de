using System.Numerics;
using Virtspec.Exploration;
using Virtspec.Exploration.Execution;
using Virtspec.Exploration.MemoryModels;

namespace Virtspec.Systematic.Counts;

/// <summary>
/// How many executions there are one by one, with no reduction: estimated from random walks, each of which stands for the product of the choices along
/// it (Knuth, Mathematics of Computation 29, 1975). Unbiased, and dominated by few walks: good for the order of magnitude.
/// </summary>
internal static class OrderCount
{
    private const int Walks = 20_000;

    /// <returns>The decimal logarithm.</returns>
    internal static double Log10(Scenario scenario, MemoryModel model)
    {
        var sum = 0.0;
        OwnThread.Run(() =>
        {
            var world = new World(scenario, model);
            var random = new Random64(1);
            for (var walk = 0; walk < Walks; walk++)
                sum += Walk(world, ref random);
        });
        return Math.Log10(sum / Walks);
    }

    private static double Walk(World world, ref Random64 random)
    {
        world.Reset();
        var orders = 1.0;
        for (var enabled = world.Enabled; enabled != 0 && world.Failure is null; enabled = world.Enabled)
        {
            var processes = BitOperations.PopCount(enabled);
            for (var skip = random.Below(processes); skip > 0; skip--)
                enabled &= enabled - 1;
            var process = BitOperations.TrailingZeroCount(enabled);
            var ways = world.Alternatives(process);
            orders *= (double)processes * ways;
            world.Step(process, random.Below(ways));
        }

        return orders;
    }
}
