using System.Globalization;
using System.Text;
using Virtspec.Exploration;
using Virtspec.Exploration.Execution;
using Virtspec.Exploration.MemoryModels;
using Virtspec.Exploration.Schedules;
using Virtspec.Port;
using Virtspec.Scenarios;
using Virtspec.Scenarios.SplitRing;
using Virtspec.Tests;
using Xunit;

namespace Virtspec.Systematic.Corpus;

/// <summary>No fence of the ring code is superfluous: each is missed by some schedule, which docs/fences.md shows.</summary>
public sealed class FenceTests
{
    private static readonly MemoryModel[] Models = Enum.GetValues<MemoryModel>();

    [Fact]
    public void Every_fence_is_needed_and_the_table_is_written_down()
    {
        var rows = FenceSite.All.AsParallel().AsOrdered().Select(site => (Site: site, Found: Find(site), Weaker: Weaker(site))).ToList();
        Assert.Empty(rows.Where(row => row.Found is null).Select(row => row.Site.Name));
        var page = new StringBuilder(
            """
            # The fences of a split virtqueue

            Written by `VIRTSPEC_UPDATE=1 dotnet test tests/Systematic --filter FullyQualifiedName~FenceTests`, compared in every build.

            The driver and the device of the reference have eight fences. With all of them no schedule goes wrong, under any memory model (docs/counts.md has the
            bounds): none is missing. Each is left out in turn, and some schedule goes wrong: none is superfluous. *Needed from* is the strongest memory model that shows
            it. *Another kind in its place*, one that orders less, goes wrong under the model named, or does under all (under ra with one buffer and flags): Read and Write order
            no loads before stores, and none of these models lets a load wait for a later store (docs/memory-models.md). Processors may. The shortest schedules follow.

            | fence | side | kind | keeps in order | statement | needed from | another kind in its place |
            |---|---|---|---|---|---|---|

            """);
        foreach (var (site, found, weaker) in rows)
        {
            page.Append(
                CultureInfo.InvariantCulture,
                $"| {site.Name} | {Side(site)} | {site.Kind} | {site.Between} | {found!.Statement} | {ModelNames.Of(found.Model)} | {weaker} |\n");
        }

        foreach (var (site, found, _) in rows)
            page.Append(CultureInfo.InvariantCulture, $"\n## Without the {Side(site)}'s {site.Name} fence\n\n```\n{found!.Drawing}```\n");
        GeneratedFile.Check("docs/fences.md", page.ToString());
    }

    private static string Side(FenceSite site) => site.IsDriver ? "driver" : "device";

    private static FoundFence? Find(FenceSite site)
    {
        var scenario = ScenarioCatalogue.Find($"split-ring-no-{site.Name}-fence")!;
        if (First(scenario) is not ({ } finding, var model, var bounded))
            return null;
        var shrunk = Shrinker.Shrink(bounded, model, finding.Schedule, null, TestContext.Current.CancellationToken);
        var run = new Replay(new World(shrunk.Scenario, model)).Strict(shrunk.Schedule);
        return new FoundFence(model, run.Broken[0].Id, Lanes.Draw(Recording.Of(shrunk.Scenario, model, shrunk.Schedule), new LaneOptions { Width = 120, Boxes = true }));
    }

    /// <summary>Every kind that orders less than the one there.</summary>
    private static string Weaker(FenceSite site)
    {
        var kinds = Enum.GetValues<FenceKind>().Where(kind => kind != site.Kind && (site.Kind == FenceKind.Full || IsPart(kind, site.Kind)));
        var texts = kinds.Select(kind => $"{kind}: {(First(Replaced(site, kind)) is ({ }, var model, _) ? ModelNames.Of(model) : "does")}");
        return string.Join(", ", texts);
    }

    private static bool IsPart(FenceKind kind, FenceKind of) =>
        (kind, of) is (FenceKind.Read, FenceKind.Acquire) or (FenceKind.Write, FenceKind.Release);

    private static Scenario Replaced(FenceSite site, FenceKind kind)
    {
        var change = RingMistake.InPlaceOf(site, kind);
        return SplitRingScenario.With(new RingMistake($"{kind}-for-{site.Name}", string.Empty, string.Empty)
        {
            Driver = site.IsDriver ? change : null,
            Device = site.IsDriver ? null : change,
        });
    }

    private static (Finding?, MemoryModel, Scenario) First(Scenario scenario)
    {
        foreach (var model in Models)
        {
            // Loads that pass loads show with one buffer already, and with two there are many more executions to see that nothing shows.
            var bounded = model == MemoryModel.ReleaseAcquire ? scenario.With("buffers", 1).With("event-index", 0) : scenario;
            var result = Explorer.Run(bounded, new ExplorationOptions { Memory = model });
            if (result.Found is [{ } finding, ..])
                return (finding, model, bounded);
            Assert.Equal(Coverage.Exhausted, result.Coverage);
        }

        return (null, default, scenario);
    }

    private sealed record FoundFence(MemoryModel Model, string Statement, string Drawing);
}
