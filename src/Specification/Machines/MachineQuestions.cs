using QuikGraph;
using QuikGraph.Algorithms;
using QuikGraph.Algorithms.Search;
using Virtspec.Model.Machines;

namespace Virtspec.Specification.Machines;

/// <summary>One answer to a question about a machine.</summary>
/// <param name="Question">The question.</param>
/// <param name="Subject">Name of a state, or <c>Actor: event, event</c>; compared with what the machine says is meant.</param>
internal sealed record MachineAnswer(MachineQuestion Question, string Subject);

/// <summary>What looks like a fault of a machine: asked of the whole graph, told in the names of the drawing.</summary>
internal static class MachineQuestions
{
    /// <summary>A vertex that stands for every state of another name.</summary>
    private const int Elsewhere = -1;

    /// <summary>Names that the machine declares and no state it reaches has.</summary>
    internal static IReadOnlyList<string> Unreached(MachineGraph graph) =>
        [.. graph.Machine.Names.Except(graph.Drawing.Names, StringComparer.Ordinal)];

    /// <summary>Names of states that the machine does not declare although it declares some.</summary>
    internal static IReadOnlyList<string> Undeclared(MachineGraph graph) =>
        graph.Machine.Names.Count == 0 ? [] : [.. graph.Drawing.Names.Except(graph.Machine.Names, StringComparer.Ordinal)];

    /// <summary>
    /// States from which neither driver nor device leads to a state of another name, in however many steps: what can still happen is
    /// the environment's doing, or nothing.
    /// </summary>
    internal static IReadOnlyList<MachineAnswer> DeadEnds(MachineGraph graph)
    {
        var drawing = graph.Drawing;
        var acts = new BidirectionalGraph<int, Transition>();
        acts.AddVertexRange(graph.Edges.Vertices);
        acts.AddVertex(Elsewhere);
        foreach (var edge in graph.Edges.Edges.Where(edge => graph.Machine.Events[edge.Event].Actor != Actor.Environment))
            acts.AddEdge(drawing.NameOf(edge.Source) == drawing.NameOf(edge.Target) ? edge : edge with { Target = Elsewhere });
        var leaves = new HashSet<int>();
        var backward = new BreadthFirstSearchAlgorithm<int, SReversedEdge<int, Transition>>(new ReversedBidirectionalGraph<int, Transition>(acts));
        backward.FinishVertex += state => leaves.Add(state);
        backward.Compute(Elsewhere);
        var stuck = graph.Edges.Vertices.Where(state => !leaves.Contains(state)).Select(drawing.NameOf).Distinct().Order();
        return [.. stuck.Select(name => new MachineAnswer(MachineQuestion.DeadEnd, drawing.Names[name]))];
    }

    /// <summary>
    /// Cycles through states of several names in which a single actor does everything: it can go round for ever, and nothing comes of it. They
    /// are told by the actor and the events that change the name on the way.
    /// </summary>
    internal static IReadOnlyList<MachineAnswer> OneSidedCycles(MachineGraph graph) =>
        [.. Enum.GetValues<Actor>().SelectMany(actor => CyclesOf(graph, actor)).Distinct()];

    /// <summary>What the graph answers and the machine does not say is meant, and what it says is meant and the graph does not answer.</summary>
    internal static (IReadOnlyList<MachineAnswer> Unexplained, IReadOnlyList<MachineRemark> Stale) Compare(MachineGraph graph)
    {
        MachineAnswer[] answers = [.. DeadEnds(graph), .. OneSidedCycles(graph)];
        var remarks = graph.Machine.Remarks;
        return (
            [.. answers.Where(answer => !remarks.Any(remark => Explains(remark, answer)))],
            [.. remarks.Where(remark => !answers.Any(answer => Explains(remark, answer)))]);
    }

    private static bool Explains(MachineRemark remark, MachineAnswer answer) => (remark.Question, remark.Subject) == (answer.Question, answer.Subject);

    private static IEnumerable<MachineAnswer> CyclesOf(MachineGraph graph, Actor actor)
    {
        var (drawing, events) = (graph.Drawing, graph.Machine.Events);
        var alone = new AdjacencyGraph<int, Transition>();
        alone.AddVertexRange(graph.Edges.Vertices);
        alone.AddEdgeRange(graph.Edges.Edges.Where(edge => events[edge.Event].Actor == actor));
        var component = new Dictionary<int, int>();
        alone.StronglyConnectedComponents(component);
        var turns = alone.Edges.Where(edge => component[edge.Source] == component[edge.Target] && drawing.NameOf(edge.Source) != drawing.NameOf(edge.Target));
        return turns.GroupBy(edge => component[edge.Source])
            .Select(cycle => string.Join(", ", cycle.Select(edge => edge.Event).Distinct().Order().Select(e => events[e].Name)))
            .Select(names => new MachineAnswer(MachineQuestion.OneSidedCycle, $"{actor}: {names}"))
            .OrderBy(answer => answer.Subject, StringComparer.Ordinal);
    }
}
