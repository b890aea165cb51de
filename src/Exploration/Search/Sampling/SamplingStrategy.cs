namespace Virtspec.Exploration.Search.Sampling;

/// <summary>In what way an execution is drawn.</summary>
internal enum SamplingStrategy
{
    /// <summary>Anybody who can go on, any way it can turn out, each time with equal chances.</summary>
    Random,

    /// <summary>Probabilistic concurrency testing: priorities of processes, changed at a few random steps (Burckhardt et al., ASPLOS 2010).</summary>
    Pct,

    /// <summary>Partial order sampling: priorities of pending operations, drawn anew where they race (Yuan, Yang and Gu, CAV 2018).</summary>
    Pos,

    /// <summary>Uniform random walk: a process is taken as often as it has steps left (Zhao et al., ASPLOS 2025).</summary>
    Urw,

    /// <summary>All of them in turn: of ten executions four by <see cref="Pos"/>, three by <see cref="Pct"/>, two by <see cref="Urw"/> and one by <see cref="Random"/>.</summary>
    Portfolio,
}
