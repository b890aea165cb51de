using Virtspec.Model.Machines;
using Virtspec.Model.Rules;
using Virtspec.Specification.Machines;
using Xunit;

namespace Virtspec.Properties.Mmio;

/// <summary>The machine of a queue behind MMIO registers: what it can show.</summary>
public sealed class MmioQueueMachineTests
{
    [Fact]
    public void It_breaks_every_rule_of_queues()
    {
        Rule[] rules =
        [
            MmioRules.ResetClearsReady, MmioRules.NoAccessUnlessReady, MmioRules.ResetClearsQueueReset, MmioRules.QueueResetZeroWhenReady,
            MmioRules.QueueIsReset, MmioRules.QueueResetShown, MmioRules.QueueResetClearsReady, MmioRules.SizeWithinMaximum,
            MmioRules.ReadyQueueUnshaped, MmioRules.StopsByReady, MmioRules.StopReadBack, MmioRules.AwaitsQueueReset,
        ];
        Assert.Equal(rules.Select(rule => rule.Id).Order(), MachineGraph.Of(new MmioQueueMachine()).Offences.SelectMany(offence => offence.Rules).Distinct().Order());
    }
}
