using System.Numerics;

namespace Virtspec.Exploration.States;

/// <summary>
/// Looks for runs that are fair and on which an obligation stays open for ever: fair cycles through states in which it is open.
/// A run may also stay in one state for ever, if nothing that is assumed fair is enabled there.
/// </summary>
/// <remarks>
/// A component has a fair cycle if the walk through all of it is fair. A weak constraint that is enabled in all its states and taken in
/// none rules out the walk and every part of it. A strong one that is enabled in some and taken nowhere rules out those states: the
/// rest is taken apart and judged anew (Streett's condition; Emerson and Lei, Modalities for Model Checking, 1987).
/// </remarks>
internal sealed class Liveness<TMachine, TState>(
    TMachine machine,
    StateGraph graph,
    ChunkedList<ulong> hot,
    Findings<TMachine, TState> findings)
    where TMachine : struct, IMachine<TState>
    where TState : unmanaged
{
    private readonly List<FairnessConstraint> _constraints = FairnessConstraint.Of<TMachine, TState>(machine);
    private readonly Components _components = new(graph);
    private readonly bool[] _member = new bool[graph.States];

    /// <summary>Judges every obligation.</summary>
    internal void Judge()
    {
        var ever = 0UL;
        for (var state = 0; state < graph.States; state++)
            ever |= hot[state];
        for (; ever != 0; ever &= ever - 1)
            Judge(BitOperations.TrailingZeroCount(ever));
    }

    private void Judge(int obligation)
    {
        List<int> open = [];
        for (var state = 0; state < graph.States; state++)
        {
            // Ends have been judged by the search.
            if ((hot[state] >> obligation & 1) != 0 && graph.FirstEdge(state) < graph.EndEdge(state))
                open.Add(state);
        }

        // Breadth-first numbers grow with the distance, so the fair component with the least number has the shortest stem.
        var best = FairComponents(open).MinBy(component => component.Min());
        if (best is not null)
            Report(machine.ObligationName(obligation), best);
    }

    private List<List<int>> FairComponents(List<int> states)
    {
        List<List<int>> fair = [];
        var parts = new Stack<List<int>>([states]);
        while (parts.TryPop(out var part))
        {
            foreach (var component in _components.Of(part))
            {
                Mark(component, true);
                var verdict = Consider(component, out var rest);
                Mark(component, false);
                if (verdict)
                    fair.Add(component);
                else if (rest.Count > 0)
                    parts.Push(rest);
            }
        }

        return fair;
    }

    /// <summary>Whether the component as a whole is fair; if not, the states a fair cycle may still be made of.</summary>
    private bool Consider(List<int> component, out List<int> rest)
    {
        rest = [];
        foreach (var constraint in _constraints)
        {
            if (Taken(constraint, component))
                continue;
            if (constraint.Strong)
            {
                rest = component.FindAll(state => !constraint.EnabledIn(graph, state));
                if (rest.Count < component.Count)
                    return false;
            }
            else if (component.TrueForAll(state => constraint.EnabledIn(graph, state)))
            {
                return false;
            }
        }

        return true;
    }

    private bool Taken(FairnessConstraint constraint, List<int> component)
    {
        foreach (var state in component)
        {
            for (var edge = graph.FirstEdge(state); edge < graph.EndEdge(state); edge++)
            {
                if (_member[graph.Child(edge)] && constraint.Takes(graph, state, edge))
                    return true;
            }
        }

        return false;
    }

    private void Report(string obligation, List<int> component)
    {
        Mark(component, true);
        var entry = component.Min();
        var loop = new Lasso(graph, state => _member[state], _constraints).Loop(entry, component);
        Mark(component, false);
        findings.Add(ViolationKind.FairCycle, obligation, () => graph.PathTo(entry), loop);
    }

    private void Mark(List<int> component, bool value)
    {
        foreach (var state in component)
            _member[state] = value;
    }
}
