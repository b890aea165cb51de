using System.Text;

namespace Virtspec.Exploration.States;

/// <summary>
/// The states and steps that a breadth-first search met. States are numbered in the order they were met, the initial one being 0. Six
/// bytes a step and ten a state, the states themselves not included.
/// </summary>
internal sealed class StateGraph
{
    private readonly ChunkedList<int> _firstEdge = new();
    private readonly ChunkedList<int> _children = new();
    private readonly ChunkedList<ushort> _actions = new();
    private readonly ChunkedList<int> _parents;
    private readonly ChunkedList<ushort> _parentActions;

    /// <summary>A graph without steps.</summary>
    /// <param name="parents">The state from which each state was first reached.</param>
    /// <param name="parentActions">The action by which it was.</param>
    internal StateGraph(ChunkedList<int> parents, ChunkedList<ushort> parentActions)
    {
        _parents = parents;
        _parentActions = parentActions;
    }

    /// <summary>Number of states.</summary>
    internal int States => _parents.Count;

    /// <summary>Number of steps, those that change nothing included.</summary>
    internal int Edges => _children.Count;

    /// <summary>Whether steps can be added.</summary>
    internal bool HasStates => _firstEdge.Count > 0;

    /// <summary>Begins with the steps of the next state.</summary>
    internal void AddState() => _firstEdge.Add(_children.Count);

    /// <summary>Adds a step of the state begun last.</summary>
    internal void AddEdge(int action, int child)
    {
        _children.Add(child);
        _actions.Add((ushort)action);
    }

    /// <summary>The first step of a state; its last is the one before <see cref="EndEdge"/>.</summary>
    internal int FirstEdge(int state) => state < _firstEdge.Count ? _firstEdge[state] : _children.Count;

    /// <summary>One past the last step of a state. States that a search did not get to have no steps.</summary>
    internal int EndEdge(int state) => FirstEdge(state + 1);

    /// <summary>Where a step leads.</summary>
    internal int Child(int edge) => _children[edge];

    /// <summary>The action of a step.</summary>
    internal int Action(int edge) => _actions[edge];

    /// <summary>The actions of a shortest path from the initial state.</summary>
    internal List<int> PathTo(int state)
    {
        List<int> path = [];
        for (; state != 0; state = _parents[state])
            path.Add(_parentActions[state]);
        path.Reverse();
        return path;
    }

    /// <summary>The states that can be reached from one, itself included.</summary>
    internal bool[] ReachableFrom(int state)
    {
        var reached = new bool[States];
        foreach (var at in Walk(state, _ => true).Keys)
            reached[at] = true;
        return reached;
    }

    /// <summary>
    /// The edges of a shortest path, through states that are <paramref name="allowed"/>, to one that is a <paramref name="goal"/>;
    /// empty if the start is one; null if there is none.
    /// </summary>
    internal List<int>? ShortestPath(int start, Predicate<int> goal, Predicate<int> allowed)
    {
        int? found = goal(start) ? start : null;
        var cameBy = found is null ? Walk(start, allowed, state => (found = goal(state) ? state : null) is not null) : [];
        if (found is not { } end)
            return null;
        List<int> edges = [];
        while (end != start)
        {
            var (parent, edge) = cameBy[end];
            edges.Add(edge);
            end = parent;
        }

        edges.Reverse();
        return edges;
    }

    /// <summary>The graph as text for Graphviz.</summary>
    /// <param name="describeState">What to write into a state.</param>
    /// <param name="describeAction">What to write at a step.</param>
    /// <param name="limit">Most states to draw.</param>
    /// <exception cref="InvalidOperationException">There are more states than <paramref name="limit"/>: nobody could read it.</exception>
    internal string ToDot(Func<int, string> describeState, Func<int, string> describeAction, int limit = 5000)
    {
        if (States > limit)
            throw new InvalidOperationException($"{States} states are more than the {limit} to be drawn");
        var dot = new StringBuilder("digraph states {\n");
        for (var state = 0; state < States; state++)
        {
            dot.Append(null, $"  {state} [label={Quote(describeState(state))}];\n");
            for (var edge = FirstEdge(state); edge < EndEdge(state); edge++)
                dot.Append(null, $"  {state} -> {Child(edge)} [label={Quote(describeAction(Action(edge)))}];\n");
        }

        return dot.Append("}\n").ToString();
    }

    /// <summary>States met from a start, breadth-first, each with whence and by which edge; ends early where <paramref name="stop"/> says so.</summary>
    private Dictionary<int, (int Parent, int Edge)> Walk(int start, Predicate<int> allowed, Predicate<int>? stop = null)
    {
        Dictionary<int, (int, int)> met = new() { [start] = (-1, -1) };
        var queue = new Queue<int>([start]);
        while (queue.TryDequeue(out var state))
        {
            for (var edge = FirstEdge(state); edge < EndEdge(state); edge++)
            {
                var child = Child(edge);
                if (!allowed(child) || !met.TryAdd(child, (state, edge)))
                    continue;
                if (stop?.Invoke(child) == true)
                    return met;
                queue.Enqueue(child);
            }
        }

        return met;
    }

    private static string Quote(string text) => $"\"{text.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n")}\"";
}
