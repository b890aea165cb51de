using Virtspec.Exploration.Execution;
using Virtspec.Exploration.MemoryModels;

namespace Virtspec.Exploration;

/// <summary>In what way executions are chosen.</summary>
public enum Strategy
{
    /// <summary>All of them: by partial order where stores take effect in one order, by states under release and acquire.</summary>
    Exhaustive,

    /// <summary>All of them but for the order of steps that commute.</summary>
    PartialOrder,

    /// <summary>All of them, leaving states that were met before.</summary>
    States,

    /// <summary>All of them, one by one: only for comparison.</summary>
    Brute,

    /// <summary>Those with at most so many deviations from the simplest one, fewest first.</summary>
    Bounded,

    /// <summary>Random priorities with a few changes (Burckhardt et al., ASPLOS 2010).</summary>
    Pct,

    /// <summary>Random priorities of pending operations (Yuan et al., CAV 2018).</summary>
    Pos,

    /// <summary>A walk weighted by what each agent has left (Zhao et al., ASPLOS 2025).</summary>
    Urw,

    /// <summary>Anybody, anytime.</summary>
    Random,

    /// <summary>The sampling strategies in turn.</summary>
    Portfolio,
}

/// <summary>What to explore and how far.</summary>
public sealed record ExplorationOptions
{
    /// <summary>Most steps of an execution, unless another number is asked for.</summary>
    internal const int UsualStepLimit = 10_000;

    /// <summary>The memory model.</summary>
    public MemoryModel Memory { get; init; }

    /// <summary>How executions are chosen.</summary>
    public Strategy Strategy { get; init; }

    /// <summary>Where sampling starts from.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Workers; 1 or more.</summary>
    public int Jobs { get; init; } = 1;

    /// <summary>Which part of the search, from 0, of how many: for several machines.</summary>
    public (int Index, int Count) Shard { get; init; } = (0, 1);

    /// <summary>Executions after which the search ends, about; sampling without it ends at 100,000.</summary>
    public long MaxExecutions { get; init; } = long.MaxValue;

    /// <summary>Time after which the search ends.</summary>
    public TimeSpan MaxTime { get; init; } = Timeout.InfiniteTimeSpan;

    /// <summary>Most steps of an execution.</summary>
    public int StepLimit { get; init; } = UsualStepLimit;

    /// <summary>For <see cref="Strategy.Bounded"/>: most deviations.</summary>
    public int Bound { get; init; } = 3;

    /// <summary>Whether the search goes on after the first finding.</summary>
    public bool All { get; init; }

    /// <summary>Whether different outcomes are collected.</summary>
    public bool CollectOutcomes { get; init; }

    /// <summary>Which strategy <see cref="Strategy.Exhaustive"/> stands for here.</summary>
    internal Strategy Chosen => Strategy != Strategy.Exhaustive ? Strategy
        : Memory == MemoryModel.ReleaseAcquire ? Strategy.States : Strategy.PartialOrder;

    /// <summary>As it is for a scenario: where hardware has an order of its own, states are what can be exhausted.</summary>
    /// <exception cref="ScenarioException">Partial order is asked for there.</exception>
    internal ExplorationOptions For(Scenario scenario) => scenario.Hardware is null ? this : Strategy switch
    {
        Strategy.Exhaustive => this with { Strategy = Strategy.States },
        Strategy.PartialOrder => throw new ScenarioException($"{scenario.Name} brings its own hardware, whose order the partial order reduction does not know: states was expected"),
        _ => this,
    };

    internal bool Samples => Strategy >= Strategy.Pct;
}
