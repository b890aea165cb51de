using Virtspec.Exploration.Execution;
using Virtspec.Exploration.Search;

namespace Virtspec.Exploration.Schedules;

/// <summary>Runs one world along schedules, as often as asked.</summary>
internal sealed class Replay(World world)
{
    /// <summary>Told of each step before it is done, with the process that does it.</summary>
    internal Action<World, int>? Stepping { get; init; }

    /// <summary>Follows a schedule to its last pick; the run ends there only if nobody can go on or it failed.</summary>
    /// <exception cref="ReplayException">A pick cannot be taken, or picks are left when the run is over.</exception>
    internal RunResult Strict(IReadOnlyList<Pick> picks) => Go(new StrictGuide(picks), picks.Count);

    /// <summary>Follows a schedule, then the default scheduler to the end.</summary>
    /// <exception cref="ReplayException">A pick cannot be taken, or picks are left when the run is over.</exception>
    internal RunResult ThenDefault(IReadOnlyList<Pick> picks) => Go(new StrictGuide(picks), int.MaxValue);

    /// <summary>Follows a schedule, and the default scheduler after it, for so many steps, and says where everybody stands then.</summary>
    /// <exception cref="ReplayException">A pick cannot be taken, or the run is over before.</exception>
    internal (RunResult Run, IReadOnlyList<Standing> Standing) Until(IReadOnlyList<Pick> picks, int steps, PlaceNames names)
    {
        var run = Go(new StrictGuide(picks), steps);
        if (run.Picks.Length < steps)
            throw new ReplayException(run.Picks.Length + 1, $"the run is over after {run.Picks.Length} steps, {steps} were asked for");
        return (run, AccessText.Standing(world, names));
    }

    /// <summary>Follows those picks of a schedule that can be taken, then the default scheduler to the end.</summary>
    internal RunResult Lenient(IReadOnlyList<Pick> picks) => Go(new LenientGuide(picks), int.MaxValue);

    /// <summary>Follows the default scheduler but for deviations, as far as they can be taken.</summary>
    internal RunResult Deviating(IReadOnlyList<Deviation> deviations) => Go(new DeviationGuide(deviations), int.MaxValue);

    private RunResult Go(Guide guide, int until)
    {
        using var here = new WithoutContext();
        world.Reset();
        return Follow(guide, until);
    }

    private RunResult Follow(Guide guide, int until)
    {
        var picks = new List<Pick>();
        var deviations = new List<Deviation>();
        var (last, switches, ended) = (-1, 0, false);
        while (true)
        {
            var enabled = world.Enabled;
            ended = world.Failure is not null || enabled == 0;
            if (ended || world.Depth >= until || world.Depth >= world.StepLimit)
                break;
            var usual = DefaultScheduler.Next(world, enabled, last);
            var pick = guide.Next(world, enabled, usual);
            if (pick != usual)
                deviations.Add(new Deviation(usual.Agent, usual.Place, world.Steps(usual.ProcessIn(world)) + 1, pick));
            if (!pick.IsDrain)
            {
                switches += last >= 0 && last != pick.Agent ? 1 : 0;
                last = pick.Agent;
            }

            picks.Add(pick);
            var process = pick.ProcessIn(world);
            Stepping?.Invoke(world, process);
            world.Step(process, pick.Alternative);
        }

        if (ended)
        {
            world.Finish();
            if (picks.Count < until)
                guide.End(world);
        }

        return new RunResult(world.Failure, [.. picks], [.. deviations], switches, ended, guide.Skipped)
        {
            Broken = world.Judge is { } judge ? [.. judge.Broken.DistinctBy(broken => broken.Id)] : [],
        };
    }
}
