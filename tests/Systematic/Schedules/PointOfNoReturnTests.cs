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
        {
            Assert.Equal(length < step ? Fate.Open : Fate.Sealed, FateAfter(length));
            Assert.Equal(length < step, EndsWellAtRandom(length));
        }

        // No proof that all fail, but it knows nothing of states and sleep sets.
        bool EndsWellAtRandom(int length) => Enumerable.Range(0, 300).Any(seed =>
        {
            RandomRun.Run(world, picks.AsSpan(0, length), new Random(seed));
            return world.Failure is null;
        });

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

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(2, 0)]
    public void One_way_out_is_enough(int good, int expected)
    {
        var scenario = new Virtspec.Exploration.Scenario("choice", "Fails one way or both.", [], (stage, _) =>
            stage.Agent("chooser", async port => port.Check(await port.Choose(2, "way") == (ulong)good, "the good way is taken")));
        var bad = ScheduleText.Read(good == 0 ? "0a1" : "0");
        var world = new World(scenario, MemoryModel.Sequential);
        Assert.Equal(expected, PointOfNoReturn.Find(world, bad, cancellation: TestContext.Current.CancellationToken));
    }
}
