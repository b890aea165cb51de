using System.Globalization;
using System.Text;
using Virtspec.Exploration;
using Virtspec.Exploration.MemoryModels;
using Virtspec.Scenarios;
using Virtspec.Tests;
using Xunit;

namespace Virtspec.Systematic.Scenarios;

/// <summary>The reference as it is survives every execution, as far as docs/scenarios.md says.</summary>
public sealed class ExhaustedTests
{
    public static TheoryData<int> Nights => [.. Enumerable.Range(0, Bound.Nightly.Count)];

    [Fact]
    public void Every_scenario_of_the_reference_is_exhausted_under_all_models()
    {
        foreach (var scenario in ScenarioCatalogue.Correct)
            Assert.Contains(Bound.EveryBuild, bound => bound.Name == scenario.Name && bound.Weakest == scenario.Models[^1]);
    }

    [Fact]
    public void What_is_correct_survives_every_execution()
    {
        var page = new StringBuilder(
            """
            # Scenarios and how far they are searched

            Written by `VIRTSPEC_UPDATE=1 dotnet test tests/Systematic --filter FullyQualifiedName~ExhaustedTests`, compared in every build. `virtspec explore --list` says
            what each scenario does. In these bounds no execution goes wrong, no statement is broken, and none is left out: executions that stand for all under sc, tso and
            pso, which differ in more than the order of steps that commute, with those given up as redundant behind a stroke; states under ra, and where a scenario has hardware of its own, in whose nodes memory is sequentially consistent. What is not there was not
            searched. [Growth](growth.md) tells how many executions there are without reductions, [the corpus](corpus.md) what is found in the same way.

            | scenario | settings | sc | tso | pso | ra, states |
            |---|---|---:|---:|---:|---:|

            """);
        var rows = Bound.EveryBuild.AsParallel().AsOrdered().Select(bound => (Bound: bound, Cells: string.Join(" | ", Enum.GetValues<MemoryModel>().Select(model => Cell(bound, model)))));
        foreach (var (bound, cells) in rows)
            page.Append(CultureInfo.InvariantCulture, $"| {bound.Name} | {bound.Settings} | {cells} |\n");
        page.Append(
            """

            ## For a night

            Searched by `tests/Systematic/bin/Debug/net10.0/Virtspec.Systematic -explicit only -method "*Nights_are_longer*"` or, each, by `virtspec explore`.

            | scenario | settings | under |
            |---|---|---|

            """);
        foreach (var bound in Bound.Nightly)
            page.Append(CultureInfo.InvariantCulture, $"| {bound.Name} | {bound.Settings} | {string.Join(", ", bound.Models.Select(ModelNames.Of))} |\n");
        GeneratedFile.Check("docs/scenarios.md", page.ToString());
    }

    [Theory(Explicit = true)]
    [MemberData(nameof(Nights))]
    public void Nights_are_longer(int number)
    {
        foreach (var model in Bound.Nightly[number].Models)
            Exhaust(Bound.Nightly[number], model);
    }

    private static string Cell(Bound bound, MemoryModel model)
    {
        if (model > bound.Weakest)
            return string.Empty;
        var counts = Exhaust(bound, model).Counts;
        if (counts.States > 0 && model != MemoryModel.ReleaseAcquire)
            return string.Create(CultureInfo.InvariantCulture, $"{counts.States:N0} states");
        return model == MemoryModel.ReleaseAcquire
            ? string.Create(CultureInfo.InvariantCulture, $"{counts.States:N0}")
            : string.Create(CultureInfo.InvariantCulture, $"{counts.Complete:N0} / {counts.Redundant:N0}");
    }

    private static ExplorationResult Exhaust(Bound bound, MemoryModel model)
    {
        var result = Explorer.Run(bound.Scenario, new ExplorationOptions { Memory = model });
        Assert.True(result.Passed, $"{bound}, {model}: {string.Join("; ", result.Failures)}");
        Assert.Equal(Coverage.Exhausted, result.Coverage);
        return result;
    }
}
