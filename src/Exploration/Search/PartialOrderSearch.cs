using System.Numerics;
using Virtspec.Exploration.Execution;
using Virtspec.Exploration.MemoryModels;

namespace Virtspec.Exploration.Search;

/// <summary>
/// Every execution but for the order of steps that commute: dynamic partial order reduction with source sets (Abdulla et al., POPL 2014) and sleep
/// sets (Godefroid 1996), aware of steps that others have to enable.
/// </summary>
/// <remarks>
/// An execution is run to its end; each race in it whose other order is possible leaves a mark where the search has to return to.
/// A run cannot be taken back, so returning means to start over and repeat the beginning, which costs no more than its steps.
/// </remarks>
internal sealed class PartialOrderSearch : IUndone
{
    private readonly World _world;
    private readonly SearchContext _context;
    private readonly Clocks _clocks;
    private readonly Clocks _before;
    private readonly Clocks _scratch;
    private readonly List<Requirement> _requirements = [];
    private readonly Func<Pick[]> _schedule;
    private readonly int[] _lastEvent = new int[64];
    private Node[] _nodes = new Node[64];
    private Pick[] _beginning = [];
    private int _depth;
    private int _undoneFrom;

    internal PartialOrderSearch(World world, SearchContext context, Tally? tally = null)
    {
        (_world, _context, Tally) = (world, context, tally ?? new Tally());
        var processes = world.Model == MemoryModel.PartialStoreOrder ? 64 : 32;
        (_clocks, _before, _scratch) = (new Clocks(processes), new Clocks(processes), new Clocks(processes));
        _scratch.Grow(2);
        _schedule = Schedule;
        Grow();
    }

    internal Tally Tally { get; }

    /// <summary>Looks at everything in a part, or until it is told to stop.</summary>
    /// <returns>Whether it came to the end.</returns>
    internal bool Run(SearchPart part)
    {
        _beginning = [.. part.Beginning];
        _depth = 0;
        Restart(0);
        var asleep = 0UL;
        foreach (var pick in part.Asleep)
            asleep |= 1UL << pick.ProcessIn(_world);
        Extend(asleep);
        while (Return())
        {
            if (_context.Stopping)
                return false;
            Restart(_depth - 1);
            ref var node = ref _nodes[_depth - 1];
            var child = Awake(node, node.Process);
            Step(ref node);
            Extend(child);
        }

        return true;
    }

    bool IUndone.Undone(int process, int ordinal)
    {
        // Steps of the beginning have no row: nothing in the search undoes them.
        for (var i = _undoneFrom; i < _depth; i++)
        {
            if (_nodes[i].Process == process && _nodes[i].Ordinal == ordinal)
                return i == _undoneFrom || HappensBefore(_undoneFrom, i);
        }

        return false;
    }

