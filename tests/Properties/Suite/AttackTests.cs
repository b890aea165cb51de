using Virtspec.Model.Robustness;
using Virtspec.Suite.Robustness;
using Virtspec.Suite.Steps;
using Xunit;

namespace Virtspec.Properties.Suite;

/// <summary>The tables of attacks, and when enough of them were made.</summary>
public sealed class AttackTests
{
    [Fact]
    public void Every_attack_has_a_name_of_its_own_that_is_read_back()
    {
        Assert.Equal(Attacks.All.Count, Attacks.All.Select(kind => kind.Name).Distinct().Count());
        foreach (var step in Attacks.All.SelectMany(kind => kind.Values.Select(value => new Attack(kind.Name, value))))
            Assert.Equal(step, StepText.Parse(step.ToString()));
    }

    [Fact]
    public void Every_family_has_attacks() => Assert.All(Enum.GetValues<AttackFamily>(), family => Assert.Contains(Attacks.All, kind => kind.Family == family));

    [Fact]
    public void A_smaller_attack_is_one_of_the_same_kind_further_up_in_the_table() =>
        Assert.Equal([new Attack("descriptors/loop", 1), new Attack("descriptors/loop", 2)], new Attack("descriptors/loop", 3).Smaller());

    [Theory]
    [InlineData("attack", "an attack")]
    [InlineData("attack descriptors/none", "the name of an attack")]
    [InlineData("attack descriptors/loop depth=1", "'depth' is not expected")]
    [InlineData("attack descriptors/empty-chain length=1", "'length' is not expected")]
    [InlineData("reconnects", "how many")]
    public void What_is_no_attack_is_refused_with_what_was_expected(string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<FormatException>(() => StepText.Parse(text)).Message, StringComparison.Ordinal);

    /// <summary>A peer that dies is started again at once, and all attacks are made; one that hangs is given up.</summary>
    [Theory]
    [InlineData(3, 4, true)]
    [InlineData(2, 10, false)]
    [InlineData(40, 0.1, false)]
    public void A_family_is_given_up_when_it_has_cost_enough(int losses, double seconds, bool enough)
    {
        var state = new RobustnessState();
        for (var i = 0; i < losses; i++)
            state.Add(new RobustnessOutcome(AttackFamily.Rings, "rings/kick-for-nothing", Recovery.Restarted, string.Empty), TimeSpan.FromSeconds(seconds));
        Assert.Equal(enough, state.IsEnough(AttackFamily.Rings));
        Assert.False(state.IsEnough(AttackFamily.Messages));
    }

    [Fact]
    public void What_a_peer_survives_costs_nothing()
    {
        var state = new RobustnessState();
        for (var i = 0; i < 10; i++)
            state.Add(new RobustnessOutcome(AttackFamily.Rings, "rings/kick-for-nothing", Recovery.FreshConnection, string.Empty), TimeSpan.FromSeconds(9));
        Assert.Equal(0, state.Losses);
        Assert.False(state.IsEnough(AttackFamily.Rings));
    }
}
