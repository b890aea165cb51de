using System.Globalization;
using System.Text;
using Virtspec.Exploration;
using Virtspec.Exploration.MemoryModels;
using Virtspec.Exploration.States;
using Virtspec.Scenarios;
using Virtspec.Systematic.PartialOrder;
using Virtspec.Systematic.States.Machines;
using Virtspec.Tests;
using Xunit;

namespace Virtspec.Systematic.Counts;

/// <summary>How many executions and states searches need: published numbers where there are some, and our own, so that no search shrinks or grows unseen.</summary>
public sealed class CountsTests
{
    /// <summary>Flanagan and Godefroid (POPL 2005) and Abdulla et al. (POPL 2014).</summary>
    private static readonly (Scenario Scenario, long Published)[] _classic =
    [
        (ClassicPrograms.Readers(2), 4), (ClassicPrograms.Readers(8), 256), (ClassicPrograms.Readers(13), 8_192),
        (ClassicPrograms.LastZero(5), 64), (ClassicPrograms.LastZero(10), 3_328),
        (ClassicPrograms.Indexer(11), 1), (ClassicPrograms.Indexer(12), 8), (ClassicPrograms.Indexer(13), 64),
        (ClassicPrograms.FileSystem(14), 2), (ClassicPrograms.FileSystem(16), 8), (ClassicPrograms.FileSystem(18), 32), (ClassicPrograms.FileSystem(19), 64),
    ];

    private static readonly Scenario[] _own =
    [
        ScenarioCatalogue.Find("lost-kick")!.With("recheck", 1),
        ScenarioCatalogue.Find("split-ring")!.With("event-index", 0).With("buffers", 1),
        ScenarioCatalogue.Find("split-ring")!.With("buffers", 1),
        ScenarioCatalogue.Find("split-ring")!,
    ];

    [Fact]
    public void The_page_is_up_to_date()
    {
        var page = new StringBuilder();
        page.Append(
            """
            # Counts

            What searches need to see everything. A test writes this page and compares it with what is here, and holds the published numbers.

            ## Executions, by partial order

            Sequentially consistent, one worker. A search without redundancy needs the published number.

            | program | published | complete | redundant |
            |---|---:|---:|---:|

            """);
        foreach (var (scenario, published) in _classic)
        {
            var result = Explore(scenario, MemoryModel.Sequential, Strategy.PartialOrder);
            Assert.Equal(published, result.Counts.Complete);
            page.AppendLine(CultureInfo.InvariantCulture, $"| {scenario.Name} | {published:N0} | {result.Counts.Complete:N0} | {result.Counts.Redundant:N0} |");
        }

        page.Append(
            """

            ## Scenarios

            | scenario | memory | executions by partial order | redundant | states | ends |
            |---|---|---:|---:|---:|---:|

            """);
        foreach (var scenario in _own)
        {
            foreach (var memory in Enum.GetValues<MemoryModel>())
                page.AppendLine(Line(scenario, memory));
        }

        page.Append(
            """

            ## States of two-phase commit

            Breadth first, nothing left out. Published for TLC, Stateright and SPIN: 288, 8,832, 296,448.

            | resource managers | states | transitions |
            |---:|---:|---:|

            """);
        foreach (var (managers, published) in new[] { (3, 288L), (5, 8_832L), (7, 296_448L) })
        {
            var result = BreadthFirst<TwoPhaseCommit, TwoPhaseState>.Run(new(managers), new());
            Assert.Equal(published, result.States);
            page.AppendLine(CultureInfo.InvariantCulture, $"| {managers} | {result.States:N0} | {result.Transitions:N0} |");
        }

        GeneratedFile.Check("docs/counts.md", page.ToString());
    }

    private static string Line(Scenario scenario, MemoryModel memory)
    {
        var states = Explore(scenario, memory, Strategy.States);
        // Under release and acquire there are too many executions for a test, except of the smallest.
        var few = memory != MemoryModel.ReleaseAcquire || scenario["buffers"] == 1 || scenario.Name == "lost-kick";
        var executions = few ? Explore(scenario, memory, Strategy.PartialOrder).Counts : null;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {scenario} | {memory} | {executions?.Complete:N0} | {executions?.Redundant:N0} | {states.Counts.States:N0} | {states.Counts.Complete:N0} |");
    }

    private static ExplorationResult Explore(Scenario scenario, MemoryModel memory, Strategy strategy)
    {
        var result = Explorer.Run(scenario, new ExplorationOptions { Memory = memory, Strategy = strategy });
        Assert.Equal(Coverage.Exhausted, result.Coverage);
        Assert.True(result.Passed, string.Join("; ", result.Failures));
        return result;
    }
}
