using Virtspec.Exploration.MemoryModels;
using Virtspec.Exploration.Schedules;
using Virtspec.Scenarios;
using Xunit;

namespace Virtspec.Systematic.Schedules;

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
}
