using System.Reflection;
using Virtspec.Model.Rules;
using Xunit;

namespace Virtspec.Properties.Rules;

public sealed class RuleTableTests
{
    private static readonly HashSet<Rule> Shown =
        [.. DeviceRuleTests.Cases.Concat(SplitDriverRuleTests.Cases).Concat(SplitDeviceRuleTests.Cases).Concat(MemoryRuleTests.Cases).Select(entry => entry.Rule)];

    public static TheoryData<string> Ids => [.. RulesOf(typeof(CoreRules)).Concat(RulesOf(typeof(SplitRules))).Select(rule => rule.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void Every_core_and_split_rule_has_a_sequence_that_holds_and_one_that_breaks(string id) =>
        Assert.Contains(Shown, rule => rule.Id == id);

    [Fact]
    public void No_two_rules_share_an_id() =>
        Assert.Equal(Rule.All.Count, Rule.All.Select(rule => rule.Id).Distinct().Count());

    [Fact]
    public void Every_rule_knows_its_position() =>
        Assert.All(Rule.All.Select((rule, index) => (rule, index)), pair => Assert.Equal(pair.index, pair.rule.Index));

    private static IEnumerable<Rule> RulesOf(Type type) =>
        type.GetFields(BindingFlags.Static | BindingFlags.NonPublic).Select(field => field.GetValue(null)).OfType<Rule>();
}
