using Virtspec.Exploration.MemoryModels;
using Virtspec.Exploration.Schedules;
using Virtspec.Exploration.Search;
using Virtspec.Port;
using Virtspec.Scenarios;
using Xunit;

namespace Virtspec.Systematic.Schedules;

using Scenario = Virtspec.Exploration.Scenario;
using World = Virtspec.Exploration.Execution.World;

/// <summary>Schedules made simple.</summary>
public sealed class ShrinkerTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("lost-kick", MemoryModel.Sequential, 2)]
    [InlineData("lost-kick", MemoryModel.TotalStoreOrder, 2)]
    [InlineData("split-ring-no-recheck-device", MemoryModel.Sequential, 2)]
    [InlineData("split-ring-no-kick-fence", MemoryModel.TotalStoreOrder, 3)]
    [InlineData("split-ring-no-publish-fence", MemoryModel.PartialStoreOrder, 4)]
    [InlineData("split-ring-no-take-fence", MemoryModel.ReleaseAcquire, 1)]
    public void A_messy_schedule_comes_down_to_a_few_deviations_and_stays_there(string name, MemoryModel model, int deviations)
    {
        var scenario = ScenarioCatalogue.Find(name)!;
        var (picks, failure) = RandomRun.Failing(scenario, model);
        var shrunk = Shrinker.Shrink(scenario, model, picks, null, TestContext.Current.CancellationToken);
        output.WriteLine($"{shrunk.Scenario} {model}: {shrunk.Before} -> {shrunk.After}, {shrunk.Tries} tries, {shrunk.Searched} searched");
        output.WriteLine($"{shrunk.Failure.Text}: {ScheduleText.Write(shrunk.Schedule)}");
        Assert.True(shrunk.Complete);
        Assert.InRange(shrunk.After.Deviations, 0, deviations);
        Assert.True(shrunk.After.Deviations <= shrunk.Before.Deviations);
        Assert.Equal(FailureFamily.Of(failure), FailureFamily.Of(shrunk.Failure));

        var run = new Replay(new World(shrunk.Scenario, model)).Strict(shrunk.Schedule);
        Assert.Equal((shrunk.Failure, shrunk.After), (run.Failure, run.Size));

        var again = Shrinker.Shrink(shrunk.Scenario, model, shrunk.Schedule, null, TestContext.Current.CancellationToken);
        Assert.Equal(shrunk.Scenario.ToString(), again.Scenario.ToString());
        Assert.Equal(shrunk.Schedule, again.Schedule);
    }

    /// <summary>Fails in an easy way along the default schedule, and in a hard way only if the reader comes in between.</summary>
    private static Scenario TwoFailures { get; } = new("two-failures", "An easy failure and a hard one.", [], (stage, _) =>
    {
        var place = stage.Memory("x", 8);
        stage.Agent("writer", async port =>
        {
            await port.Write(place, 1, AccessSize.Eight);
            await port.Write(place, 2, AccessSize.Eight);
        });
        stage.Agent("reader", async port =>
        {
            var seen = await port.Read(place, AccessSize.Eight);
            port.Check(seen != 2, "the easy one");
            port.Check(seen != 1, "the hard one");
        });
    });

    [Fact]
    public void Another_failure_is_not_taken_for_the_one_to_shrink()
    {
        Pick writer = new(0, -1, 0), reader = new(1, -1, 0);
        var shrunk = Shrinker.Shrink(TwoFailures, MemoryModel.Sequential, [writer, reader], null, TestContext.Current.CancellationToken);
        Assert.Equal(("the hard one", 1), (shrunk.Failure.Property, shrunk.After.Deviations));
        Assert.Equal([writer, reader], shrunk.Schedule);
        Assert.Equal(0, Shrinker.Shrink(TwoFailures, MemoryModel.Sequential, [], null, TestContext.Current.CancellationToken).After.Deviations);
    }

    [Fact]
    public void A_schedule_along_which_nothing_fails_is_refused() =>
        Assert.Throws<ReplayException>(() => Shrinker.Shrink(
            ScenarioCatalogue.Find("lost-kick")!, MemoryModel.Sequential, [], null, TestContext.Current.CancellationToken));

    [Fact]
    public void Parameters_go_down_to_the_least_at_which_it_still_fails()
    {
        var scenario = ScenarioCatalogue.Find("lost-kick")!.With("buffers", 7);
        var (picks, _) = RandomRun.Failing(scenario, MemoryModel.Sequential);
        var shrunk = Shrinker.Shrink(scenario, MemoryModel.Sequential, picks, null, TestContext.Current.CancellationToken);
        Assert.Equal((2, "buffer 2 is served"), (shrunk.Scenario["buffers"], shrunk.Failure.Property));
        var kept = Shrinker.Shrink(
            scenario, MemoryModel.Sequential, picks, new ShrinkOptions { Parameters = false }, TestContext.Current.CancellationToken);
        Assert.Equal(7, kept.Scenario["buffers"]);
    }

    [Fact]
    public void Out_of_tries_or_cancelled_the_best_so_far_is_kept()
    {
        var scenario = ScenarioCatalogue.Find("split-ring-no-recheck-device")!;
        var (picks, failure) = RandomRun.Failing(scenario, MemoryModel.Sequential);
        var few = Shrinker.Shrink(
            scenario, MemoryModel.Sequential, picks, new ShrinkOptions { MaxTries = 30, SearchExecutions = 0, Parameters = false }, TestContext.Current.CancellationToken);
        Assert.Equal((false, 30), (few.Complete, few.Tries));
        Assert.True(few.After.CompareTo(few.Before) < 0);
        Assert.Equal(few.Failure, new Replay(new World(few.Scenario, MemoryModel.Sequential)).Strict(few.Schedule).Failure);

        var none = Shrinker.Shrink(scenario, MemoryModel.Sequential, picks, null, new CancellationToken(canceled: true));
        Assert.Equal((false, 0, failure), (none.Complete, none.Tries, none.Failure));
        Assert.Equal(picks, none.Schedule);
    }

    [Theory]
    [InlineData(false, "0x2,1x2")]
    [InlineData(true, null)]
    public void Pieces_are_joined_over_what_commutes_and_nothing_else(bool same, string? expected)
    {
        var scenario = new Scenario("two-writers", "Each stores twice.", [], (stage, _) =>
        {
            var places = new[] { stage.Memory("x", 8), stage.Memory("y", 8) };
            foreach (var (name, place) in new[] { ("a", places[0]), ("b", places[same ? 0 : 1]) })
            {
                stage.Agent(name, async port =>
                {
                    await port.Write(place, 1, AccessSize.Eight);
                    await port.Write(place, 2, AccessSize.Eight);
                });
            }
        });
        var candidates = new SwitchReduction(new World(scenario, MemoryModel.Sequential)).Candidates(ScheduleText.Read("0,1,0,1"));
        Assert.Equal(expected, candidates.Select(ScheduleText.Write).FirstOrDefault());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Delta_debugging_leaves_what_is_needed_and_no_more(int needed)
    {
        var random = new Random(needed);
        for (var round = 0; round < 50; round++)
        {
            var items = Enumerable.Range(0, random.Next(needed, 60)).ToArray();
            var needs = items.OrderBy(_ => random.Next()).Take(needed).Order().ToArray();
            var tries = 0;
            var left = DeltaDebugging.Minimize(items, some =>
            {
                tries++;
                Assert.Equal(some.Order(), some);
                return needs.All(some.Contains);
            });
            Assert.Equal(needs, left);
            Assert.InRange(tries, 1, (items.Length * items.Length) + (3 * items.Length));
        }
    }
}
