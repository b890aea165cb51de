using Virtspec.Exploration;
using Virtspec.Exploration.Execution;
using Virtspec.Exploration.MemoryModels;
using Virtspec.Exploration.Search;
using Virtspec.Model.Rules;
using Virtspec.Scenarios;
using Virtspec.Scenarios.SplitRing;
using Xunit;

namespace Virtspec.Systematic.SplitRing;

/// <summary>What the judge says of a scenario of the ring in every order of its accesses.</summary>
internal sealed class JudgedRing : SearchContext, IWitness
{
    private readonly Dictionary<Rule, int> _held = [];
    private readonly HashSet<Rule> _broken = [];
    private World? _world;
    private int _ends;
    private bool _stuck;

    private JudgedRing()
    {
    }

    /// <summary>How often a rule's premise arose and it held.</summary>
    internal IReadOnlyDictionary<Rule, int> Held => _held;

    /// <summary>What is broken in any order, by id.</summary>
    internal Rule[] Breaches => [.. _broken.OrderBy(rule => rule.Id, StringComparer.Ordinal)];

    /// <summary>Looks at every order.</summary>
    /// <param name="name">The scenario.</param>
    /// <param name="buffers">How many buffers.</param>
    /// <param name="eventIdx">Whether notifications are suppressed by event index.</param>
    /// <param name="stuck">Whether some order has to end with the driver asleep for good.</param>
    internal static JudgedRing Judge(string name, int buffers, bool eventIdx, bool stuck = false)
    {
        var judged = new JudgedRing();
        judged.Run(ScenarioCatalogue.Find(name)!.With("buffers", buffers).With("event-index", eventIdx ? 1 : 0));
        Assert.NotEqual(0, judged._ends);
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

    // The judge is a witness too, and is told after this one: it still knows of the execution before.
    void IWitness.Begin(World world) => Collect();

    void IWitness.Performed(World world, Agent agent, ulong result)
    {
    }

    private void Run(Scenario scenario)
    {
        OwnThread.Run(() =>
        {
            // The judge sees one order of steps that commute, so none is left out.
            _world = new World(scenario, MemoryModel.Sequential) { Witness = this };
            Assert.True(new StateSearch(_world, this, new StateSearchOptions(Sleep: false), new KnownStates()).Run(SearchPart.Whole));
        });
        Collect();
    }

    private void Collect()
    {
        if (_world?.Judge is not RingJudge judge)
            return;
        foreach (var rule in judge.Log.Held)
            _held[rule] = _held.GetValueOrDefault(rule) + 1;
        _broken.UnionWith(judge.Log.Breaches.Select(breach => breach.Rule));
    }
}
