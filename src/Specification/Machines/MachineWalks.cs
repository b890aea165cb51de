using QuikGraph.Algorithms.Observers;
using QuikGraph.Algorithms.Search;

namespace Virtspec.Specification.Machines;

/// <summary>Ways through a machine, as events from the initial state on. None breaks a rule.</summary>
internal static class MachineWalks
{
    /// <summary>A shortest way to a state of each name, by number of the name.</summary>
    internal static IReadOnlyList<IReadOnlyList<Transition>> ShortestPaths(MachineGraph graph)
    {
        var drawing = graph.Drawing;
        var paths = new IReadOnlyList<Transition>[drawing.Names.Count];
        var (search, cameBy) = Search(graph);
        // Breadth first: the first state of a name that is met is a nearest one.
        search.ExamineVertex += state => paths[drawing.NameOf(state)] ??= PathTo(state, cameBy);
        search.Compute(0);
        return paths;
    }

    /// <summary>
    /// Walks that take every transition of the drawing. From where it is, a walk goes to the nearest transition that was not taken yet; where
    /// none can be reached, another walk begins at the initial state.
    /// </summary>
    internal static IReadOnlyList<IReadOnlyList<Transition>> Tour(MachineGraph graph)
    {
        var open = graph.Drawing.Transitions.ToHashSet();
        var walks = new List<IReadOnlyList<Transition>>();
        while (open.Count > 0)
        {
            var walk = new List<Transition>();
            while (Nearest(graph, walk.Count == 0 ? 0 : walk[^1].Target, open) is { } way)
            {
                walk.AddRange(way);
                open.ExceptWith(way.Select(graph.Drawing.Drawn));
            }

            Virtspec.Model.Rules.Invariant.Check(walk.Count > 0, $"{graph.Machine.Name}: a transition that was enumerated cannot be reached");
            walks.Add(walk);
        }

        return walks;
    }

    /// <summary>A shortest way that ends with an open transition; null when none can be reached.</summary>
    private static IReadOnlyList<Transition>? Nearest(MachineGraph graph, int from, HashSet<Transition> open)
    {
        Transition? found = null;
        var (search, cameBy) = Search(graph);
        search.ExamineEdge += edge =>
        {
            if (!open.Contains(graph.Drawing.Drawn(edge)))
                return;
            found ??= edge;
            search.Abort();
        };
        search.Compute(from);
        return found is null ? null : [.. PathTo(found.Source, cameBy), found];
    }

    private static (BreadthFirstSearchAlgorithm<int, Transition> Search, Dictionary<int, Transition> CameBy) Search(MachineGraph graph)
    {
        var search = new BreadthFirstSearchAlgorithm<int, Transition>(graph.Edges);
        var observer = new VertexPredecessorRecorderObserver<int, Transition>();
        observer.Attach(search);
        return (search, (Dictionary<int, Transition>)observer.VerticesPredecessors);
    }

    private static List<Transition> PathTo(int state, Dictionary<int, Transition> cameBy)
    {
        var path = new List<Transition>();
        for (; cameBy.TryGetValue(state, out var edge); state = edge.Source)
            path.Add(edge);
        path.Reverse();
        return path;
    }
}
