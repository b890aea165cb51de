using Virtspec.Exploration.Execution;
using Virtspec.Exploration.MemoryModels;
using Virtspec.Exploration.Search;
using Virtspec.Model.Rules;
using Virtspec.Scenarios;
using Xunit;

namespace Virtspec.Systematic.SplitRing;

/// <summary>Scenarios of the ring in every order of their accesses, with the judge looking on.</summary>
internal static class JudgedRing
{
    /// <summary>What is broken in any order.</summary>
    /// <param name="name">The scenario.</param>
    /// <param name="buffers">How many buffers.</param>
    /// <param name="eventIdx">Whether notifications are suppressed by event index.</param>
    /// <param name="stuck">Whether some order has to end with the driver asleep for good.</param>
    internal static (RingJudge Judge, Rule[] Breaches) Judge(string name, int buffers, bool eventIdx, bool stuck = false)
    {
        var scenario = ScenarioCatalogue.Find(name)!.With("buffers", buffers).With("event-index", eventIdx ? 1 : 0);
        var judge = new RingJudge(eventIdx);
        var ends = new Ends(judge);
        OwnThread.Run(() =>
        {
            // The judge sees one order of steps that commute, so none is left out.
            var world = new World(scenario, MemoryModel.Sequential) { Witness = judge };
            Assert.True(new StateSearch(world, ends, new StateSearchOptions(Sleep: false), new KnownStates()).Run(SearchPart.Whole));
        });
        Assert.NotEqual(0, ends.Count);
        if (stuck)
            Assert.True(ends.Stuck);
        return (judge, [.. judge.Log.Breaches.Select(breach => breach.Rule).Distinct()]);
    }

    private sealed class Ends(RingJudge judge) : SearchContext
    {
        internal int Count { get; private set; }

        internal bool Stuck { get; private set; }

        internal override bool Stopping => false;

        internal override void Ended(World world, Func<Pick[]> schedule, Tally tally)
        {
            Count++;
            Stuck |= world.Failure is not null;
            judge.Settled();
        }
    }
}
