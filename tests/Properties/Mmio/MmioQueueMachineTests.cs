using Virtspec.Model.Machines;
using Virtspec.Model.Rules;
using Xunit;

namespace Virtspec.Properties.Mmio;

/// <summary>The machine of a queue behind MMIO registers, walked to its ends.</summary>
public sealed class MmioQueueMachineTests
{
    [Fact]
    public void Its_states_are_these()
    {
        string[] names =
        [
            "device gone", "device reset asked", "not ready", "not ready, sized", "not selected", "ready", "reset asked", "reset done", "reset done, sized",
            "reset overdue", "reset shown", "reset shown, sized", "selected", "selected, sized", "still ready", "stopped", "stopping",
        ];
        var machine = MachineCatalogue.All.Single(machine => machine.Name == "mmio-queue");
        Assert.Equal(names, Walk(machine, new RuleLog()).Select(machine.Describe).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void It_breaks_every_rule_of_queues()
    {
        var log = new RuleLog();
        _ = Walk(MachineCatalogue.All.Single(machine => machine.Name == "mmio-queue"), log);
        Rule[] rules =
        [
            MmioRules.ResetClearsReady, MmioRules.NoAccessUnlessReady, MmioRules.ResetClearsQueueReset, MmioRules.QueueResetZeroWhenReady,
            MmioRules.QueueIsReset, MmioRules.QueueResetShown, MmioRules.QueueResetClearsReady, MmioRules.SizeWithinMaximum,
            MmioRules.ReadyQueueUnshaped, MmioRules.StopsByReady, MmioRules.StopReadBack, MmioRules.AwaitsQueueReset,
        ];
        Assert.Equal(rules.Select(rule => rule.Id).Order(), log.Breaches.Select(breach => breach.Rule.Id).Distinct().Order());
    }

    /// <summary>Every state that is reached without a breach; what is broken on the way leads nowhere.</summary>
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
