using System.Numerics;

namespace Virtspec.Exploration.States;

/// <summary>Judges states as a search meets them, and keeps the first violation of each kind and name.</summary>
internal sealed class Findings<TMachine, TState>(TMachine machine)
    where TMachine : struct, IMachine<TState>
    where TState : unmanaged
{
    private readonly List<Violation> _violations = [];
    private readonly HashSet<(ViolationKind, string)> _known = [];

    internal IReadOnlyList<Violation> All => _violations;

    internal bool Any => _violations.Count > 0;

    /// <summary>Judges the invariant of a state met for the first time.</summary>
    /// <param name="state">The state.</param>
    /// <param name="trace">Actions that lead to it, asked for only if they are needed.</param>
    internal void JudgeState(in TState state, Func<IReadOnlyList<int>> trace)
    {
        if (machine.Violated(state) is { } name)
            Add(ViolationKind.Invariant, name, trace, []);
    }

    /// <summary>Judges a state in which nothing is enabled.</summary>
    internal void JudgeEnd(in TState state, Func<IReadOnlyList<int>> trace)
    {
        if (!machine.IsLegalEnd(state))
            Add(ViolationKind.Deadlock, string.Empty, trace, []);
        for (var hot = machine.Hot(state); hot != 0; hot &= hot - 1)
            Add(ViolationKind.HotEnd, machine.ObligationName(BitOperations.TrailingZeroCount(hot)), trace, []);
    }

    /// <summary>Notes a violation unless one of its kind and name is known.</summary>
    internal void Add(ViolationKind kind, string name, Func<IReadOnlyList<int>> trace, IReadOnlyList<int> loop)
    {
        if (!_known.Add((kind, name)))
            return;
        var violation = new Violation(kind, name, trace(), loop);
        Replay(violation);
        _violations.Add(violation);
    }

    /// <summary>A trace that cannot be followed would be a bug of the search: better no verdict than a wrong one.</summary>
    private void Replay(Violation violation)
    {
        var state = machine.Initial;
        foreach (var action in violation.Stem)
            Take(ref state, action);
        var start = Fingerprint.Of(state);
        foreach (var action in violation.Loop)
            Take(ref state, action);
        if (Fingerprint.Of(state) != start)
            throw new InvalidOperationException("a cycle does not come back to where it begins");
        if (violation.Kind == ViolationKind.Invariant && machine.Violated(state) != violation.Name)
            throw new InvalidOperationException($"a trace does not lead to a violation of {violation.Name}");
    }

    private void Take(ref TState state, int action)
    {
        if (!machine.Enabled(state, action))
            throw new InvalidOperationException($"a trace takes {machine.DescribeAction(action)} where it is not enabled");
        machine.Step(ref state, action);
    }
}
