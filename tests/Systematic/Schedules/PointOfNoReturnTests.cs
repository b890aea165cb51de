using Virtspec.Exploration.MemoryModels;
using Virtspec.Exploration.Schedules;
using Virtspec.Scenarios;
using Xunit;

namespace Virtspec.Systematic.Schedules;

using World = Virtspec.Exploration.Execution.World;

/// <summary>When a failure could no longer be averted.</summary>
public sealed class PointOfNoReturnTests
{
    [Theory]
    [InlineData("lost-kick", MemoryModel.Sequential)]
    [InlineData("lost-kick", MemoryModel.TotalStoreOrder)]
    public void Before_it_some_run_ends_well_and_after_it_none(string name, MemoryModel model)
    {
        var scenario = ScenarioCatalogue.Find(name)!;
        var picks = RandomRun.Failing(scenario, model).Picks;
        var world = new World(scenario, model);
        var step = PointOfNoReturn.Find(world, picks, cancellation: TestContext.Current.CancellationToken);
        Assert.NotNull(step);
        Assert.InRange(step.Value, 1, picks.Length);
        for (var length = 0; length <= picks.Length; length++)
            Assert.Equal(length < step ? Fate.Open : Fate.Sealed, FateAfter(length));

        Fate FateAfter(int length) =>
            PointOfNoReturn.FateAfter(world, picks[..length], 1_000_000, 100_000_000, TestContext.Current.CancellationToken);
    }

    [Fact]
    public void A_lost_kick_is_lost_once_the_driver_sees_the_old_flag()
    {
        var world = new World(ScenarioCatalogue.Find("lost-kick")!, MemoryModel.Sequential);
        var picks = ScheduleText.Read("0x3,1x6,0x2,1");
        Assert.Equal(11, PointOfNoReturn.Find(world, picks, cancellation: TestContext.Current.CancellationToken));
        Assert.Null(PointOfNoReturn.Find(world, picks, executions: 0, cancellation: TestContext.Current.CancellationToken));
        Assert.Throws<ReplayException>(() => PointOfNoReturn.Find(world, [], cancellation: TestContext.Current.CancellationToken));
    }
}
