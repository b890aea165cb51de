namespace Virtspec.Exploration.States;

/// <summary>Makes a real cycle out of a fair component: a short walk through it, back to its beginning, that is fair by itself.</summary>
internal sealed class Lasso(StateGraph graph, Predicate<int> member, List<FairnessConstraint> constraints)
{
    private readonly List<int> _actions = [];
    private int _at;

    /// <summary>The actions of a fair cycle; empty if the component is one state, where the run then stays.</summary>
    /// <param name="entry">Where the cycle begins and ends.</param>
    /// <param name="component">All states of the component.</param>
    internal List<int> Loop(int entry, List<int> component)
    {
        _at = entry;
        foreach (var constraint in constraints)
        {
            if (component.Exists(state => TakesHere(constraint, state)))
                TakeOnce(constraint);
            else if (!constraint.Strong)
                GoTo(state => !constraint.EnabledIn(graph, state));
        }

        // A component of several states in which nothing had to be done still needs a cycle.
        if (_actions.Count == 0 && component.Count > 1)
            Follow([EdgeWhere(_at, (state, edge) => graph.Child(edge) != state)]);
        GoTo(state => state == entry);
        return _actions;
    }

    private bool TakesHere(FairnessConstraint constraint, int state) =>
        FindEdge(state, (from, edge) => constraint.Takes(graph, from, edge)) >= 0;

    private void TakeOnce(FairnessConstraint constraint)
    {
        GoTo(state => TakesHere(constraint, state));
        Follow([EdgeWhere(_at, (state, edge) => constraint.Takes(graph, state, edge))]);
    }

    private void GoTo(Predicate<int> goal) =>
        Follow(graph.ShortestPath(_at, goal, member) ?? throw new InvalidOperationException("a component is not connected"));

    private void Follow(IEnumerable<int> edges)
    {
        foreach (var edge in edges)
        {
            _actions.Add(graph.Action(edge));
            _at = graph.Child(edge);
        }
    }

    private int EdgeWhere(int state, Func<int, int, bool> wanted)
    {
        var edge = FindEdge(state, wanted);
        return edge >= 0 ? edge : throw new InvalidOperationException("a step of a component is gone");
    }

    private int FindEdge(int state, Func<int, int, bool> wanted)
    {
        for (var edge = graph.FirstEdge(state); edge < graph.EndEdge(state); edge++)
        {
            if (member(graph.Child(edge)) && wanted(state, edge))
                return edge;
        }

        return -1;
    }
}
