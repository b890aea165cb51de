using System.Numerics;
using System.Text;
using Virtspec.Exploration.Execution;
using Virtspec.Exploration.MemoryModels;

namespace Virtspec.Systematic.PartialOrder;

using Scenario = Virtspec.Exploration.Scenario;

/// <summary>
/// Every schedule of a small scenario, one after another without any cunning, and the traces they fall into (Mazurkiewicz 1987): schedules
/// are of one trace when the same steps come before the same steps in all of them, as far as it matters.
/// </summary>
internal sealed class TraceEnumeration
{
    private readonly World _world;
    private readonly long _most;
    private readonly List<Step> _steps = [];
    private readonly List<Requirement> _requirements = [];

    private TraceEnumeration(Scenario scenario, MemoryModel model, long most) => (_world, _most) = (new World(scenario, model), most);

    internal HashSet<string> Traces { get; } = [];

    internal HashSet<string> Outcomes { get; } = [];

    internal long Schedules { get; private set; }

    /// <summary>Enumerates, or gives up.</summary>
    /// <param name="scenario">Of what.</param>
    /// <param name="model">Under which memory model.</param>
    /// <param name="most">Schedules after which it gives up.</param>
    /// <returns>Null when it gave up.</returns>
    internal static TraceEnumeration? Of(Scenario scenario, MemoryModel model, long most)
    {
        var enumeration = new TraceEnumeration(scenario, model, most);
        enumeration._world.Reset();
        while (enumeration.Descend() && enumeration.Return())
            enumeration.Repeat();
        return enumeration.Schedules <= most ? enumeration : null;
    }

    private bool Descend()
    {
        while (_world.Failure is null && _world.Enabled is not 0 and var enabled)
            Do(BitOperations.TrailingZeroCount(enabled), 0, enabled);
        _world.Finish();
        Traces.Add(Key());
        if (_world.OutcomeText is { } outcome)
            Outcomes.Add(outcome);
        return ++Schedules <= _most;
    }

    private bool Return()
    {
        for (; _steps.Count > 0; _steps.RemoveAt(_steps.Count - 1))
        {
            var last = _steps[^1];
            if (last.Alternative + 1 < last.Alternatives)
            {
                _steps[^1] = last with { Alternative = last.Alternative + 1 };
                return true;
            }

            var rest = last.Enabled & ~((2UL << last.Process) - 1);
            if (rest != 0)
            {
                _steps[^1] = last with { Process = BitOperations.TrailingZeroCount(rest), Alternative = 0 };
                return true;
            }
        }

        return false;
    }

    private void Repeat()
    {
        var steps = _steps.ToArray();
        _steps.Clear();
        _world.Reset();
        foreach (var step in steps)
            Do(step.Process, step.Alternative, step.Enabled);
    }

    private void Do(int process, int alternative, ulong enabled)
    {
        var footprint = _world.FootprintOf(process);
        var clock = new int[64];
        _world.Memory.Requirements(process, _requirements);
        foreach (var earlier in _steps)
        {
            if (earlier.Process == process || Footprint.Conflict(earlier.Footprint, footprint) || _requirements.Contains(new Requirement(earlier.Process, earlier.Ordinal)))
            {
                for (var i = 0; i < clock.Length; i++)
                    clock[i] = Math.Max(clock[i], earlier.Clock[i]);
            }
        }

        var ordinal = clock[process] = _world.Steps(process) + 1;
        _steps.Add(new Step(process, ordinal, alternative, _world.Alternatives(process), enabled, footprint, clock));
        _world.Step(process, alternative);
    }

    private string Key()
    {
        var key = new StringBuilder();
        foreach (var step in _steps.OrderBy(step => step.Process).ThenBy(step => step.Ordinal))
            key.Append($"{step.Process}.{step.Alternative}:{string.Join(',', step.Clock)};");
        return key.ToString();
    }

    private sealed record Step(int Process, int Ordinal, int Alternative, int Alternatives, ulong Enabled, Footprint Footprint, int[] Clock);
}
