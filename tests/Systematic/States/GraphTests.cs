using Virtspec.Exploration.States;
using Virtspec.Systematic.States.Machines;
using Xunit;

namespace Virtspec.Systematic.States;

public sealed class GraphTests
{
    private static readonly Arc[] Arcs = [new(0, 0, 1), new(1, 0, 2), new(2, 0, 1), new(0, 1, 3), new(3, 0, 4), new(4, 0, 5), new(2, 1, 5)];

    [Fact]
    public void Paths_reachability_and_components()
    {
        var graph = Graph();
        // Numbers are given in breadth-first order: 0; 1, 3; 2, 4; 5.
        Assert.Equal((6, 7), (graph.States, graph.Edges));
        Assert.Equal([false, true, false, true, false, true], graph.ReachableFrom(1));
        Assert.Equal(3, graph.PathTo(5).Count);
        Assert.Equal(2, graph.ShortestPath(1, state => state == 5, _ => true)!.Count);
        Assert.Empty(graph.ShortestPath(1, state => state == 1, _ => true)!);
        Assert.Null(graph.ShortestPath(1, state => state == 2, _ => true));
        var sizes = new Components(graph).Of([.. Enumerable.Range(0, 6)]).Select(component => component.Count).Order();
        Assert.Equal([1, 1, 1, 1, 2], sizes);
    }

    [Fact]
    public void Components_of_random_graphs_are_those_of_mutual_reachability()
    {
        var random = new Random(3);
        for (var round = 0; round < 200; round++)
        {
            var states = 2 + random.Next(12);
            Arc[] arcs = [.. Enumerable.Range(0, states * 3).Select(at => new Arc(at / 3, at % 3, random.Next(states)))];
            var graph = BreadthFirst<Table, int>.Run(new(arcs, new Fairness[3], []), new() { KeepGraph = true }).Graph!;
            var reachable = Enumerable.Range(0, graph.States).Select(graph.ReachableFrom).ToArray();
            var number = new int[graph.States];
            var components = new Components(graph).Of([.. Enumerable.Range(0, graph.States)]);
            for (var at = 0; at < components.Count; at++)
                components[at].ForEach(state => number[state] = at);
            for (var one = 0; one < graph.States; one++)
            {
                for (var other = 0; other < graph.States; other++)
                    Assert.Equal(reachable[one][other] && reachable[other][one], number[one] == number[other]);
            }
        }
    }

    [Fact]
    public void A_graph_is_drawn_unless_it_is_too_large()
    {
        var graph = Graph();
        var dot = graph.ToDot(state => $"say \"{state}\"", action => $"{action}");
        Assert.StartsWith("digraph states {\n  0 [label=\"say \\\"0\\\"\"];\n  0 -> 1 [label=\"0\"];\n", dot, StringComparison.Ordinal);
        Assert.Equal(7, dot.Split(" -> ").Length - 1);
        Assert.Throws<InvalidOperationException>(() => graph.ToDot(_ => "", _ => "", limit: 5));
    }

    [Fact]
    public void Padding_is_refused()
    {
        Fingerprint.RequireNoPadding<ProgramState>();
        Assert.Throws<ArgumentException>(Fingerprint.RequireNoPadding<(byte, int)>);
    }

    [Fact]
    public void The_table_knows_what_it_was_given()
    {
        var table = new FingerprintTable();
        for (var round = 0; round < 2; round++)
        {
            for (var number = 0; number < 20_000; number++)
            {
                // Fingerprints that agree in all but their high halves are different ones.
                Assert.Equal(number, table.FindOrAdd(new UInt128((ulong)number, (ulong)number / 64), out var added));
                Assert.Equal(round == 0, added);
            }
        }

        Assert.Equal(20_000, table.Count);
    }

    private static StateGraph Graph() => BreadthFirst<Table, int>.Run(new(Arcs, new Fairness[2], []), new() { KeepGraph = true }).Graph!;
}
