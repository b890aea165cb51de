namespace Virtspec.Exploration.States;

/// <summary>What is assumed of a process or an action that could go on.</summary>
internal enum Fairness
{
    /// <summary>Nothing: it may stop for ever.</summary>
    None,

    /// <summary>Enabled from some moment on without a break, it takes a step.</summary>
    Weak,

    /// <summary>Enabled again and again, it takes a step.</summary>
    Strong,
}

/// <summary>
/// A pure step machine: a set of processes, each with actions, over one state of fixed size. Implement it as a struct, so that a search
/// over it is compiled for it alone and the calls are inlined.
/// </summary>
/// <remarks>
/// A machine is a function of its state: the same state and action give the same next state. A choice of data is several actions.
/// Drains of buffers and deliveries of links are processes too, and usually fair ones. An action that leaves the state as it is
/// counts as neither enabled nor taken where fairness is concerned.
/// </remarks>
/// <typeparam name="TState">The whole state, without padding: states are told apart by their bytes.</typeparam>
internal interface IMachine<TState>
    where TState : unmanaged
{
    /// <summary>Number of processes, 1 to 64.</summary>
    int Processes { get; }

    /// <summary>Number of actions, up to 65,535; they are 0, 1, ... Depth-first search takes at most 64.</summary>
    int Actions { get; }

    /// <summary>Where every run starts.</summary>
    TState Initial { get; }

    /// <summary>
    /// Objects that <see cref="Violated"/> reads; 0 if it is always null. An action that writes one of them is visible, and no
    /// persistent set leaves out others in its favour.
    /// </summary>
    ulong Observed { get; }

    /// <summary>The process that takes the action.</summary>
    int Owner(int action);

    /// <summary>Whether the action can be taken.</summary>
    bool Enabled(in TState state, int action);

    /// <summary>Takes an enabled action, in place.</summary>
    void Step(ref TState state, int action);

    /// <summary>
    /// What an enabled action touches when taken here, its guard included. Two enabled actions of different processes that do not
    /// conflict must commute and leave each other enabled. <see cref="Footprint.Everything"/> is always right.
    /// </summary>
    Footprint Access(in TState state, int action);

    /// <summary>
    /// What the process's next step may touch, whichever it is, its guard included, as long as no other process writes what is named
    /// here; for a process that cannot go on, what it waits for. <see cref="Footprint.Everything"/> is always right, and so is
    /// what <see cref="Future"/> says.
    /// </summary>
    Footprint Next(in TState state, int process);

    /// <summary>
    /// What the process may touch from here on, in whatever state it is to find itself. <see cref="Footprint.Everything"/> is always
    /// right; <see cref="Footprint.Nothing"/> is right for a process at its end.
    /// </summary>
    Footprint Future(in TState state, int process);

    /// <summary>The name of the invariant that the state violates, or null.</summary>
    string? Violated(in TState state);

    /// <summary>Obligations that are open here, one bit each.</summary>
    ulong Hot(in TState state);

    /// <summary>The name of an obligation.</summary>
    /// <param name="obligation">Its bit, 0 to 63.</param>
    string ObligationName(int obligation);

    /// <summary>Whether a run may end here. Asked of states in which nothing is enabled.</summary>
    bool IsLegalEnd(in TState state);

    /// <summary>What is assumed of the process as a whole: that some action of it is taken.</summary>
    Fairness FairnessOfProcess(int process);

    /// <summary>What is assumed of the action by itself, besides what is assumed of its process.</summary>
    Fairness FairnessOfAction(int action);

    /// <summary>The action, for people.</summary>
    string DescribeAction(int action);

    /// <summary>The state, for people.</summary>
    string DescribeState(in TState state);
}
