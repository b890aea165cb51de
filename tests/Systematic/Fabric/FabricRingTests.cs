using Virtspec.Exploration;
using Virtspec.Exploration.Execution;
using Virtspec.Scenarios.Fabric;
using Xunit;

namespace Virtspec.Systematic.Fabric;

/// <summary>The reference's ring between two systems.</summary>
public sealed class FabricRingTests
{
    /// <summary>Suppression by event index and by flags, indices near their end, a queue of one.</summary>
    [Theory]
    [InlineData(1, 0, 1, 1)]
    [InlineData(0, 65535, 2, 1)]
    [InlineData(1, 0, 2, 2)]
    public void No_schedule_of_the_link_breaks_the_ring(int eventIndex, int start, int size, int buffers)
    {
        var scenario = FabricRingScenario.Correct.With("event-index", eventIndex).With("start", start).With("size", size).With("buffers", buffers);
        var result = Explorer.Run(scenario, new ExplorationOptions { CollectOutcomes = true }, cancellation: TestContext.Current.CancellationToken);
        Assert.True(result.Passed, string.Join('\n', result.Found.Select(finding => finding.Failure.Text)));
        Assert.Equal(Coverage.Exhausted, result.Coverage);
        Assert.Contains("all back after 1 kicks", result.Outcomes);
    }

    /// <summary>Interrupt and memory are different completers. A device that reads what the driver wants, behind what it used, has flushed the way.</summary>
    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(1, 1, 1)]
    [InlineData(1, 0, 1)]
    [InlineData(0, 0, 0)]
    public void The_look_before_a_call_is_what_orders_completers(int strict, int looks, int passes)
    {
        var scenario = FabricRingScenario.Correct.With("strict", strict).With("looks", looks);
        var result = Explorer.Run(scenario, new ExplorationOptions(), cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(passes == 1, result.Passed);
        Assert.All(result.Found, finding => Assert.Equal("buffer 0 comes back", finding.Failure.Property));
    }

    /// <summary>Relaxed ordering on indices: the ring's own order is gone, and no statement of it is to blame.</summary>
    [Fact]
    public void With_relaxed_ordering_the_index_overtakes_what_it_covers()
    {
        var result = Explorer.Run(FabricRingScenario.Correct.With("relaxed", 1), new ExplorationOptions(), cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(FailureKind.Property, Assert.Single(result.Found).Failure.Kind);
        Assert.DoesNotContain(result.Judged, count => count.Value.Broken > 0);
    }
}
