namespace Virtspec.Exploration.States;

/// <summary>
/// Searches the states of a machine in the order of their distance from the initial one, so that the first counterexample is a shortest
/// one (without persistent sets, which may lead round about).
/// </summary>
/// <remarks>
/// With persistent sets and an invariant, a state is expanded in full when a chosen step leads to a state known before. So no cycle
/// consists of reduced states only, and no step is put off for ever.
/// </remarks>
internal sealed class BreadthFirst<TMachine, TState>
    where TMachine : struct, IMachine<TState>
    where TState : unmanaged
{
    private const int ProgressMask = (1 << 13) - 1;
    private readonly TMachine _machine;
    private readonly SearchOptions<TState> _options;
    private readonly FingerprintTable _table = new();
    private readonly ChunkedList<TState> _states = new();
    private readonly ChunkedList<int> _parents = new();
    private readonly ChunkedList<ushort> _parentActions = new();
    private readonly ChunkedList<ulong>? _hot;
    private readonly StateGraph _graph;
    private readonly Findings<TMachine, TState> _findings;
    private readonly PersistentSets<TMachine, TState>? _persistent;
    private readonly byte[] _owners;
    private readonly bool _storeEdges;
    private long _transitions;

    private BreadthFirst(TMachine machine, SearchOptions<TState> options)
    {
        _machine = machine;
        _options = options;
        _owners = MachineShape.Owners<TMachine, TState>(machine);
        _graph = new StateGraph(_parents, _parentActions);
        _findings = new Findings<TMachine, TState>(machine);
        _storeEdges = options.KeepGraph || options.Liveness;
        _hot = options.Liveness ? new ChunkedList<ulong>() : null;
        if (!options.Liveness && options.Reductions.HasFlag(Reductions.Persistent))
            _persistent = new PersistentSets<TMachine, TState>(machine);
    }

    /// <summary>Searches.</summary>
    /// <exception cref="ArgumentException">The machine's sizes are out of range, its state has padding, or sleep sets are asked for.</exception>
    internal static SearchResult Run(TMachine machine, SearchOptions<TState> options)
    {
        if (!options.Liveness && options.Reductions.HasFlag(Reductions.Sleep))
            throw new ArgumentException("sleep sets need a depth-first search");
        return new BreadthFirst<TMachine, TState>(machine, options).Run();
    }

    private SearchResult Run()
    {
        var end = SearchEnd.Exhausted;
        var depth = 0;
        Meet(_machine.Initial, 0, 0);
        var level = _states.Count;
        for (var at = 0; at < _states.Count && end == SearchEnd.Exhausted; at++)
        {
            if (at == level)
            {
                depth++;
                level = _states.Count;
            }

            if ((at & ProgressMask) == 0)
                Pause(at, depth);
            Expand(at);
            end = Stopped(at);
        }

        if (end == SearchEnd.Exhausted && _hot is not null)
        {
            new Liveness<TMachine, TState>(_machine, _graph, _hot, _findings).Judge();
            end = _findings.Any && !_options.GoOn ? SearchEnd.Violation : end;
        }

        var states = _table.Count;
        var graph = _options.KeepGraph ? _graph : null;
        return new SearchResult(end, states, _transitions, depth, _findings.All, Fingerprint.MissProbability(states), graph);
    }

    private SearchEnd Stopped(int at)
    {
        if (_findings.Any && !_options.GoOn)
            return SearchEnd.Violation;
        if (_table.Count >= _options.MaxStates && at + 1 < _states.Count)
            return SearchEnd.StateLimit;
        return (at & ProgressMask) == 0 && _options.Cancellation.IsCancellationRequested ? SearchEnd.Cancelled : SearchEnd.Exhausted;
    }

    private void Pause(int at, int depth)
    {
        _options.Progress?.Invoke(new SearchProgress(_table.Count, _transitions, depth, _states.Count - at));
        _states.Release(at);
    }

    private void Expand(int at)
    {
        var state = _states[at];
        if (_storeEdges)
            _graph.AddState();
        var fired = _persistent is null ? Fire(at, state, ulong.MaxValue, out _) : Reduced(at, state);
        if (!fired)
            Close(at, state);
    }

    private void Close(int at, in TState state)
    {
        _findings.JudgeEnd(state, () => _graph.PathTo(at));
        _options.Ends?.Invoke(state);
    }

    private bool Reduced(int at, in TState state)
    {
        var enabled = 0UL;
        for (var action = 0; action < _owners.Length; action++)
        {
            if (_machine.Enabled(state, action))
                enabled |= 1UL << _owners[action];
        }

        var chosen = _persistent!.Choose(state, enabled);
        Fire(at, state, chosen, out var metKnown);
        if (metKnown && _machine.Observed != 0)
            Fire(at, state, enabled & ~chosen, out _);
        return enabled != 0;
    }

    /// <summary>Takes every enabled action of the given processes.</summary>
    private bool Fire(int at, in TState state, ulong processes, out bool metKnown)
    {
        var fired = 0;
        metKnown = false;
        for (var action = 0; action < _owners.Length; action++)
        {
            if ((processes >> _owners[action] & 1) == 0 || !_machine.Enabled(state, action))
                continue;
            fired++;
            var next = state;
            _machine.Step(ref next, action);
            metKnown |= !Meet(next, at, action);
        }

        _transitions += fired;
        return fired != 0;
    }

    /// <summary>Whether the state is new.</summary>
    private bool Meet(in TState state, int parent, int action)
    {
        var number = _table.FindOrAdd(Fingerprint.Of(state), out var added);
        if (_storeEdges && _graph.HasStates)
            _graph.AddEdge(action, number);
        if (added)
            Keep(state, parent, action);
        return added;
    }

    private void Keep(in TState state, int parent, int action)
    {
        _states.Add(state);
        _parents.Add(parent);
        _parentActions.Add((ushort)action);
        _hot?.Add(_machine.Hot(state));
        // In a method of its own, so that a closure is allocated for violations only.
        if (_machine.Violated(state) is not null)
            Report(state, _states.Count - 1);
    }

    private void Report(in TState state, int number) => _findings.JudgeState(state, () => _graph.PathTo(number));
}
