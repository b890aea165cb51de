using Virtspec.Model.Rules;
using Virtspec.Specification.Catalogue;
using Xunit;

namespace Virtspec.Properties.Rules;

/// <summary>Every rule of the model once kept and once broken, over the tables of all machines.</summary>
public sealed class RuleTableTests
{
    private static readonly RuleCases[] Tables =
    [
        DeviceRuleTests.Cases, InitRuleTests.Cases, SuspendRuleTests.Cases, QueueRuleTests.Cases, ConfigRuleTests.Cases,
        SplitDriverRuleTests.Cases, SplitDeviceRuleTests.Cases, AccessOrderRuleTests.Cases, MemoryRuleTests.Cases, BlkRuleTests.Cases, BlkConfigRuleTests.Cases, FsRuleTests.Cases, SessionRuleTests.Cases,
        MmioDriverRuleTests.Cases, MmioDeviceRuleTests.Cases, PackedRuleTests.Cases,
        RobustRuleTests.Cases, FabricRuleTests.Cases, EpfRuleTests.Cases,
        PciStructureTests.Cases, PciRegisterTests.Cases, PciQueueTests.Cases, PciVectorTests.Cases, PciIsrTests.Cases, PciConfigAccessTests.Cases,
    ];

    private static readonly HashSet<string> Shown = [.. Tables.SelectMany(table => table).Select(entry => entry.Rule.Id)];

    // Two tables may show the same side of a rule: a name is that of a case within its table.
    public static TheoryData<int, string> Names => [.. Tables.SelectMany((table, index) => table.Names.Select(name => (index, name)))];

    public static TheoryData<string> Ids => [.. Rule.All.Select(rule => rule.Id)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_good_sequence_holds_and_breaks_nothing(int table, string name) => Tables[table][name].AssertHolds();

    [Theory]
    [MemberData(nameof(Names))]
    public void A_bad_sequence_breaks_the_rule_and_no_other(int table, string name) => Tables[table][name].AssertBreaks();

    [Theory]
    [MemberData(nameof(Ids))]
    public void Every_rule_has_a_sequence_that_holds_and_one_that_breaks(string id) => Assert.Contains(id, Shown);

    [Fact]
    public void The_catalogue_calls_ruled_exactly_what_has_a_rule()
    {
        var ruled = RequirementCatalogue.Load().All.Where(requirement => requirement.Judged == Judged.Rule).Select(requirement => requirement.Id).ToHashSet();
        var rules = Rule.All.Select(rule => rule.Id).ToHashSet();
        Assert.True(ruled.IsSubsetOf(rules), $"judged by a rule that does not exist: {string.Join(", ", ruled.Except(rules).Order())}");
        Assert.True(rules.IsSubsetOf(ruled), $"rules the catalogue does not call ruled: {string.Join(", ", rules.Except(ruled).Order())}");
    }

    [Fact]
    public void No_two_rules_share_an_id() =>
        Assert.Equal(Rule.All.Count, Rule.All.Select(rule => rule.Id).Distinct().Count());

    [Fact]
    public void Every_rule_knows_its_position() =>
        Assert.All(Rule.All.Select((rule, index) => (rule, index)), pair => Assert.Equal(pair.index, pair.rule.Index));
}
