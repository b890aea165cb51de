using Virtspec.Model.Machines;
using Virtspec.Model.Rules;
using Xunit;

namespace Virtspec.Properties.PackedRing;

/// <summary>The machine of a packed ring, walked to its ends.</summary>
public sealed class PackedRingMachineTests
{
    [Fact]
    public void Its_states_are_these()
    {
        string[] held = ["a list available", "empty", "empty", "one available", "two available"];
        var names = held.SelectMany((what, i) => from position in (int[])[0, 1] from wrap in (int[])[0, 1] select $"{what}, next {position} wrap {wrap}{(i == 2 ? ", a list prepared" : "")}");
        Assert.Equal(names.Order(StringComparer.Ordinal), MachineStates.Names(new PackedRingMachine()));
    }

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
        Assert.Equal(rules.Select(rule => rule.Id).Order(), MachineStates.Broken(new PackedRingMachine()));
    }
}
