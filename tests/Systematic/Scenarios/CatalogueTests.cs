using Virtspec.Exploration;
using Virtspec.Exploration.Execution;
using Virtspec.Exploration.MemoryModels;
using Virtspec.Scenarios;
using Xunit;

namespace Virtspec.Systematic.Scenarios;

/// <summary>What each scenario of the catalogue has to show, under the memory models that can show it, and that it shows nowhere else.</summary>
public sealed class CatalogueTests(ITestOutputHelper output)
{
    [Fact]
    public void Names_differ_and_are_found()
    {
        Assert.Equal("split-ring", ScenarioCatalogue.All[0].Name);
        Assert.All(ScenarioCatalogue.All, scenario => Assert.Same(scenario, ScenarioCatalogue.Find(scenario.Name)));
        Assert.Null(ScenarioCatalogue.Find("Split-ring"));
    }

    [Theory]
    [InlineData("lost-kick", "", MemoryModel.Sequential, true)]
    [InlineData("split-ring-no-recheck-device", "", MemoryModel.Sequential, true)]
    [InlineData("split-ring-no-recheck-device", "event-index=0", MemoryModel.Sequential, true)]
    [InlineData("split-ring-no-recheck-driver", "", MemoryModel.Sequential, true)]
    [InlineData("split-ring-no-recheck-driver", "event-index=0", MemoryModel.Sequential, true)]
    [InlineData("split-ring-listing", "", MemoryModel.Sequential, true)]
    [InlineData("split-ring-listing", "event-index=0 buffers=1", MemoryModel.Sequential, true)]
    [InlineData("split-ring-no-kick-fence", "", MemoryModel.TotalStoreOrder, true)]
    [InlineData("split-ring-no-enable-calls-fence", "", MemoryModel.TotalStoreOrder, true)]
    [InlineData("split-ring-no-call-fence", "", MemoryModel.TotalStoreOrder, true)]
    [InlineData("split-ring-no-enable-kicks-fence", "", MemoryModel.TotalStoreOrder, true)]
    [InlineData("split-ring-no-publish-fence", "", MemoryModel.PartialStoreOrder, false)]
    [InlineData("split-ring-no-complete-fence", "", MemoryModel.PartialStoreOrder, false)]
    [InlineData("split-ring-no-take-fence", "", MemoryModel.ReleaseAcquire, false)]
    [InlineData("split-ring-no-reclaim-fence", "", MemoryModel.ReleaseAcquire, false)]
    public void A_mistake_shows_under_the_models_that_allow_it_and_no_other(
        string name, string settings, MemoryModel strongest, bool sleeps)
    {
        var scenario = new Bound(name, settings, strongest).Scenario;
        foreach (var model in Enum.GetValues<MemoryModel>())
        {
            var result = Explore(scenario, model);
            if (model < strongest)
            {
                Assert.Empty(result.Found);
                Assert.Equal(Coverage.Exhausted, result.Coverage);
                continue;
            }

            var finding = Assert.Single(result.Found);
            if (sleeps)
                Assert.Equal(FailureKind.Obligation, finding.Failure.Kind);
        }
    }

    private ExplorationResult Explore(Scenario scenario, MemoryModel model)
    {
        var result = Explorer.Run(scenario, new ExplorationOptions { Memory = model });
        output.WriteLine($"{scenario}, {model}: {result.Coverage} in {result.Executions} executions. {string.Join("; ", result.Failures)}");
        return result;
    }
}
