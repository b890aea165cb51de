using System.Globalization;
using System.Text;
using Virtspec.Exploration;
using Virtspec.Exploration.Execution;
using Virtspec.Exploration.MemoryModels;
using Virtspec.Exploration.Schedules;
using Virtspec.Model.Rules;
using Virtspec.Scenarios;
using Virtspec.Tests;
using Xunit;

namespace Virtspec.Systematic.Corpus;

/// <summary>Mistakes that implementations made: each is found by the explorer, shrunk, seen again, named by the judge, and told in docs/corpus.md.</summary>
public sealed class CorpusTests
{
    private static readonly MemoryModel[] Models = Enum.GetValues<MemoryModel>();

    /// <summary>Executions after which a sampling strategy is said not to find a mistake.</summary>
    private const long MostSamples = 5_000;

    /// <summary>Seeds that samples are drawn with; odd, so that there is a median.</summary>
    private static readonly ulong[] Seeds = [1, 2, 3, 4, 5];

    private static readonly Strategy[] Sampling = [Strategy.Random, Strategy.Pct, Strategy.Pos, Strategy.Urw];

    [Fact]
    public void Names_differ_and_statements_exist()
    {
        Assert.Equal(ScenarioCatalogue.All.Count, ScenarioCatalogue.All.Select(scenario => scenario.Name).Distinct().Count());
        Assert.All(ScenarioCatalogue.Mistakes, entry => Assert.Contains(Rule.All, rule => rule.Id == entry.Breaks));
    }

    [Fact]
    public void Every_mistake_is_found_named_and_written_down()
    {
        var rows = ScenarioCatalogue.Mistakes.AsParallel().AsOrdered().Select(entry => (Entry: entry, Found: Find(entry))).ToList();
        Assert.Empty(rows.Where(row => row.Found is null).Select(row => row.Entry.Scenario.Name));
        var misnamed = rows.Where(row => row.Found!.Broken is not [{ } first, ..] || first.Id != row.Entry.Breaks)
            .Select(row => $"{row.Entry.Scenario.Name} is said to break {row.Entry.Breaks}, and the judge says: {string.Join("; ", row.Found!.Broken)}").ToList();
        Assert.True(misnamed.Count == 0, string.Join('\n', misnamed));
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"""
            # The bug corpus

            Written by `VIRTSPEC_UPDATE=1 dotnet test tests/Systematic --filter FullyQualifiedName~CorpusTests`, compared in every build.

            Each mistake is the reference with one thing changed. It is searched for in every order under one memory model after the other, strongest first: *found
            under* is the first that shows it, *executions* how many it took there, *steps* and *switches* the length of the shortest schedule found and how often
            another agent goes on in it; *breaks* is the statement that the judge names first along that schedule. `virtspec explore NAME --memory MODEL` shows it. The
            reference itself survives the same searches to their end. *random*, *pct*, *pos* and *urw* are executions until that sampling strategy finds it under the
            same model, the median of {Seeds.Length} seeds, a dash where {MostSamples} are not enough for most. *Seen in* names public records of the same mistake; *still in* stands before
            a version that was read and has it (docs/findings/implementations.md).

            {rows.Count} mistakes, {rows.Count} found. {string.Join(' ', Sampling.Select((strategy, at) => $"{strategy}: {rows.Count(row => row.Found!.Samples[at] > 0)}."))}

            | mistake | what is wrong | breaks | found under | executions | steps | switches | random | pct | pos | urw | seen in |
            |---|---|---|---|---|---|---|---|---|---|---|---|

            """);
        foreach (var (entry, found) in rows)
        {
            var samples = string.Join(" | ", found!.Samples.Select(executions => executions > 0 ? $"{executions}" : "-"));
            text.Append(CultureInfo.InvariantCulture, $"| {entry.Scenario.Name} | {entry.Scenario.Summary} | {entry.Breaks} | {ModelNames.Of(found.Model)} | {found.Executions} | {found.Size.Steps} | {found.Size.Switches} | {samples} | {string.Join(", ", entry.SeenIn)} |\n");
        }

        GeneratedFile.Check("docs/corpus.md", text.ToString());
    }

    /// <returns>Null when no model shows it.</returns>
    private static FoundMistake? Find(CorpusEntry entry)
    {
        foreach (var model in Models)
        {
            if (First(entry.Scenario, new ExplorationOptions { Memory = model }) is not { } finding)
                continue;
            var shrunk = Shrinker.Shrink(entry.Scenario, model, finding.Schedule, null, TestContext.Current.CancellationToken);
            var again = new Replay(new World(shrunk.Scenario, model)).Strict(shrunk.Schedule);
            Assert.Equal(shrunk.Failure, again.Failure);
            return new FoundMistake(
                model, finding.Execution, shrunk.After, again.Broken, [.. Sampling.Select(strategy => Median(entry.Scenario, model, strategy))]);
        }

        return null;
    }

    private static Finding? First(Scenario scenario, ExplorationOptions options) => Explorer.Run(scenario, options).Found is [{ } finding, ..] ? finding : null;

    /// <returns>0 when most seeds do not find it.</returns>
    private static long Median(Scenario scenario, MemoryModel model, Strategy strategy)
    {
        var options = new ExplorationOptions { Memory = model, Strategy = strategy, MaxExecutions = MostSamples };
        var found = Seeds.Select(seed => First(scenario, options with { Seed = seed })?.Execution ?? long.MaxValue).Order().ElementAt(Seeds.Length / 2);
        return found == long.MaxValue ? 0 : found;
    }

    /// <summary>What came of looking for a mistake.</summary>
    /// <param name="Model">The strongest memory model that shows it.</param>
    /// <param name="Executions">Of the exhaustive search until it was met.</param>
    /// <param name="Size">Of the shortest schedule found.</param>
    /// <param name="Broken">What the judge names along it.</param>
    /// <param name="Samples">Executions of each sampling strategy until it was met, 0 for never.</param>
    private sealed record FoundMistake(MemoryModel Model, long Executions, ScheduleSize Size, IReadOnlyList<BrokenStatement> Broken, long[] Samples);
}
