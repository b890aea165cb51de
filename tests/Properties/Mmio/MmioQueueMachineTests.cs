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
        Assert.Equal(names, MachineStates.Names(new MmioQueueMachine()));
    }

    [Fact]
    public void It_breaks_every_rule_of_queues()
    {
        Rule[] rules =
        [
            MmioRules.ResetClearsReady, MmioRules.NoAccessUnlessReady, MmioRules.ResetClearsQueueReset, MmioRules.QueueResetZeroWhenReady,
            MmioRules.QueueIsReset, MmioRules.QueueResetShown, MmioRules.QueueResetClearsReady, MmioRules.SizeWithinMaximum,
            MmioRules.ReadyQueueUnshaped, MmioRules.StopsByReady, MmioRules.StopReadBack, MmioRules.AwaitsQueueReset,
        ];
        Assert.Equal(rules.Select(rule => rule.Id).Order(), MachineStates.Broken(new MmioQueueMachine()));
    }
}
