using System.Numerics;
using Virtspec.Exploration.Execution;

namespace Virtspec.Exploration.Search;

/// <summary>What a search through states leaves out.</summary>
/// <param name="Merge">Whether a state met before is left.</param>
/// <param name="Sleep">Whether sleep sets are used.</param>
/// <param name="Deviations">
/// Most deviations from the simplest schedule: an agent interrupted though it could go on, or an access that turns out other than at first. -1 for any number.
/// </param>
internal sealed record StateSearchOptions(bool Merge = true, bool Sleep = true, int Deviations = -1);

/// <summary>
/// Every execution, depth first, leaving states that were met before: a state is the memory, what is on its way to it, and for each agent all that its
/// accesses have returned.
/// </summary>
/// <remarks>
/// Leaving is sound here because agents are deterministic, so equal histories mean equal code positions and variables; because every process that can go
/// on is tried from each state, unless asleep, and one that slept is tried when the state is met again with it awake (Godefroid 1996); and because
/// histories only grow, so that no state leads back to itself. It would not be sound together with races found on the way, as
/// <see cref="PartialOrderSearch"/> does it: what was left may race with what came before.
/// </remarks>
internal sealed class StateSearch
{
    private readonly World _world;
    private readonly SearchContext _context;
    private readonly StateSearchOptions _options;
    private readonly KnownStates _known;
    private readonly Func<Pick[]> _schedule;
    private readonly bool _sleep;
    private Node[] _nodes = new Node[64];
    private SearchPart _part = SearchPart.Whole;
    private int _depth;

    internal StateSearch(World world, SearchContext context, StateSearchOptions options, KnownStates known, Tally? tally = null)
    {
        (_world, _context, _options, _known, Tally) = (world, context, options, known, tally ?? new Tally());
        // A process that sleeps because it was tried may have been tried with fewer deviations left.
        _sleep = options.Sleep && options.Deviations < 0;
        _schedule = Schedule;
    }

    internal Tally Tally { get; }

    /// <summary>Looks at everything in a part, or until it is told to stop.</summary>
    /// <returns>Whether it came to the end.</returns>
    internal bool Run(SearchPart part)
    {
        _part = part;
        _depth = 0;
        Repeat(0);
        Extend(_sleep ? part.AsleepIn(_world) : 0);
        while (Return())
        {
            if (_context.Stopping)
                return false;
            Repeat(_depth - 1);
            Go();
        }

        return true;
    }

    private void Extend(ulong asleep)
    {
        while (true)
        {
            var enabled = _world.Enabled;
            if (_world.Failure is not null || enabled == 0)
            {
                End();
                return;
            }

            if (_world.Depth >= _world.StepLimit)
            {
                Tally.Truncated++;
                return;
            }

            var (last, used) = Last();
            if (!Meet(enabled, ref asleep, last, used, out var todo))
                return;
            if (_depth == _nodes.Length)
                Array.Resize(ref _nodes, 2 * _nodes.Length);
            ref var node = ref _nodes[_depth++];
            node = new Node { Enabled = enabled, Todo = todo, Sleep = asleep, Last = last, Used = used };
            Begin(ref node, (todo >> Math.Max(last, 0) & 1) != 0 && last >= 0 ? last : BitOperations.TrailingZeroCount(todo));
            asleep = Step(ref node);
        }
    }

    /// <summary>Whether anything new can follow, and who is to be tried.</summary>
    private bool Meet(ulong enabled, ref ulong asleep, int last, int used, out ulong todo)
    {
        var alone = _world.Alone(enabled);
        todo = alone >= 0 ? 1UL << alone : enabled;
        if (_options.Deviations >= 0 && used >= _options.Deviations && last >= 0 && (todo >> last & 1) != 0)
            todo &= (1UL << last) | ~((1UL << _world.Agents) - 1);
        var owed = ~asleep;
        if (_options.Merge)
        {
            var state = _world.Fingerprint();
            if (_options.Deviations >= 0)
                state.Add((ulong)(uint)last | ((ulong)(uint)used << 32));
            var isNew = _known.Meet(state, ref asleep, out owed);
            if (isNew)
                Tally.States++;
            if ((todo & owed) == 0)
            {
                // New and nobody awake: only commuting steps led here.
                if (isNew)
                    Tally.Redundant++;
                else
                    Tally.Merged++;
                return false;
            }
        }

        todo &= owed;
        if (todo != 0)
            return true;
        Tally.Redundant++;
        return false;
    }

