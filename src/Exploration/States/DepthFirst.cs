using System.Numerics;

namespace Virtspec.Exploration.States;

/// <summary>
/// Searches the states of a machine depth-first, with sleep sets and persistent sets (Godefroid, Partial-Order Methods for the
/// Verification of Concurrent Systems, 1996). Without recursion: depth costs memory, not stack.
/// </summary>
/// <remarks>
/// A state met again with fewer actions asleep has those explored that were asleep each time before. Where there is an invariant and
/// persistent sets are used, a state one of whose steps comes back to the path is expanded in full, and so is one whose chosen actions
/// are all asleep: else a step could be put off for ever round a cycle.
/// </remarks>
internal sealed class DepthFirst<TMachine, TState>
    where TMachine : struct, IMachine<TState>
    where TState : unmanaged
{
    private const int ProgressMask = (1 << 13) - 1;
    private readonly TMachine _machine;
    private readonly SearchOptions<TState> _options;
    private readonly FingerprintTable _table = new();
    private readonly ChunkedList<Node> _nodes = new();
    private readonly Findings<TMachine, TState> _findings;
    private readonly PersistentSets<TMachine, TState>? _persistent;
    private readonly byte[] _owners;
    private readonly ulong[] _actionsOf;
    private readonly bool _sleeps;
    private readonly bool _proviso;
    private Frame[] _path = new Frame[64];
    private int _depth;
    private int _deepest;
    private long _transitions;
    private bool _limited;

    private DepthFirst(TMachine machine, SearchOptions<TState> options)
    {
        _machine = machine;
        _options = options;
        _owners = MachineShape.Owners<TMachine, TState>(machine);
        if (_owners.Length > MachineShape.MaskBits)
            throw new ArgumentException($"{_owners.Length} actions: a depth-first search takes {MachineShape.MaskBits}");
        _actionsOf = new ulong[machine.Processes];
        for (var action = 0; action < _owners.Length; action++)
            _actionsOf[_owners[action]] |= 1UL << action;
        _findings = new Findings<TMachine, TState>(machine);
        _sleeps = options.Reductions.HasFlag(Reductions.Sleep);
        if (options.Reductions.HasFlag(Reductions.Persistent))
            _persistent = new PersistentSets<TMachine, TState>(machine);
        _proviso = _persistent is not null && machine.Observed != 0;
    }

    /// <summary>Searches.</summary>
    /// <exception cref="ArgumentException">
    /// The machine's sizes are out of range, its state has padding, or liveness or the graph is asked for, which breadth-first search has.
    /// </exception>
    internal static SearchResult Run(TMachine machine, SearchOptions<TState> options)
    {
        if (options.Liveness || options.KeepGraph)
            throw new ArgumentException("liveness and the graph need a breadth-first search");
        return new DepthFirst<TMachine, TState>(machine, options).Run();
    }

    private SearchResult Run()
    {
        var end = SearchEnd.Exhausted;
        Arrive(_machine.Initial, 0);
        for (var turn = 0L; _depth > 0 && end == SearchEnd.Exhausted; turn++)
        {
            Advance();
            if ((turn & ProgressMask) == 0)
                _options.Progress?.Invoke(new SearchProgress(_table.Count, _transitions, _depth, _depth));
            if (_findings.Any && !_options.GoOn)
                end = SearchEnd.Violation;
            else if (_limited)
                end = SearchEnd.StateLimit;
            else if ((turn & ProgressMask) == 0 && _options.Cancellation.IsCancellationRequested)
                end = SearchEnd.Cancelled;
        }

        return new SearchResult(end, _nodes.Count, _transitions, _deepest, _findings.All, Fingerprint.MissProbability(_nodes.Count));
    }

    /// <summary>Takes the next action of the state at the end of the path, or leaves that state.</summary>
    private void Advance()
    {
        ref var frame = ref _path[_depth - 1];
        if (frame.Todo == 0)
        {
            _nodes[frame.Node].OnPath = frame.WasOnPath;
            _depth--;
            return;
        }

        var action = BitOperations.TrailingZeroCount(frame.Todo);
        frame.Todo &= frame.Todo - 1;
        frame.Action = action;
        var asleep = _sleeps ? Independent(frame.State, frame.Sleep, action) : 0;
        if (_sleeps)
            frame.Sleep |= 1UL << action;
        var next = frame.State;
        _machine.Step(ref next, action);
        _transitions++;
        var at = _depth - 1;
        if (Arrive(next, asleep) && _proviso)
            ExpandInFull(at);
    }

    /// <summary>Those of the sleeping actions that commute with the action about to be taken.</summary>
    private ulong Independent(in TState state, ulong asleep, int action)
    {
        if (asleep == 0)
            return 0;
        var access = _machine.Access(state, action);
        var result = 0UL;
        for (var rest = asleep & ~_actionsOf[_owners[action]]; rest != 0; rest &= rest - 1)
        {
            var other = BitOperations.TrailingZeroCount(rest);
            if (!_machine.Access(state, other).Conflicts(access))
                result |= 1UL << other;
        }

        return result;
    }

    /// <summary>Meets a state and puts it on the path if there is something to do in it.</summary>
    /// <returns>Whether the state was on the path already.</returns>
    private bool Arrive(in TState state, ulong asleep)
    {
        var number = _table.FindOrAdd(Fingerprint.Of(state), out var added);
        if (added)
        {
            Begin(state, number, asleep);
            return false;
        }

        ref var node = ref _nodes[number];
        var todo = node.Unexplored & ~asleep;
        var onPath = node.OnPath;
        if (todo != 0)
        {
            node.Unexplored &= asleep;
            Push(state, number, todo, node.Unexplored, onPath);
            node.OnPath = true;
        }

        return onPath;
    }

    private void Begin(in TState state, int number, ulong asleep)
    {
        if (_table.Count > _options.MaxStates)
        {
            _limited = true;
            return;
        }

        var enabled = 0UL;
        var processes = 0UL;
        for (var action = 0; action < _owners.Length; action++)
        {
            if (!_machine.Enabled(state, action))
                continue;
            enabled |= 1UL << action;
            processes |= 1UL << _owners[action];
        }

        var chosen = _persistent is null ? enabled : enabled & ActionsOf(_persistent.Choose(state, processes));
        if (_proviso && (chosen & ~asleep) == 0)
            chosen = enabled;
        _nodes.Add(new Node { Unexplored = chosen & asleep, OnPath = true, Full = chosen == enabled });
        Push(state, number, chosen & ~asleep, asleep, false);
        if (_machine.Violated(state) is not null)
            Report(state);
        if (enabled == 0)
            Close(state);
    }

    private ulong ActionsOf(ulong processes)
    {
        var actions = 0UL;
        for (; processes != 0; processes &= processes - 1)
            actions |= _actionsOf[BitOperations.TrailingZeroCount(processes)];
        return actions;
    }

    private void ExpandInFull(int at)
    {
        ref var frame = ref _path[at];
        ref var node = ref _nodes[frame.Node];
        if (node.Full)
            return;
        node.Full = true;
        node.Unexplored = 0;
        frame.Sleep = 0;
        for (var action = 0; action < _owners.Length; action++)
        {
            if (_machine.Enabled(frame.State, action) && action != frame.Action)
                frame.Todo |= 1UL << action;
        }
    }

    private void Push(in TState state, int number, ulong todo, ulong sleep, bool wasOnPath)
    {
        if (_depth == _path.Length)
            Array.Resize(ref _path, _depth * 2);
        _path[_depth++] = new Frame { State = state, Node = number, Todo = todo, Sleep = sleep, WasOnPath = wasOnPath };
        _deepest = Math.Max(_deepest, _depth - 1);
    }

    private void Report(in TState state) => _findings.JudgeState(state, Trace);

    private void Close(in TState state)
    {
        _findings.JudgeEnd(state, Trace);
        _options.Ends?.Invoke(state);
    }

    private List<int> Trace()
    {
        List<int> actions = [];
        for (var at = 0; at < _depth - 1; at++)
            actions.Add(_path[at].Action);
        return actions;
    }

    /// <summary>What is remembered of every state.</summary>
    private struct Node
    {
        /// <summary>Chosen actions that were asleep whenever the state was met.</summary>
        internal ulong Unexplored;
        internal bool OnPath;
        internal bool Full;
    }

    /// <summary>A state on the path.</summary>
    private struct Frame
    {
        internal TState State;
        internal ulong Todo;
        internal ulong Sleep;
        internal int Node;
        internal int Action;
        internal bool WasOnPath;
    }
}
