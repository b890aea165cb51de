using System.Text.RegularExpressions;
using Virtspec.Exploration;
using Virtspec.Exploration.MemoryModels;
using Virtspec.Exploration.Search;
using Xunit;

namespace Virtspec.Systematic.Search;

/// <summary>A search that was stopped goes on where it was, and only if it is the same one.</summary>
public sealed class ResumeTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("virtspec-");

    private string File => Path.Combine(_directory.FullName, "search.json");

    public void Dispose() => _directory.Delete(recursive: true);

    [Theory]
    [InlineData(Strategy.PartialOrder, MemoryModel.Sequential, 1)]
    [InlineData(Strategy.PartialOrder, MemoryModel.TotalStoreOrder, 2)]
    [InlineData(Strategy.PartialOrder, MemoryModel.PartialStoreOrder, 1)]
    [InlineData(Strategy.Brute, MemoryModel.Sequential, 2)]
    public void A_search_in_several_runs_counts_each_execution_once(Strategy strategy, MemoryModel memory, int jobs)
    {
        var scenario = strategy == Strategy.Brute ? SmallSearches.Crossing : SmallSearches.LostKick(2, recheck: false);
        var options = SmallSearches.Options(strategy, memory, jobs);
        var whole = SmallSearches.Run(scenario, options);

        var (resumed, runs) = RunInPieces(scenario, options, whole.Executions / 4);

        Assert.InRange(runs, 3, 100);
        Assert.Equal(Coverage.Exhausted, resumed.Coverage);
        Assert.Equal(whole.Executions, resumed.Executions);
        Assert.Equal(whole.Outcomes.Order(StringComparer.Ordinal), resumed.Outcomes.Order(StringComparer.Ordinal));
        Assert.Equal(whole.Kinds(), resumed.Kinds());
    }

    [Fact]
    public void A_search_through_states_comes_to_the_same_outcomes()
    {
        var scenario = SmallSearches.LostKick(2, recheck: false);
        var options = SmallSearches.Options(Strategy.States, MemoryModel.ReleaseAcquire);
        var whole = SmallSearches.Run(scenario, options);

        var (resumed, runs) = RunInPieces(scenario, options, Math.Max(2, whole.Executions / 3));

        Assert.InRange(runs, 2, 100);
        Assert.Equal(Coverage.Exhausted, resumed.Coverage);
        Assert.Equal(whole.Outcomes.Order(StringComparer.Ordinal), resumed.Outcomes.Order(StringComparer.Ordinal));
        Assert.Equal(whole.Kinds(), resumed.Kinds());
    }

    [Fact]
    public void A_finished_search_is_not_begun_again()
    {
        var options = SmallSearches.Options(Strategy.PartialOrder, MemoryModel.Sequential);
        var scenario = SmallSearches.Crossing;
        var first = SmallSearches.Run(scenario, options, Checkpoint.Open(File, scenario, options));
        var second = SmallSearches.Run(scenario, options, Checkpoint.Open(File, scenario, options));
        Assert.Equal(first.Executions, second.Executions);
        Assert.Equal(first.Counts.Steps, second.Counts.Steps);
        Assert.Equal(first.Outcomes.Order(StringComparer.Ordinal), second.Outcomes.Order(StringComparer.Ordinal));
        Assert.Equal(0, second.Rechecked);
    }

    [Fact]
    public void Another_search_is_refused_and_both_are_named()
    {
        var options = SmallSearches.Options(Strategy.PartialOrder, MemoryModel.TotalStoreOrder);
        var scenario = SmallSearches.LostKick(1);
        SmallSearches.Run(scenario, options, Checkpoint.Open(File, scenario, options));

        AssertRefused(SmallSearches.LostKick(2), options, "buffers=1", "buffers=2");
        AssertRefused(scenario, options with { Memory = MemoryModel.Sequential }, "TotalStoreOrder", "Sequential");
        AssertRefused(scenario, options with { Strategy = Strategy.States }, "PartialOrder", "States");
        AssertRefused(scenario, options with { StepLimit = 77 }, "step limit 10000", "step limit 77");
        AssertRefused(scenario, options with { Shard = (1, 3) }, "shard 1/1", "shard 2/3");
        Checkpoint.Open(File, scenario, options with { Jobs = 3, MaxTime = TimeSpan.FromHours(1), MaxExecutions = 10 });
    }

    [Theory]
    [InlineData("")]
    [InlineData("no JSON at all")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("{\"Format\":99}")]
    public void A_file_of_something_else_is_refused(string content)
    {
        System.IO.File.WriteAllText(File, content);
        AssertRefused(SmallSearches.Crossing, SmallSearches.Options(Strategy.PartialOrder, MemoryModel.Sequential), File);
    }

    [Theory]
    [InlineData("\"Done\":\\[[^]]*\\]", "\"Done\":null")]
    [InlineData("\"Tally\":\\{[^}]*\\}", "\"Tally\":null")]
    [InlineData("\"Schedule\":\\[\\[[^]]*\\]", "\"Schedule\":[[0]")]
    [InlineData("\"Schedule\":\\[\\[[^]]*\\]", "\"Schedule\":[null")]
    [InlineData("\"Outcomes\":\\[[^]]*\\]", "\"Outcomes\":null")]
    [InlineData("\\}$", "")]
    public void A_damaged_file_is_refused(string part, string damaged)
    {
        var options = SmallSearches.Options(Strategy.PartialOrder, MemoryModel.Sequential);
        var scenario = SmallSearches.LostKick(2, recheck: false);
        SmallSearches.Run(scenario, options, Checkpoint.Open(File, scenario, options));
        var whole = System.IO.File.ReadAllText(File);
        Assert.Matches(part, whole);
        System.IO.File.WriteAllText(File, new Regex(part).Replace(whole, damaged, 1));
        AssertRefused(scenario, options, File);
    }

    /// <summary>Stops after so many ends of executions, goes on from the file, and so forth until nothing is left.</summary>
    private (ExplorationResult Result, int Runs) RunInPieces(Scenario inner, ExplorationOptions options, long ends)
    {
        for (var runs = 1; ; runs++)
        {
            using var stop = new CancellationTokenSource();
            var left = ends;
            var scenario = new Scenario("in pieces", "stops itself", [], (stage, _) =>
            {
                inner.Build(stage);
                stage.AtEnd(_ =>
                {
                    if (Interlocked.Decrement(ref left) == 0)
                        stop.Cancel();
                });
            });
            var result = Explorer.Run(scenario, options, Checkpoint.Open(File, scenario, options), null, stop.Token);
            if (result.Coverage != Coverage.Stopped || runs == 200)
                return (result, runs);
        }
    }

    private void AssertRefused(Scenario scenario, ExplorationOptions options, params string[] named)
    {
        var refusal = Assert.Throws<CheckpointException>(() => Checkpoint.Open(File, scenario, options));
        Assert.All(named, text => Assert.Contains(text, refusal.Message, StringComparison.Ordinal));
    }
}
