using Virtspec.Model.Machines;
using Virtspec.Model.Rules;
using Virtspec.Specification.Machines;
using Xunit;

namespace Virtspec.Properties.PackedRing;

/// <summary>The machine of a packed ring: what it can show.</summary>
public sealed class PackedRingMachineTests
{
    /// <summary>All but those of lists that do not fit, which begin with a breach of another, of limits, tables and memory, and of calls.</summary>
    [Fact]
    public void It_breaks_these_rules()
    {
        Rule[] rules =
        [
            PackedRules.BeginsInRingOrder, PackedRules.UsesAsCompleted, PackedRules.UsesOnlyAvailable, PackedRules.UsedUnchanged, PackedRules.WritesOnlyItsOwn,
            PackedRules.AvailableUnchanged, PackedRules.KickNamesNext, PackedRules.FirstIsLast, PackedRules.BarrierBeforeFlags,
            PackedRules.BarrierBeforeSuppression, PackedRules.KickWhenAsked,
        ];
        Assert.Equal(rules.Select(rule => rule.Id).Order(), MachineGraph.Of(new PackedRingMachine()).Offences.SelectMany(offence => offence.Rules).Distinct().Order());
    }
}
