using Virtspec.Exploration;
using Virtspec.Model.Rules;
using Virtspec.Scenarios;
using Virtspec.Specification.Coverage;
using Virtspec.Tests;
using Xunit;

namespace Virtspec.Systematic.SplitRing;

/// <summary>Driver and device of the reference in every order of their accesses, judged by the rules that judge real peers.</summary>
public sealed class JudgedRingTests
{
    private static readonly Rule[] Orders =
    [
        SplitRules.EntryBeforeIdx, SplitRules.IdxBeforeAdvice, SplitRules.ElementAfterIdx, SplitRules.NoStaleElement, SplitRules.DriverLooksAgain,
        SplitRules.EntryAfterIdx, SplitRules.NoStaleEntry, SplitRules.ElementBeforeIdx, SplitRules.UsedIdxBeforeAdvice, SplitRules.DeviceLooksAgain,
    ];

    [Theory]
    [InlineData(1, false)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    [InlineData(2, true)]
    public void No_schedule_loses_a_notification_or_breaks_a_rule(int buffers, bool eventIdx)
    {
        var judged = JudgedRing.Judge("split-ring", buffers, eventIdx);
        Assert.Empty(judged.Breaches);
        Rule[] premises = eventIdx
            ? [.. Orders, SplitRules.BuffersComplete, SplitRules.KickAtAvailEvent, SplitRules.UsedIdxForward]
            : [.. Orders, SplitRules.BuffersComplete, SplitRules.KickWhenNotFlagged, SplitRules.NoKickWhenFlagged, SplitRules.UsedIdxForward];
        Assert.All(premises, rule => Assert.Contains(rule, judged.Held));
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(2, true)]
    public void A_device_that_sleeps_without_a_second_look_leaves_a_buffer_unused(int buffers, bool eventIdx) =>
        Assert.Equal([SplitRules.BuffersComplete, SplitRules.DeviceLooksAgain], JudgedRing.Judge("split-ring-no-recheck-device", buffers, eventIdx).Breaches);

    [Fact]
    public void With_the_event_index_the_first_kick_is_never_lost() =>
        Assert.DoesNotContain(SplitRules.BuffersComplete, JudgedRing.Judge("split-ring-no-recheck-device", 1, eventIdx: true).Breaches);

    [Theory]
    [InlineData(2, false)]
    [InlineData(2, true)]
    public void A_driver_that_sleeps_without_a_second_look_is_stuck_and_the_device_is_not_blamed(int buffers, bool eventIdx) =>
        Assert.Equal([SplitRules.DriverLooksAgain], JudgedRing.Judge("split-ring-no-recheck-driver", buffers, eventIdx, stuck: true).Breaches);

    /// <summary>Under sequential consistency nothing goes wrong without them: the rule is broken all the same.</summary>
    [Theory]
    [InlineData("publish", "split.update-idx.driver.1")]
    [InlineData("kick", "split.notify.driver.1")]
    [InlineData("reclaim", "inv.split.reclaim-order.driver")]
    [InlineData("enable-calls", "inv.split.look-again-used.driver")]
    [InlineData("take", "inv.split.take-order")]
    [InlineData("complete", "inv.split.complete-order")]
    [InlineData("call", "inv.split.call-order")]
    [InlineData("enable-kicks", "inv.split.look-again-avail")]
    //= split.update-idx.driver.1 split.notify.driver.1 inv.split.reclaim-order.driver inv.split.look-again-used.driver
    //= inv.split.take-order inv.split.complete-order inv.split.call-order inv.split.look-again-avail
    public void A_fence_left_out_is_missed_under_any_memory_model(string fence, string rule)
    {
        foreach (var eventIdx in (bool[])[false, true])
            Assert.Equal([rule], JudgedRing.Judge($"split-ring-no-{fence}-fence", 2, eventIdx).Breaches.Select(breach => breach.Id));
    }

    [Fact]
    public void What_these_schedules_exercise_is_written_down()
    {
        List<JudgedRing> all = [.. from eventIdx in (bool[])[false, true] select JudgedRing.Judge("split-ring", 2, eventIdx)];
        all.Add(JudgedRing.Judge("split-ring-no-recheck-device", 2, eventIdx: false));
        foreach (var (arrangement, indirect, inOrder) in ((int, int, int)[])[(1, 0, 1), (1, 2, 0), (0, 3, 1)])
            all.Add(JudgedRing.Judge(ScenarioCatalogue.Find("split-ring-chain")!.With("arrangement", arrangement).With("indirect", indirect).With("in-order", inOrder)));
        foreach (var name in (string[])["split-ring-restart", "split-ring-takeover", "split-ring-reset"])
            all.Add(JudgedRing.Judge(name, 1, eventIdx: true));
        var searched = ScenarioCatalogue.Correct.SelectMany(scenario => Explorer.Run(scenario, new ExplorationOptions(), cancellation: TestContext.Current.CancellationToken).Judged.Where(count => count.Value.Held > 0));
        GeneratedFile.Check(
            Suites.FileOf("exploration"),
            Suites.Text(all.SelectMany(judged => judged.Held.Concat(judged.Breaches)).Select(rule => rule.Id).Concat(searched.Select(count => count.Key))));
    }
}
