using Virtspec.Exploration.MemoryModels;
using Virtspec.Exploration.Schedules;
using Virtspec.Exploration.Search;
using Virtspec.Scenarios;
using Xunit;

namespace Virtspec.Systematic.Schedules;

using Scenario = Virtspec.Exploration.Scenario;
using World = Virtspec.Exploration.Execution.World;

/// <summary>Runs done again.</summary>
public sealed class ReplayTests
{
    private static readonly Scenario _lostKick = ScenarioCatalogue.Find("lost-kick")!;

    public static TheoryData<string, MemoryModel> Failing => new()
    {
        { "lost-kick", MemoryModel.Sequential },
        { "lost-kick", MemoryModel.TotalStoreOrder },
        { "split-ring-no-recheck-device", MemoryModel.Sequential },
        { "split-ring-no-kick-fence", MemoryModel.TotalStoreOrder },
        { "split-ring-no-publish-fence", MemoryModel.PartialStoreOrder },
        { "split-ring-no-take-fence", MemoryModel.ReleaseAcquire },
    };

    [Theory]
    [MemberData(nameof(Failing))]
    public void A_run_and_its_deviations_are_one_and_the_same(string name, MemoryModel model)
    {
        var scenario = ScenarioCatalogue.Find(name)!;
        var (picks, failure) = RandomRun.Failing(scenario, model);
        var replay = new Replay(new World(scenario, model));
        var strict = replay.Strict(picks);
        Assert.Equal((failure, true, 0), (strict.Failure, strict.Ended, strict.Skipped));
        Assert.Equal(picks, strict.Picks);

        var deviating = replay.Deviating(strict.Deviations);
        Assert.Equal(failure, deviating.Failure);
        Assert.Equal(picks, deviating.Picks);
        Assert.Equal(strict.Deviations, deviating.Deviations);
        Assert.Equal(picks, replay.Lenient(picks).Picks);
    }

    [Fact]
    public void Without_deviations_an_agent_goes_on_until_it_is_blocked()
    {
        var run = new Replay(new World(_lostKick, MemoryModel.Sequential)).Deviating([]);
        Assert.Null(run.Failure);
        Assert.Equal((0, 1), (run.Size.Deviations, run.Size.Switches));
    }

    [Fact]
    public void Stores_arrive_when_no_agent_can_go_on()
    {
        var world = new World(_lostKick, MemoryModel.TotalStoreOrder);
        var run = new Replay(world).Deviating([]);
        Assert.Empty(run.Deviations);
        Assert.Contains(run.Picks, pick => pick.IsDrain);
        new Replay(world)
        {
            Stepping = (stepped, process) => Assert.True(process < stepped.Agents || (stepped.Enabled & 3) == 0),
        }.Strict(run.Picks);
    }

    [Fact]
    public void What_an_agent_cannot_do_is_named()
    {
        var replay = new Replay(new World(_lostKick.With("buffers", 1), MemoryModel.Sequential));
        // The device finds nothing, clears the flag and sleeps.
        var device = new Pick(1, -1, 0);
        Assert.Equal(
            "step 3: device was to go on and cannot; expected one of driver",
            Assert.Throws<ReplayException>(() => replay.Strict([device, device, device])).Message);
        Assert.Equal(
            "step 1: driver was to turn out way 1, expected 0 to 0",
            Assert.Throws<ReplayException>(() => replay.Strict([new Pick(0, -1, 1)])).Message);
        Assert.Equal(
            "step 1: a store of driver (place 0) was to go on and cannot; expected one of driver, device",
            Assert.Throws<ReplayException>(() => replay.Strict([new Pick(0, 0, 0)])).Message);
        var whole = replay.Deviating([]).Picks;
        Assert.Equal(
            $"step {whole.Length + 1}: device was to go on, but the run is at its end",
            Assert.Throws<ReplayException>(() => replay.Strict([.. whole, device])).Message);
        Assert.Equal(
            $"step {whole.Length + 1}: the run is over after {whole.Length} steps, 100 were asked for",
            Assert.Throws<ReplayException>(() => replay.Until(whole, 100, PlaceNames.Of(_lostKick))).Message);
    }

    [Fact]
    public void What_cannot_be_taken_is_skipped()
    {
        var replay = new Replay(new World(_lostKick, MemoryModel.Sequential));
        var device = new Pick(1, -1, 0);
        var run = replay.Lenient([device, device, device, new Pick(7, -1, 0), new Pick(0, -1, 5)]);
        Assert.Equal((3, true), (run.Skipped, run.Ended));
        Assert.Equal([device, device, new Pick(0, -1, 0)], run.Picks[..3]);
    }

    [Fact]
    public void A_run_is_stopped_on_the_way_and_gone_on_with()
    {
        var scenario = _lostKick.With("buffers", 1);
        var replay = new Replay(new World(scenario, MemoryModel.Sequential));
        var device = new Pick(1, -1, 0);
        var (run, standing) = replay.Until([device, device, device], 2, PlaceNames.Of(scenario));
        Assert.Equal((false, 2), (run.Ended, run.Picks.Length));
        Assert.Equal(["driver stores available := 1 next", "device waits for kick"], standing.Select(at => at.ToString()));
        Assert.Equal([false, true], standing.Select(at => at.Blocked));
        Assert.True(replay.ThenDefault(run.Picks).Ended);
        Assert.False(replay.Strict(run.Picks).Ended);
    }
}
