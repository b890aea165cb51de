using System.Globalization;
using System.Text;
using Virtspec.Exploration;
using Virtspec.Exploration.MemoryModels;
using Virtspec.Exploration.Schedules;
using Virtspec.Scenarios;
using Virtspec.Scenarios.SplitRing;
using Virtspec.Tests;
using Xunit;

namespace Virtspec.Systematic.SplitRing;

/// <summary>Mistakes that implementations made: each is found by the explorer, named by the judge, and told in docs/corpus.md.</summary>
public sealed class CorpusTests
{
    private static readonly MemoryModel[] Models = Enum.GetValues<MemoryModel>();

    public static TheoryData<string> Names => [.. SplitRingScenario.AllMistakes.Select(mistake => mistake.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_mistake_breaks_the_statement_that_it_is_said_to_break(string name)
    {
        var mistake = SplitRingScenario.AllMistakes.Single(mistake => mistake.Name == name);
        bool[] schemes = mistake.EventIndex is { } only ? [only] : [false, true];
        foreach (var eventIdx in schemes)
            Assert.Contains(mistake.Breaks, JudgedRing.Judge(mistake.ScenarioName, 2, eventIdx).Breaches.Select(rule => rule.Id));
    }

    [Fact]
    public void Names_differ_and_no_statement_is_broken_by_the_ring_itself()
    {
        Assert.Equal(SplitRingScenario.AllMistakes.Count, SplitRingScenario.AllMistakes.Select(mistake => mistake.Name).Distinct().Count());
        foreach (var eventIdx in (bool[])[false, true])
            Assert.Empty(JudgedRing.Judge("split-ring", 2, eventIdx).Breaches);
    }

    [Fact]
    public void The_corpus_is_found_and_written_down()
    {
        var rows = SplitRingScenario.AllMistakes.AsParallel().AsOrdered().Select(Row).ToList();
        Assert.DoesNotContain(null, rows);
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"""
            # Mistakes in the split ring

            Written by `VIRTSPEC_UPDATE=1 dotnet test tests/Systematic --filter FullyQualifiedName~CorpusTests`, compared in every build.

            Each is the reference with one thing changed in the driver or the device, with two buffers in a queue of two. It is searched for in every order under one
            memory model after the other, strongest first: *found under* is the first that shows it, *executions* how many it took there, *steps* and *switches* the length
            of the shortest schedule found and how often it leaves the default order. `virtspec explore NAME --memory MODEL` shows it. The ring itself survives the same
            searches to their end. *Seen in* names public records of the same mistake.

            {rows.Count} mistakes, {rows.Count} found.

            | mistake | what is wrong | breaks | found under | executions | steps | switches | seen in |
            |---|---|---|---|---|---|---|---|

            """);
        foreach (var row in rows)
            text.Append(row).Append('\n');
        GeneratedFile.Check("docs/corpus.md", text.ToString());
    }

    /// <returns>Null when no model shows it.</returns>
    private static string? Row(RingMistake mistake)
    {
        var scenario = ScenarioCatalogue.Find(mistake.ScenarioName)!;
        foreach (var model in Models)
        {
            var result = Explorer.Run(scenario, new ExplorationOptions { Memory = model });
            if (result.Found is not [{ } finding, ..])
                continue;
            var shrunk = Shrinker.Shrink(scenario, model, finding.Schedule, null, TestContext.Current.CancellationToken);
            return string.Create(
                CultureInfo.InvariantCulture,
                $"| {mistake.ScenarioName} | {mistake.Summary} | {mistake.Breaks} | {Short(model)} | {finding.Execution} | {shrunk.Schedule.Length} | {shrunk.After.Deviations} | {string.Join(", ", mistake.SeenIn)} |");
        }

        return null;
    }

    private static string Short(MemoryModel model) => model switch
    {
        MemoryModel.Sequential => "sc",
        MemoryModel.TotalStoreOrder => "tso",
        MemoryModel.PartialStoreOrder => "pso",
        _ => "ra",
    };
}
