using QuikGraph;
using Virtspec.Model.Machines;
using Virtspec.Model.Rules;

namespace Virtspec.Specification.Machines;

/// <summary>An edge of a graph: an event leads from one state to another, each known by its number.</summary>
/// <param name="Source">Number of the state before.</param>
/// <param name="Event">Position in the alphabet.</param>
/// <param name="Target">Number of the state after.</param>
internal sealed record Transition(int Source, int Event, int Target) : IEdge<int>;

/// <summary>An event that breaks rules in a state. It is no part of the protocol, and nothing follows it.</summary>
/// <param name="Source">Number of the state.</param>
/// <param name="Event">Position in the alphabet.</param>
/// <param name="Rules">Ids of the rules it breaks, in order, each once.</param>
internal sealed record Offence(int Source, int Event, IReadOnlyList<string> Rules);

/// <summary>Every state that a machine reaches without breaking a rule, breadth first, numbered in the order they were met.</summary>
internal sealed class MachineGraph
{
    /// <summary>What no machine of the model comes near: one that does has a state that grows without end.</summary>
    internal const int Limit = 50_000;

    private readonly List<object> _states = [];
    private readonly List<Offence> _offences = [];

    private MachineGraph(IMachine machine) => Machine = machine;

    internal IMachine Machine { get; }

    /// <summary>The states; the first is the initial one.</summary>
    internal IReadOnlyList<object> States => _states;

    /// <summary>What breaks rules where.</summary>
    internal IReadOnlyList<Offence> Offences => _offences;

    /// <summary>States by number, and what leads from one to another.</summary>
    internal BidirectionalGraph<int, Transition> Edges { get; } = new(allowParallelEdges: true);

    /// <summary>The graph as it is drawn: states of one name are one.</summary>
    internal MachineDrawing Drawing { get; private set; } = null!;

    /// <summary>Walks through a machine until nothing new is met.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="limit">States at most.</param>
    /// <exception cref="InvalidOperationException">There are more.</exception>
    internal static MachineGraph Of(IMachine machine, int limit = Limit)
    {
        var graph = new MachineGraph(machine);
        graph.Enumerate(limit);
        graph.Drawing = new MachineDrawing(graph);
        return graph;
    }

    private void Enumerate(int limit)
    {
        var numbers = new Dictionary<object, int> { [Machine.Initial] = 0 };
        _states.Add(Machine.Initial);
        Edges.AddVertex(0);
        var log = new RuleLog();
        for (var source = 0; source < _states.Count; source++)
        {
            for (var e = 0; e < Machine.Events.Count; e++)
            {
                if (!Machine.CanHappen(_states[source], e))
                    continue;
                log.Clear();
                var after = Machine.Step(_states[source], e, log);
                if (log.Breaches.Count > 0)
                    _offences.Add(new Offence(source, e, [.. log.Breaches.Select(breach => breach.Rule.Id).Distinct().Order(StringComparer.Ordinal)]));
                else
                    Edges.AddVerticesAndEdge(new Transition(source, e, Number(after)));
            }
        }

        int Number(object state)
        {
            if (numbers.TryGetValue(state, out var number))
                return number;
            Virtspec.Model.Rules.Invariant.Check(_states.Count < limit, $"{Machine.Name} has more than {limit} states");
            numbers.Add(state, _states.Count);
            _states.Add(state);
            return _states.Count - 1;
        }
    }
}