    private void Begin(ref Node node, int process)
    {
        (node.Process, node.Alternative) = (process, 0);
        node.Alternatives = _world.Alternatives(process);
        if (_options.Deviations >= 0 && node.Used + Cost(node, process) >= _options.Deviations)
            node.Alternatives = Math.Min(1, node.Alternatives);
    }

    private ulong Step(ref Node node)
    {
        var asleep = _sleep ? SleepSets.After(_world, node.Sleep, node.Process) : 0;
        Tally.Steps++;
        node.Pick = Pick.Of(_world, node.Process, node.Alternative);
        _world.Step(node.Process, node.Alternative);
        return asleep;
    }

    private void Go()
    {
        ref var node = ref _nodes[_depth - 1];
        if (node.Fresh)
        {
            node.Fresh = false;
            Begin(ref node, BitOperations.TrailingZeroCount(node.Todo));
        }

        Extend(Step(ref node));
    }

    private bool Return()
    {
        while (_depth > 0)
        {
            ref var node = ref _nodes[_depth - 1];
            if (node.Alternative + 1 < node.Alternatives)
            {
                node.Alternative++;
                return true;
            }

            node.Todo &= ~(1UL << node.Process);
            node.Sleep |= 1UL << node.Process;
            if (node.Todo != 0)
                return node.Fresh = true;
            _depth--;
        }

        return false;
    }

    private void Repeat(int upTo)
    {
        _part.Begin(_world);
        for (var i = 0; i < upTo; i++)
            _world.Step(_nodes[i].Process, _nodes[i].Alternative);
        Tally.Steps += upTo + _part.Beginning.Count;
        if (_depth > 0 && _world.Enabled != _nodes[upTo].Enabled)
            throw new NondeterministicScenarioException("the beginning of an execution leads elsewhere the second time");
    }

    private void End()
    {
        if (_options.Merge && _world.Failure is null)
        {
            var nobody = 0UL;
            if (!_known.Meet(_world.Fingerprint(), ref nobody, out _))
            {
                Tally.Merged++;
                return;
            }

            Tally.States++;
        }

        Tally.Complete++;
        Tally.Depth = Math.Max(Tally.Depth, _world.Depth);
        _world.Finish();
        _context.Ended(_world, _schedule, Tally);
    }

    /// <summary>The agent that went last, and deviations so far.</summary>
    private (int Last, int Used) Last()
    {
        if (_options.Deviations < 0)
            return (_depth > 0 ? _nodes[_depth - 1].Process : -1, 0);
        var (last, used) = (-1, 0);
        if (_depth > 0)
        {
            ref var node = ref _nodes[_depth - 1];
            last = node.Process < _world.Agents ? node.Process : node.Last;
            used = node.Used + Cost(node, node.Process) + (node.Alternative > 0 ? 1 : 0);
        }

        return (last, used);
    }

    /// <summary>A store that arrives interrupts nobody.</summary>
    private int Cost(in Node node, int process) =>
        process != node.Last && process < _world.Agents && node.Last >= 0 && (node.Enabled >> node.Last & 1) != 0 ? 1 : 0;

    private Pick[] Schedule()
    {
        var schedule = new List<Pick>(_part.Beginning);
        for (var i = 0; i < _depth; i++)
            schedule.Add(_nodes[i].Pick);
        return [.. schedule];
    }

    private struct Node
    {
        internal ulong Enabled;
        internal ulong Todo;
        internal ulong Sleep;
        internal int Process;
        internal int Alternative;
        internal int Alternatives;
        internal int Last;
        internal int Used;
        internal bool Fresh;

        /// <summary>What was done, by a name that outlasts the state.</summary>
        internal Pick Pick;
    }
}