    /// <summary>Goes on to the end of the execution, or to where nothing new can follow.</summary>
    private void Extend(ulong asleep)
    {
        var last = _depth > 0 ? _nodes[_depth - 1].Process : -1;
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

            var alone = _world.Alone(enabled);
            var open = alone >= 0 ? (1UL << alone) & ~asleep : enabled & ~asleep;
            if (open == 0)
            {
                RaceOfWaiting(enabled);
                Tally.Redundant++;
                return;
            }

            // The process that just went on goes on: fewer switches make fewer blocked runs and a schedule that can be read.
            var process = last >= 0 && (open >> last & 1) != 0 ? last : BitOperations.TrailingZeroCount(open);
            if (_depth == _nodes.Length)
                Grow();
            ref var node = ref _nodes[_depth];
            node.Enabled = enabled;
            node.Backtrack = 1UL << process;
            node.Done = 0;
            node.Sleep = asleep;
            Choose(ref node, process);
            _depth++;
            asleep = Awake(node, process);
            Step(ref node);
            last = process;
        }
    }

    /// <summary>Takes a process's next step for the next event, and looks at whom it races with.</summary>
    private void Choose(ref Node node, int process)
    {
        node.Process = process;
        node.Alternative = 0;
        node.Alternatives = _world.Alternatives(process);
        node.Footprint = _world.FootprintOf(process);
        node.Ordinal = _world.Steps(process) + 1;
        var at = node.Index;
        var before = _before[at];
        if (at == 0)
        {
            before.Clear();
        }
        else
        {
            _before[at - 1].CopyTo(before);
            before[_nodes[at - 1].Process] = (ushort)_nodes[at - 1].Ordinal;
        }

        Race(at, process, node.Footprint, _clocks[at]);
        _clocks[at][process] = (ushort)node.Ordinal;
    }

    private void Step(ref Node node)
    {
        _lastEvent[node.Process] = node.Index + 1;
        Tally.Steps++;
        _world.Step(node.Process, node.Alternative);
    }

    private void End()
    {
        Tally.Complete++;
        Tally.Depth = Math.Max(Tally.Depth, _world.Depth);
        if (_world.Failure is null)
        {
            RaceOfWaiting(0);
            _world.Finish();
        }

        _context.Ended(_world, _schedule, Tally);
    }

    /// <summary>Whoever waits might not, had things come in another order. Also where all others sleep: elsewhere this order need not come again.</summary>
    private void RaceOfWaiting(ulong enabled)
    {
        for (var i = 0; i < _world.Agents; i++)
        {
            if (!_world.AgentAt(i).Done && (enabled >> i & 1) == 0)
                Race(_depth, i, _world.FootprintOf(i), _scratch[1]);
        }
    }

    /// <summary>Finds the last node that has something left to try, and makes it the last event.</summary>
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

            node.Done |= 1UL << node.Process;
            node.Sleep |= 1UL << node.Process;
            var todo = node.Backtrack & ~node.Sleep;
            if (todo != 0)
            {
                // Where it stands is known only once the beginning has been repeated.
                node.Next = BitOperations.TrailingZeroCount(todo);
                node.Fresh = true;
                return true;
            }

            _depth--;
        }

        return false;
    }

    /// <summary>Repeats the beginning up to before event <paramref name="upTo"/>.</summary>
    private void Restart(int upTo)
    {
        _world.Reset();
        foreach (var pick in _beginning)
            pick.Repeat(_world);
        Array.Clear(_lastEvent);
        for (var i = 0; i < upTo; i++)
        {
            ref var node = ref _nodes[i];
            _lastEvent[node.Process] = i + 1;
            _world.Step(node.Process, node.Alternative);
        }

        Tally.Steps += upTo + _beginning.Length;
        if (upTo == 0 && _depth == 0)
            return;
        ref var last = ref _nodes[upTo];
        if (_world.Enabled != last.Enabled)
            throw new NondeterministicScenarioException("the beginning of an execution leads elsewhere the second time");
        if (!last.Fresh)
            return;
        last.Fresh = false;
        _depth = upTo;
        Choose(ref last, last.Next);
        _depth = upTo + 1;
    }

    /// <summary>
    /// Goes back over the events that conflict with the next step of a process. Where the step could have come first, the search has to return;
    /// where it needed the event, an earlier one may still be the race.
    /// </summary>
    /// <param name="end">Events to look at.</param>
    /// <param name="process">Whose step.</param>
    /// <param name="footprint">Of the step.</param>
    /// <param name="clock">Filled with the clock of the step, but for itself.</param>
    private void Race(int end, int process, in Footprint footprint, Span<ushort> clock)
    {
        var covered = _scratch[0];
        Needs(process, covered);
        covered.CopyTo(clock);
        var waits = _world.Waits(process);
        for (var i = end - 1; i >= 0; i--)
        {
            ref var node = ref _nodes[i];
            if (node.Process == process || !Footprint.Conflict(node.Footprint, footprint) || covered[node.Process] >= node.Ordinal)
                continue;
            Clocks.Join(clock, _clocks[i]);
            if (waits && !CouldGoOnWithout(i, process))
            {
                // It may be that only several together keep it waiting. Which ones is not known, so all have to be tried here.
                if (IsOneOfSeveral(i, end, footprint))
                    node.Backtrack |= node.Enabled;
                continue;
            }

            Clocks.Join(covered, _clocks[i]);
            Reverse(i, end, process, footprint);
        }
    }

    /// <summary>Whether after an event others come that the same step races with, and that did not need it.</summary>
    private bool IsOneOfSeveral(int i, int end, in Footprint footprint)
    {
        for (var j = i + 1; j < end; j++)
        {
            if (Footprint.Conflict(_nodes[j].Footprint, footprint) && !HappensBefore(i, j))
                return true;
        }

        return false;
    }

    /// <summary>What the step of a process cannot do without: its own earlier steps, and stores that had to be made or to arrive.</summary>
    private void Needs(int process, Span<ushort> needs)
    {
        needs.Clear();
        if (_lastEvent[process] > 0)
            Clocks.Join(needs, _clocks[_lastEvent[process] - 1]);
        _world.Memory.Requirements(process, _requirements);
        foreach (var requirement in _requirements)
        {
            var at = _lastEvent[requirement.Process] - 1;
            while (at >= 0 && (_nodes[at].Process != requirement.Process || _nodes[at].Ordinal > requirement.Ordinal))
                at--;
            if (at >= 0 && _nodes[at].Ordinal == requirement.Ordinal)
                Clocks.Join(needs, _clocks[at]);
        }
    }

    private bool CouldGoOnWithout(int i, int process)
    {
        _undoneFrom = i;
        return _world.Memory.ReadyWithout(_world.AgentAt(process), this);
    }

    /// <summary>
    /// Event <paramref name="i"/> and the step race: of the processes that could go first at node i towards the other order, one has to be tried.
    /// </summary>
    private void Reverse(int i, int end, int process, in Footprint footprint)
    {
        ref var node = ref _nodes[i];
        var initials = 0UL;
        var met = 0UL;
        var first = true;
        var needs = _scratch[0];
        for (var j = i + 1; j < end; j++)
        {
            if (HappensBefore(i, j))
                continue;
            ref var other = ref _nodes[j];
            if (other.Process == process || needs[other.Process] >= other.Ordinal || Footprint.Conflict(other.Footprint, footprint))
                first = false;
            var bit = 1UL << other.Process;
            if ((met & bit) != 0)
                continue;
            met |= bit;
            if (IsInitial(i, j))
                initials |= bit;
        }

        if (first)
            initials |= 1UL << process;
        // Asleep means that all executions going that way have been looked at.
        if ((initials & (node.Backtrack | node.Sleep)) != 0)
            return;
        var possible = initials & node.Enabled;
        node.Backtrack |= possible != 0 ? 1UL << BitOperations.TrailingZeroCount(possible) : node.Enabled;
    }

    /// <summary>Whether nothing between node i and event j had to come before it.</summary>
    private bool IsInitial(int i, int j)
    {
        var before = _before[i];
        ref var own = ref _clocks[j][_nodes[j].Process];
        var (ordinal, earlier) = (own, before[_nodes[j].Process]);
        own = earlier;
        var within = Clocks.Within(_clocks[j], before);
        own = ordinal;
        return within;
    }

    private bool HappensBefore(int i, int j) => _clocks[j][_nodes[i].Process] >= _nodes[i].Ordinal;

    /// <summary>Who sleeps on after a step: whose own next step it does not concern.</summary>
    private ulong Awake(in Node node, int process)
    {
        var asleep = node.Sleep & ~(1UL << process);
        for (var rest = asleep; rest != 0; rest &= rest - 1)
        {
            var other = BitOperations.TrailingZeroCount(rest);
            if (Footprint.Conflict(_world.FootprintOf(other), node.Footprint))
                asleep &= ~(1UL << other);
        }

        return asleep;
    }

    private Pick[] Schedule()
    {
        var schedule = new Pick[_beginning.Length + _depth];
        _beginning.CopyTo(schedule, 0);
        for (var i = 0; i < _depth; i++)
            schedule[_beginning.Length + i] = Pick.Of(_world, _nodes[i].Process, _nodes[i].Alternative);
        return schedule;
    }

    private void Grow()
    {
        var old = _depth;
        if (old == _nodes.Length)
            Array.Resize(ref _nodes, 2 * _nodes.Length);
        for (var i = old; i < _nodes.Length; i++)
            _nodes[i].Index = i;
        _clocks.Grow(_nodes.Length + 1);
        _before.Grow(_nodes.Length + 1);
    }

    private struct Node
    {
        internal int Index;
        internal ulong Enabled;

        /// <summary>Processes to be tried here.</summary>
        internal ulong Backtrack;
        internal ulong Done;

        /// <summary>Processes that need not be tried here, now or ever.</summary>
        internal ulong Sleep;

        internal int Process;
        internal int Alternative;
        internal int Alternatives;
        internal int Ordinal;
        internal Footprint Footprint;
        internal int Next;
        internal bool Fresh;
    }
}
