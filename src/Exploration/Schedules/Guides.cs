using System.Numerics;
using Virtspec.Exploration.Execution;
using Virtspec.Exploration.Search;

namespace Virtspec.Exploration.Schedules;

/// <summary>Says what a replay picks next.</summary>
internal abstract class Guide
{
    /// <summary>Picks asked for that could not be taken.</summary>
    internal int Skipped { get; private protected set; }

    /// <summary>What to pick.</summary>
    /// <param name="world">Before the step.</param>
    /// <param name="enabled">Who can go on; not none.</param>
    /// <param name="usual">What the default scheduler picks.</param>
    internal abstract Pick Next(World world, ulong enabled, Pick usual);

    /// <summary>The run is at its end, or failed.</summary>
    internal virtual void End(World world)
    {
    }

    internal static bool CanTake(World world, ulong enabled, Pick pick)
    {
        var process = pick.ProcessIn(world);
        return process >= 0 && (enabled >> process & 1) != 0 && pick.Alternative >= 0 && pick.Alternative < world.Alternatives(process);
    }
}

/// <summary>Every pick as it stands, then the default scheduler.</summary>
internal sealed class StrictGuide(IReadOnlyList<Pick> picks) : Guide
{
    internal override Pick Next(World world, ulong enabled, Pick usual)
    {
        if (world.Depth >= picks.Count)
            return usual;
        var pick = picks[world.Depth];
        if (CanTake(world, enabled, pick))
            return pick;
        var process = pick.ProcessIn(world);
        var able = process >= 0 && (enabled >> process & 1) != 0;
        throw new ReplayException(
            world.Depth + 1,
            able
                ? $"{Name(world, pick)} was to turn out way {pick.Alternative}, expected 0 to {world.Alternatives(process) - 1}"
                : $"{Name(world, pick)} was to go on and cannot; expected one of {Names(world, enabled)}");
    }

    internal override void End(World world)
    {
        if (world.Depth < picks.Count)
        {
            var ended = world.Failure is { } failure ? $"the run has failed: {failure.Text}" : "the run is at its end";
            throw new ReplayException(world.Depth + 1, $"{Name(world, picks[world.Depth])} was to go on, but {ended}");
        }
    }

    private static string Names(World world, ulong enabled)
    {
        var names = new List<string>();
        for (var rest = enabled; rest != 0; rest &= rest - 1)
            names.Add(Name(world, Pick.Of(world, BitOperations.TrailingZeroCount(rest), 0)));
        return string.Join(", ", names);
    }

    private static string Name(World world, Pick pick)
    {
        var agent = pick.Agent >= 0 && pick.Agent < world.Agents ? world.AgentAt(pick.Agent).Name : $"agent {pick.Agent}";
        return pick.IsDrain ? $"a store of {agent} (place {pick.Place})" : agent;
    }
}

/// <summary>Those picks that can be taken, then the default scheduler.</summary>
internal sealed class LenientGuide(IReadOnlyList<Pick> picks) : Guide
{
    private int _at;

    internal override Pick Next(World world, ulong enabled, Pick usual)
    {
        while (_at < picks.Count)
        {
            var pick = picks[_at++];
            if (CanTake(world, enabled, pick))
                return pick;
            Skipped++;
        }

        return usual;
    }

    internal override void End(World world) => Skipped += picks.Count - _at;
}

/// <summary>The default scheduler, but for deviations that can be taken.</summary>
internal sealed class DeviationGuide : Guide
{
    private readonly Dictionary<(int Agent, int Place, int Ordinal), Queue<Pick>> _deviations = [];
    private int _left;

    internal DeviationGuide(IReadOnlyList<Deviation> deviations)
    {
        _left = deviations.Count;
        foreach (var (agent, place, ordinal, instead) in deviations)
        {
            if (!_deviations.TryGetValue((agent, place, ordinal), out var queue))
                _deviations.Add((agent, place, ordinal), queue = new Queue<Pick>());
            queue.Enqueue(instead);
        }
    }

    internal override Pick Next(World world, ulong enabled, Pick usual)
    {
        if (_left == 0 || !_deviations.TryGetValue((usual.Agent, usual.Place, world.Steps(usual.ProcessIn(world)) + 1), out var queue))
            return usual;
        while (queue.TryDequeue(out var pick))
        {
            _left--;
            if (CanTake(world, enabled, pick))
                return pick;
            Skipped++;
        }

        return usual;
    }

    internal override void End(World world) => Skipped += _left;
}
