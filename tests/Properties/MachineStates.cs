using Virtspec.Model.Machines;
using Virtspec.Model.Rules;

namespace Virtspec.Properties;

/// <summary>What a machine reaches without a breach; what is broken on the way leads nowhere.</summary>
internal static class MachineStates
{
    /// <summary>Names of all states, in order.</summary>
    internal static IEnumerable<string> Names(IMachine machine) => Walk(machine, new RuleLog()).Select(machine.Describe).Distinct().Order(StringComparer.Ordinal);

    /// <summary>Ids of the rules that some event breaks somewhere, in order.</summary>
    internal static IEnumerable<string> Broken(IMachine machine)
    {
        var log = new RuleLog();
        _ = Walk(machine, log);
        return log.Breaches.Select(breach => breach.Rule.Id).Distinct().Order();
    }

    private static HashSet<object> Walk(IMachine machine, RuleLog log)
    {
        var met = new HashSet<object> { machine.Initial };
        var ahead = new Queue<object>(met);
        while (ahead.TryDequeue(out var state))
        {
            for (var e = 0; e < machine.Events.Count; e++)
            {
                if (!machine.CanHappen(state, e))
                    continue;
                var before = log.Breaches.Count;
                var next = machine.Step(state, e, log);
                if (log.Breaches.Count == before && met.Add(next))
                    ahead.Enqueue(next);
            }
        }

        return met;
    }
}
