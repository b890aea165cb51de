using System.Numerics;
using Virtspec.Model.Rules;
using Virtspec.Model.SplitRing;

namespace Virtspec.Systematic;

/// <summary>
/// Every schedule of a scenario, by depth-first enumeration of who goes next at each access. A run cannot be taken back, so each node
/// runs the scenario again from its start; a node that was reached before by another way is only counted, for all that follows is the same.
/// </summary>
internal sealed class Exploration(ScenarioOptions options)
{
    private readonly Dictionary<(string, string, string, string, SplitState), BigInteger> _seen = [];
    private readonly List<int> _choices = [];

    /// <summary>Different schedules from start to end.</summary>
    internal BigInteger Schedules { get; private set; }

    /// <summary>Different situations the schedules pass through.</summary>
    internal int Situations => _seen.Count;

    /// <summary>Different ends in which the driver sleeps for ever: what it and the device did last, and what the model says to it.</summary>
    internal List<(string Schedule, IReadOnlyList<Breach> Breaches)> Lost { get; } = [];

    internal HashSet<Rule> Held { get; } = [];

    internal Exploration Run()
    {
        // An agent's continuations run where it is stepped, not where some context of the test runner would have them.
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            Schedules = Visit();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }

        return this;
    }

    private BigInteger Visit()
    {
        var scenario = new Scenario(options);
        foreach (var choice in _choices)
            scenario.Agents[choice].Go();
        if (scenario.Observer.Log.Breaches is [var breach, ..])
            throw new InvalidOperationException($"{breach} after {string.Join(' ', _choices)}");
        var key = scenario.Key;
        if (_seen.TryGetValue(key, out var known))
            return known;
        var schedules = BigInteger.Zero;
        for (var agent = 0; agent < scenario.Agents.Length; agent++)
        {
            if (!scenario.Agents[agent].Ready)
                continue;
            _choices.Add(agent);
            schedules += Visit();
            _choices.RemoveAt(_choices.Count - 1);
        }

        if (schedules.IsZero)
        {
            End(scenario);
            schedules = 1;
        }

        return _seen[key] = schedules;
    }

    private void End(Scenario scenario)
    {
        scenario.Observer.Settled();
        var log = scenario.Observer.Log;
        Held.UnionWith(Rule.All.Where(rule => log.HeldCount(rule) > 0));
        if (!scenario.Agents[0].Done)
            Lost.Add((string.Join(' ', _choices), log.Breaches));
        else if (log.Breaches is [var breach, ..])
            throw new InvalidOperationException($"{breach} at the end of {string.Join(' ', _choices)}");
    }
}
