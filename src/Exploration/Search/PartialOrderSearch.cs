using System.Numerics;
using Virtspec.Exploration.Execution;

namespace Virtspec.Exploration.Search;

/// <summary>
/// Every execution but for the order of steps that commute: optimal dynamic partial order reduction with wakeup trees (Abdulla et al., POPL 2014,
/// JACM 2017) and sleep sets (Godefroid 1996), aware of steps that others have to enable.
/// </summary>
/// <remarks>
/// An execution is run to its end; each race in it whose other order is possible leaves a branch where the search has to return to.
/// A run cannot be taken back, so returning means to start over and repeat the beginning, which costs no more than its steps.
/// </remarks>
internal sealed class PartialOrderSearch
{
    private readonly World _world;
    private readonly SearchContext _context;
    private readonly Trace _trace;
    private readonly WakeupTree _tree = new();
    private readonly SleepSets _asleep = new();
    private readonly RaceReversal _reversal;
    private readonly Func<Pick[]> _schedule;
    private SearchPart _part = SearchPart.Whole;

    internal PartialOrderSearch(World world, SearchContext context, Tally? tally = null)
    {
        (_world, _context, Tally) = (world, context, tally ?? new Tally());
        _trace = new Trace(world);
        _reversal = new RaceReversal(_trace, _tree, _asleep);
        _schedule = Schedule;
    }

    internal Tally Tally { get; }

    /// <summary>Looks at everything in a part, or until it is told to stop.</summary>
    /// <returns>Whether it came to the end.</returns>
    internal bool Run(SearchPart part)
    {
        _part = part;
        _tree.Clear();
        Repeat(0);
        var asleep = part.AsleepIn(_world);
        for (var rest = asleep; rest != 0; rest &= rest - 1)
        {
            var process = BitOperations.TrailingZeroCount(rest);
            _asleep.Add(0, process, _world.FootprintOf(process));
        }

        Extend(asleep);
        while (Return(out var at))
        {
            if (_context.Stopping)
                return false;
            Repeat(at);
            ref var e = ref _trace[at];
            if (_world.Enabled != e.Enabled)
                throw new NondeterministicScenarioException("the beginning of an execution leads elsewhere the second time");
            if (e.Fresh)
                Follow(ref e);
            e.Fresh = false;
            Extend(Step(ref e));
        }

        return true;
    }

    /// <summary>Goes on to the end of the execution, or to where nothing new can follow.</summary>
    private void Extend(ulong asleep)
    {
        while (true)
        {
            var enabled = _world.Enabled;
            if (_world.Failure is not null || enabled == 0)
            {
                End(enabled);
                return;
            }

            if (_world.Depth >= _world.StepLimit)
            {
                Tally.Truncated++;
                Reverse(enabled, whole: false);
                return;
            }

            var alone = _world.Alone(enabled);
            var open = (alone >= 0 ? 1UL << alone : enabled) & ~asleep;
            if (open == 0)
            {
                // What follows is covered elsewhere; that what went before can go another way may show only here.
                Tally.Redundant++;
                Reverse(enabled, whole: false);
                return;
            }

            ref var e = ref _trace.Open(enabled, asleep);
            e.Alone = alone >= 0;
            asleep = Go(ref e, open);
        }
    }

    /// <summary>Does the step that the wakeup tree asks for, or any.</summary>
    /// <returns>Who sleeps on.</returns>
    private ulong Go(ref Event e, ulong open)
    {
        var (parent, after) = Parent(e);
        e.Branch = _tree.First(parent, after);
        while (e.Branch != WakeupTree.None && (open >> _tree.ProcessOf(e.Branch) & 1) == 0)
        {
            // The sequence was to lead away from what is covered elsewhere; where it cannot be followed the search finds its own way.
            var next = _tree.Next(e.Branch);
            _tree.Remove(parent, e.Branch);
            e.Branch = next;
        }

        if (e.Branch != WakeupTree.None)
        {
            Follow(ref e);
            return Step(ref e);
        }

        // The process that just went on goes on: a schedule with fewer switches is easier to read.
        var last = e.Index > 0 ? _trace[e.Index - 1].Process : -1;
        var process = last >= 0 && (open >> last & 1) != 0 ? last : BitOperations.TrailingZeroCount(open);
        _trace.Choose(ref e, process);
        e.Branch = _tree.Add(parent, after, process, e.Footprint);
        e.Shared = IsShared(e.Index) || e.Sleep != 0 || e.Footprint.IsForwarded;
        return Step(ref e);
    }

    private void Follow(ref Event e)
    {
        _trace.Choose(ref e, _tree.ProcessOf(e.Branch));
        e.Shared = IsShared(e.Index) || e.Footprint.IsForwarded;
    }

    /// <summary>See <see cref="Event.Shared"/>, of the events before some event.</summary>
    private bool IsShared(int at) => at > 0 && _trace[at - 1].Shared;

    private ulong Step(ref Event e)
    {
        var asleep = _asleep.After(e);
        Tally.Steps++;
        _trace.Step(ref e);
        return asleep;
    }

    private void End(ulong enabled)
    {
        Tally.Complete++;
        Tally.Depth = Math.Max(Tally.Depth, _world.Depth);
        Reverse(enabled, whole: _world.Failure is null && !IsShared(_trace.Depth));
        _world.Finish();
        _context.Ended(_world, _schedule, Tally);
    }

    private void Reverse(ulong enabled, bool whole)
    {
        _reversal.All(0, whole);
        // Whoever waits for ever might not, had things come in another order; and what was given up leaves steps that might have come first.
        for (var i = 0; i < _world.Agents; i++)
        {
            if (!_world.AgentAt(i).Done)
                enabled |= 1UL << i;
        }

        for (; enabled != 0; enabled &= enabled - 1)
        {
            ref var e = ref _trace.Open(0, 0);
            e.Alone = false;
            _trace.Choose(ref e, BitOperations.TrailingZeroCount(enabled));
            _reversal.All(e.FirstRace, whole);
        }
    }

    /// <summary>Finds the last event that has something left to try.</summary>
    private bool Return(out int at)
    {
        for (at = _trace.Depth - 1; at >= 0; at--)
        {
            ref var e = ref _trace[at];
            if (e.Alternative + 1 < e.Alternatives)
            {
                e.Alternative++;
                return true;
            }

            e.Sleep |= 1UL << e.Process;
            _asleep.Add(at, e.Process, e.Footprint);
            var (parent, after) = Parent(e);
            _tree.Remove(parent, e.Branch);
            e.Branch = _tree.First(parent, after);
            if (e.Branch != WakeupTree.None)
            {
                // What it touches is known only once the beginning has been repeated.
                e.Fresh = true;
                return true;
            }
        }

        return false;
    }

    /// <summary>Where in the wakeup tree an event's own branches are.</summary>
    private (int Parent, int After) Parent(in Event e) =>
        e.Index > 0 ? (_trace[e.Index - 1].Branch, _trace[e.Index - 1].Alternative) : (WakeupTree.Root, 0);

    /// <summary>Repeats the beginning up to before an event.</summary>
    private void Repeat(int upTo)
    {
        _part.Begin(_world);
        _trace.Restart();
        for (var i = 0; i < upTo; i++)
            _trace.Step(ref _trace[i]);
        Tally.Steps += upTo + _part.Beginning.Count;
    }

    private Pick[] Schedule()
    {
        var schedule = new List<Pick>(_part.Beginning);
        for (var i = 0; i < _trace.Depth; i++)
            schedule.Add(Pick.Of(_world, _trace[i].Process, _trace[i].Alternative));
        return [.. schedule];
    }
}
