namespace Virtspec.Systematic.Programs;

/// <summary>
/// Memory models as axioms on execution graphs, for programs in which all accesses to a location have one size and nothing waits: a
/// second opinion on <see cref="Brute"/>, with which it shares nothing but how code is cut into steps and registers are kept.
/// </summary>
internal static class Axioms
{
    /// <summary>Every outcome of a program.</summary>
    /// <param name="program">Without waiting, bytes, doorbells, and fences that C11 does not have.</param>
    /// <param name="allows">The model: what it says to an execution.</param>
    internal static SortedSet<string> Outcomes(Program program, Func<AxiomaticGraph, bool> allows)
    {
        var outcomes = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var execution in AxiomaticExecution.Of(program))
        {
            foreach (var orders in AxiomaticGraph.ModificationOrders(execution.Events))
            {
                var graph = new AxiomaticGraph(execution.Events, orders);
                if (allows(graph))
                    outcomes.Add(Outcome.Text(execution.Registers, graph.Memory(program.MemoryBytes), new bool[program.Threads.Length]));
            }
        }

        return outcomes;
    }

    /// <summary>Lamport: one order of everything.</summary>
    internal static bool Sequential(AxiomaticGraph graph) => graph.Atomic && (graph.ProgramOrder | graph.Communication).IsAcyclic;

    /// <summary>
    /// x86-TSO and SPARC PSO in the form of Alglave, Maranget, Tautschnig (Herding cats, TOPLAS 2014): program order without store to load, and
    /// under PSO without store to store, except over fences.
    /// </summary>
    internal static bool Buffered(AxiomaticGraph graph, bool partial)
    {
        var locally = (graph.ProgramOrder & graph.SameLocation | graph.Communication).IsAcyclic;
        var globally = graph.Preserved(partial) | graph.Fenced | graph.ReadsFromOthers | graph.ModificationOrder | graph.FromReads;
        return graph.Atomic && locally && globally.IsAcyclic;
    }

    /// <summary>
    /// Lahav, Vafeiadis, Kang, Hur, Dreyer (Repairing sequential consistency in C/C++11, PLDI 2017) without SC accesses, with release sequences
    /// as C++20 has them: read-modify-writes go on with them, later stores of the same thread do not.
    /// </summary>
    internal static bool RepairedC11(AxiomaticGraph graph) =>
        graph.Atomic && graph.Coherent && (graph.ProgramOrder | graph.ReadsFrom).IsAcyclic && graph.FenceOrder.IsAcyclic;

    /// <summary>
    /// <see cref="RepairedC11"/>, and moreover the order of full fences has to agree with an order in which everything happens. See
    /// <see cref="AxiomaticTests"/> for a program that tells them apart.
    /// </summary>
    internal static bool RepairedC11InOneOrder(AxiomaticGraph graph) =>
        RepairedC11(graph) && (graph.ProgramOrder | graph.ReadsFrom | graph.FenceOrder).IsAcyclic;
}
