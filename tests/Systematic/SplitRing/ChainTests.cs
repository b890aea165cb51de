using Virtspec.Exploration;
using Virtspec.Model.Rules;
using Virtspec.Scenarios;
using Xunit;

namespace Virtspec.Systematic.SplitRing;

/// <summary>Requests of several pieces, in every order of accesses: what the judge finds to judge, and that it has nothing to complain of.</summary>
public sealed class ChainTests
{
    [Theory]
    [InlineData(1, 0, "split.framing.device.1")]
    [InlineData(3, 1, "split.framing.device.1")]
    [InlineData(2, 2, "split.indirect.device.2")]
    [InlineData(0, 3, "split.indirect.device.1")]
    //= split.framing.device.1 split.indirect.device.1 split.indirect.device.2
    public void Every_arrangement_is_served_and_judged(int arrangement, int indirect, string premise)
    {
        var judged = JudgedRing.Judge(Chains.With("arrangement", arrangement).With("indirect", indirect));
        Assert.Empty(judged.Breaches);
        Assert.Contains(judged.Held, rule => rule.Id == premise);
        Assert.All((Rule[])[SplitRules.LengthWritten, SplitRules.UsedLengthFits, SplitRules.UsedOnce], rule => Assert.Contains(rule, judged.Held));
    }

    [Fact]
    public void Batches_come_back_in_order_when_that_is_negotiated()
    {
        var judged = JudgedRing.Judge(Chains.With("in-order", 1).With("device-batches", 1).With("size", 8));
        Assert.Empty(judged.Breaches);
        Assert.All((Rule[])[CoreRules.UsesInOrder, SplitRules.InOrderNext], rule => Assert.Contains(rule, judged.Held));
    }

    /// <summary>Only what was seen to be served when it is cut plainly is known to fail for the way in which it is cut.</summary>
    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public void The_arrangement_is_blamed_where_a_plain_request_was_served_before(int requests, bool blamed)
    {
        var judged = JudgedRing.Judge(ScenarioCatalogue.Find("split-ring-chain-first-piece-only")!.With("requests", requests));
        Assert.Equal(blamed ? [SplitRules.AnyArrangement] : [], judged.Breaches);
    }

    private static Scenario Chains => ScenarioCatalogue.Find("split-ring-chain")!;
}
