using System.Numerics;
using Virtspec.Exploration.MemoryModels;
using Virtspec.Exploration.Schedules;
using Virtspec.Exploration.Search;

namespace Virtspec.Systematic.Schedules;

using Scenario = Virtspec.Exploration.Scenario;
using World = Virtspec.Exploration.Execution.World;

/// <summary>Runs in which anybody goes on at any time: schedules as messy as they come.</summary>
internal static class RandomRun
{
    /// <summary>The first random run, by seed, that fails.</summary>
    internal static (Pick[] Picks, Virtspec.Exploration.Execution.Failure Failure) Failing(Scenario scenario, MemoryModel model, int firstSeed = 1)
    {
        for (var seed = firstSeed; seed < firstSeed + 20_000; seed++)
        {
            var world = new World(scenario, model);
            var picks = Run(world, [], new Random(seed));
            if (world.Failure is { } failure)
                return (picks, failure);
        }

        throw new InvalidOperationException($"{scenario} under {model}: no random run fails");
    }

    /// <summary>Follows a beginning, then goes on at random.</summary>
    internal static Pick[] Run(World world, ReadOnlySpan<Pick> beginning, Random random)
    {
        using var here = new WithoutContext();
        world.Reset();
        var picks = new List<Pick>();
        foreach (var pick in beginning)
        {
            picks.Add(pick);
            world.Step(pick.ProcessIn(world), pick.Alternative);
        }

        for (var enabled = world.Enabled; enabled != 0 && world.Failure is null && world.Depth < 2_000; enabled = world.Enabled)
        {
            var skip = random.Next(BitOperations.PopCount(enabled));
            for (; skip > 0; skip--)
                enabled &= enabled - 1;
            var process = BitOperations.TrailingZeroCount(enabled);
            var alternative = random.Next(world.Alternatives(process));
            picks.Add(Pick.Of(world, process, alternative));
            world.Step(process, alternative);
        }

        if (world.Enabled == 0)
            world.Finish();
        return [.. picks];
    }
}
