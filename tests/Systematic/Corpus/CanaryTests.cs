using Virtspec.Cli.Explore;
using Virtspec.Exploration;
using Virtspec.Exploration.MemoryModels;
using Virtspec.Scenarios;
using Xunit;

namespace Virtspec.Systematic.Corpus;

/// <summary>Before it searches, the tool looks for a mistake that it knows to be there.</summary>
public sealed class CanaryTests
{
    public static TheoryData<MemoryModel, Strategy> Searches =>
    [
        .. from model in Enum.GetValues<MemoryModel>()
           from strategy in Enum.GetValues<Strategy>()
           where (model, strategy) is not (MemoryModel.ReleaseAcquire, Strategy.PartialOrder)
           select (model, strategy),
    ];

    [Theory]
    [MemberData(nameof(Searches))]
    public void Every_way_to_search_finds_its_canary(MemoryModel model, Strategy strategy)
    {
        var search = new PlannedSearch(ScenarioCatalogue.All[0], new ExplorationOptions { Memory = model, Strategy = strategy, MaxExecutions = 1 }, null);
        var canary = Assert.Single(Canary.Send(new ExplorePlan([], [search, search], null)));
        Assert.Equal(model, canary.Memory);
        Assert.True(canary.Execution > 0);
    }

    [Fact]
    public void A_canary_that_is_not_found_ends_it_all()
    {
        var sound = ScenarioCatalogue.Find("lost-kick")!.With("recheck", 1);
        var problem = Assert.Throws<InvalidOperationException>(() => Canary.Send(new ExplorationOptions(), sound));
        Assert.Contains("lost-kick was not found under sc by dpor", problem.Message, StringComparison.Ordinal);
    }
}
