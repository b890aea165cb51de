namespace Virtspec.Exploration.States;

/// <summary>
/// Strongly connected components of parts of a graph (Tarjan, Depth-First Search and Linear Graph Algorithms, 1972), without recursion.
/// </summary>
internal sealed class Components
{
    private readonly StateGraph _graph;
    private readonly int[] _part;
    private readonly int[] _order;
    private readonly int[] _low;
    private readonly bool[] _open;
    private readonly Stack<int> _component = new();
    private readonly Stack<(int State, int Edge)> _path = new();
    private int _parts;
    private int _met;

    /// <summary>Nothing is asked of the graph yet.</summary>
    internal Components(StateGraph graph)
    {
        _graph = graph;
        _part = new int[graph.States];
        _order = new int[graph.States];
        _low = new int[graph.States];
        _open = new bool[graph.States];
    }

    /// <summary>
    /// The components of the graph that has only the given states and the steps among them. A state by itself is a component too.
    /// </summary>
    internal List<List<int>> Of(IReadOnlyList<int> states)
    {
        var part = ++_parts;
        foreach (var state in states)
        {
            _part[state] = part;
            _order[state] = 0;
        }

        _met = 0;
        List<List<int>> components = [];
        foreach (var state in states)
        {
            if (_order[state] == 0)
                Search(state, part, components);
        }

        return components;
    }

    private void Search(int root, int part, List<List<int>> components)
    {
        Enter(root);
        while (_path.TryPop(out var at))
        {
            var (state, edge) = at;
            if (edge < _graph.EndEdge(state))
            {
                _path.Push((state, edge + 1));
                var child = _graph.Child(edge);
                if (_part[child] != part)
                    continue;
                if (_order[child] == 0)
                    Enter(child);
                else if (_open[child])
                    _low[state] = Math.Min(_low[state], _order[child]);
                continue;
            }

            if (_low[state] == _order[state])
                components.Add(Take(state));
            if (_path.TryPeek(out var above))
                _low[above.State] = Math.Min(_low[above.State], _low[state]);
        }
    }

    private void Enter(int state)
    {
        _order[state] = _low[state] = ++_met;
        _open[state] = true;
        _component.Push(state);
        _path.Push((state, _graph.FirstEdge(state)));
    }

    private List<int> Take(int root)
    {
        List<int> members = [];
        int state;
        do
        {
            state = _component.Pop();
            _open[state] = false;
            members.Add(state);
        }
        while (state != root);
        return members;
    }
}
