using Virtspec.Exploration;
using Virtspec.Exploration.Execution;
using Virtspec.Exploration.MemoryModels;
using Virtspec.Exploration.Search;
using Virtspec.Model.Rules;
using Virtspec.Scenarios;
using Xunit;

namespace Virtspec.Systematic.SplitRing;

/// <summary>What the judge says of a scenario of the ring in every order of its accesses.</summary>
internal sealed class JudgedRing : SearchContext
{
    private int _ends;
    private bool _stuck;

    private JudgedRing()
    {
    }

    /// <summary>Rules whose premises arose, and that held then.</summary>
    internal Rule[] Held { get; private set; } = [];

    /// <summary>What is broken in any order, by id.</summary>
    internal Rule[] Breaches { get; private set; } = [];

    /// <summary>Looks at every order.</summary>
    internal static JudgedRing Judge(Scenario scenario)
    {
        var judged = new JudgedRing();
        OwnThread.Run(() =>
        {
            // The judge sees one order of steps that commute, so none is left out.
            var world = new World(scenario, MemoryModel.Sequential);
            Assert.True(new StateSearch(world, judged, new StateSearchOptions(Sleep: false), new KnownStates()).Run(SearchPart.Whole));
            var counts = world.Judge!.Counts;
            judged.Held = [.. Rule.All.Where(rule => counts.GetValueOrDefault(rule.Id).Held > 0)];
            judged.Breaches = [.. Rule.All.Where(rule => counts.GetValueOrDefault(rule.Id).Broken > 0).OrderBy(rule => rule.Id, StringComparer.Ordinal)];
        });
        Assert.NotEqual(0, judged._ends);
        return judged;
    }

    /// <summary>Looks at every order.</summary>
    /// <param name="name">The scenario.</param>
    /// <param name="buffers">How many buffers.</param>
    /// <param name="eventIdx">Whether notifications are suppressed by event index.</param>
    /// <param name="stuck">Whether some order has to end with the driver asleep for good.</param>
    internal static JudgedRing Judge(string name, int buffers, bool eventIdx, bool stuck = false)
    {
        var judged = Judge(ScenarioCatalogue.Find(name)!.With("buffers", buffers).With("event-index", eventIdx ? 1 : 0));
        if (stuck)
            Assert.True(judged._stuck);
        return judged;
    }

    internal override bool Stopping => false;

    internal override void Ended(World world, Func<Pick[]> schedule, Tally tally)
    {
        _ends++;
        _stuck |= world.Failure is { Kind: FailureKind.Obligation };
    }
}
