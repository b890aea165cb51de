using System.Globalization;
using Virtspec.Model.Rules;
using Virtspec.Model.SplitRing;
using Virtspec.Reference.SplitRing;
using Xunit;

namespace Virtspec.Systematic;

/// <summary>Driver and device of the reference, interleaved at every access under sequential consistency.</summary>
public sealed class SleepAndWakeTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(1, false, "16411077110", 1343)]
    [InlineData(1, true, "7303393889", 929)]
    [InlineData(2, false, "42636198024522714409", 67540)]
    [InlineData(2, true, "13314878662240801386", 36406)]
    public void No_schedule_loses_a_notification_or_breaks_a_rule(int buffers, bool eventIdx, string schedules, int situations)
    {
        var exploration = Explore(new ScenarioOptions(buffers, eventIdx));
        Assert.Empty(exploration.Lost);
        Rule[] premises = eventIdx
            ? [SplitRules.BuffersComplete, SplitRules.KickAtAvailEvent, SplitRules.UsedIdxForward]
            : [SplitRules.BuffersComplete, SplitRules.KickWhenNotFlagged, SplitRules.NoKickWhenFlagged, SplitRules.UsedIdxForward];
        Assert.All(premises, rule => Assert.Contains(rule, exploration.Held));

        // Known numbers: the exploration must not shrink unseen. They change with the accesses of the ring code, and only with them.
        Assert.Equal((schedules, situations), (exploration.Schedules.ToString(CultureInfo.InvariantCulture), exploration.Situations));
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(2, true)]
    public void A_device_that_sleeps_without_a_second_look_loses_a_kick(int buffers, bool eventIdx)
    {
        var exploration = Explore(new ScenarioOptions(buffers, eventIdx, DeviceLooksAgain: false));
        Assert.NotEmpty(exploration.Lost);
        Assert.All(exploration.Lost, lost => Assert.Equal(SplitRules.BuffersComplete, Assert.Single(lost.Breaches).Rule));
    }

    [Fact]
    public void With_the_event_index_the_first_kick_is_never_lost() =>
        Assert.Empty(Explore(new ScenarioOptions(1, EventIdx: true, DeviceLooksAgain: false)).Lost);

    [Theory]
    [InlineData(2, false)]
    [InlineData(2, true)]
    public void A_driver_that_sleeps_without_a_second_look_loses_a_call_and_the_device_is_not_blamed(int buffers, bool eventIdx)
    {
        var exploration = Explore(new ScenarioOptions(buffers, eventIdx, DriverLooksAgain: false));
        Assert.NotEmpty(exploration.Lost);
        Assert.All(exploration.Lost, lost => Assert.Empty(lost.Breaches));
    }

    [Fact]
    public void Ring_code_runs_one_access_at_a_time_and_none_before_it_is_stepped()
    {
        var world = new World(72);
        var agent = new Agent(Scenario.Driver, world);
        var port = new SteppedPort(agent);
        var seen = new List<string>();
        world.Observe = (step, _) => seen.Add(step.ToString());
        var ring = new SplitDriver<SteppedPort>(port, Scenario.Layout, 0);
        agent.Start(async () =>
        {
            await ring.Initialize();
            await ring.Add(new[] { new Segment(0, 1, true) });
            await ring.Publish();
            await ring.Kick();
        });
        for (var steps = 0; !agent.Done; steps++)
        {
            Assert.Equal(steps, seen.Count);
            var pending = agent.Pending.ToString();
            agent.Go();
            Assert.Equal(pending, seen[^1]);
        }

        string[] expected =
        [
            "driver: Write 8 at 0 := 0", "driver: Write 8 at 8 := 8589934593", "driver: Write 2 at 36 := 0", "driver: Fence",
            "driver: Write 2 at 34 := 1", "driver: Fence", "driver: Read 2 at 44", "driver: Signal Kick",
        ];
        Assert.Equal(expected, seen[6..]);
    }

    private Exploration Explore(ScenarioOptions options)
    {
        var exploration = new Exploration(options).Run();
        output.WriteLine($"{options}: {exploration.Schedules} schedules through {exploration.Situations} situations, {exploration.Lost.Count} ends with a lost notification");
        return exploration;
    }
}
