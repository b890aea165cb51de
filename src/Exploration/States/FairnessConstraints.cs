namespace Virtspec.Exploration.States;

/// <summary>What is assumed fair: some actions, one of which has to be taken if they are enabled long or often enough.</summary>
/// <param name="Actions">The actions, true at their numbers.</param>
/// <param name="Strong">Strong; else weak.</param>
internal sealed record FairnessConstraint(bool[] Actions, bool Strong)
{
    /// <summary>The constraints of a machine, of processes first.</summary>
    internal static List<FairnessConstraint> Of<TMachine, TState>(TMachine machine)
        where TMachine : struct, IMachine<TState>
        where TState : unmanaged
    {
        List<FairnessConstraint> constraints = [];
        var actions = Enumerable.Range(0, machine.Actions);
        for (var process = 0; process < machine.Processes; process++)
        {
            var owner = process;
            Add(machine.FairnessOfProcess(process), [.. actions.Select(action => machine.Owner(action) == owner)]);
        }

        foreach (var action in actions)
            Add(machine.FairnessOfAction(action), [.. actions.Select(other => other == action)]);
        return constraints;

        void Add(Fairness fairness, bool[] members)
        {
            if (fairness != Fairness.None)
                constraints.Add(new FairnessConstraint(members, fairness == Fairness.Strong));
        }
    }

    /// <summary>Whether an action of the constraint would change the state.</summary>
    internal bool EnabledIn(StateGraph graph, int state)
    {
        for (var edge = graph.FirstEdge(state); edge < graph.EndEdge(state); edge++)
        {
            if (Takes(graph, state, edge))
                return true;
        }

        return false;
    }

    /// <summary>Whether the step is by the constraint, and is one: what leaves the state as it is counts for nothing.</summary>
    internal bool Takes(StateGraph graph, int state, int edge) => Actions[graph.Action(edge)] && graph.Child(edge) != state;
}
