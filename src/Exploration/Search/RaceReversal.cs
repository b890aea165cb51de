using System.Numerics;
using Virtspec.Exploration.Execution;

namespace Virtspec.Exploration.Search;

/// <summary>
/// Sees to it that the other order of each race of an execution is looked at: puts into the wakeup tree a sequence that leads there, unless
/// something that is in the tree or was done already leads to all that it does.
/// </summary>
/// <remarks>
/// The sequence is all of the execution that did not come of the race's first event, and with it the second. It begins where the first event
/// was chosen. As it is all of the rest, whoever sleeps there is woken on the way or makes the sequence needless: no execution is begun in
/// vain (Abdulla et al., JACM 2017). That holds as long as the rest is known: when an execution was given up, or may be at other times
/// because what follows is left to others, the sequence ends with the race's second event, and only what it has to begin with counts, as with
/// source sets (POPL 2014).
/// </remarks>
internal sealed class RaceReversal(Trace trace, WakeupTree tree, SleepSets asleep)
{
    private readonly Clocks _scratch = NewScratch(trace);
    private int[] _sequence = new int[64];
    private int _count;
    private int _first;
    private int _second;
    private int[] _others = [];
    private bool _hasAlone;
    private bool _whole;

    /// <summary>Does so for races that need it yet.</summary>
    /// <param name="from">The first race.</param>
    /// <param name="whole">Whether the rest of the execution is known, and all that can follow its beginning is looked at after it.</param>
    internal void All(int from, bool whole)
    {
        for (var i = from; i < trace.Races; i++)
        {
            ref var race = ref trace.RaceAt(i);
            if (!race.Settled)
                race.Settled = Reverse(race, whole);
        }
    }

    /// <returns>Whether the other order is seen to however the execution goes on after the race.</returns>
    private bool Reverse(in Race race, bool whole)
    {
        // What another part of the search finds makes no branch here.
        _whole = whole && trace[race.First].Elsewhere == 0;
        (_first, _second, _others) = (race.First, race.Second, race.Others);
        Collect();
        ref var node = ref trace[_first];
        trace.Before(_first).CopyTo(Done);
        var met = 0UL;
        var initials = 0UL;
        for (var i = 0; i < _count; i++)
        {
            var at = _sequence[i];
            var bit = 1UL << trace[at].Process;
            if ((met & bit) == 0 && IsInitial(at))
            {
                initials |= bit;
                if ((node.Sleep & bit) != 0 && at <= _second)
                    return true;
            }

            met |= bit;
        }

        if ((node.Sleep & initials) != 0)
            return false;
        for (var rest = _whole ? node.Sleep & ~met : 0; rest != 0; rest &= rest - 1)
        {
            if (IsUnconcerned(asleep[_first, BitOperations.TrailingZeroCount(rest)]))
                return false;
        }

        return Insert(ref node);
    }

    /// <summary>What the steps done so far are: those before the race's first event, and those of the sequence that the tree has already.</summary>
    private Span<ushort> Done => _scratch[0];

    /// <summary>The clock of the race's second event in the sequence, where it comes of nothing that the first brought about.</summary>
    private Span<ushort> Second => _scratch[1];

    private static Clocks NewScratch(Trace trace)
    {
        var scratch = new Clocks(trace.Processes);
        scratch.Grow(2);
        return scratch;
    }

    private void Collect()
    {
        var end = _whole ? Math.Max(trace.Depth, _second + 1) : _second + 1;
        if (_sequence.Length < end)
            _sequence = new int[2 * end];
        ref var second = ref trace[_second];
        trace.NeedsOf(_second).CopyTo(Second);
        // How it turns out the other way round, and what its process does then, is not known: nothing can be said to follow.
        var last = second.Alternatives != 1 || (_second + 1 < trace.Depth && trace[_second + 1].Alone && trace.HappensBefore(_second, _second + 1));
        (_count, _hasAlone) = (0, false);
        for (var at = _first + 1; at < end; at++)
        {
            if (at == _second ? last : IsLeftOut(at))
                continue;
            _sequence[_count++] = at;
            ref var e = ref trace[at];
            _hasAlone |= e.Alone;
            if (at < _second && Footprint.Conflict(e.Footprint, second.Footprint))
                Clocks.Join(Second, trace.ClockOf(at));
        }

        if (last)
            _sequence[_count++] = _second;
    }

    /// <summary>Whether an event came of the race's first, or of what else has to come after the second.</summary>
    private bool IsLeftOut(int at)
    {
        if (trace.HappensBefore(_first, at))
            return true;
        foreach (var other in _others)
        {
            if (other == at || (other < at && trace.HappensBefore(other, at)))
                return true;
        }

        return false;
    }

    /// <summary>Whether all that the event has to come after is done.</summary>
    private bool IsInitial(int at)
    {
        // Of its own process it has to come after the step before.
        var clock = at == _second ? Second : trace.ClockOf(at);
        ref var own = ref clock[trace[at].Process];
        var ordinal = own;
        own = (ushort)(trace[at].Ordinal - 1);
        var initial = Clocks.Within(clock, Done);
        own = ordinal;
        return initial;
    }

    /// <summary>Whether a step commutes with the whole sequence.</summary>
    private bool IsUnconcerned(in Footprint footprint)
    {
        for (var i = 0; i < _count; i++)
        {
            if (Footprint.Conflict(trace[_sequence[i]].Footprint, footprint))
                return false;
        }

        return true;
    }

    /// <summary>
    /// Follows the first branch that begins with something the sequence may begin with, and so on; where there is none, what is left of the
    /// sequence becomes a new one. Where a branch ends, the search goes on as it likes, and will come to it.
    /// </summary>
    private bool Insert(ref Event node)
    {
        var (parent, after) = _first > 0 ? (trace[_first - 1].Branch, trace[_first - 1].Alternative) : (WakeupTree.Root, 0);
        var step = FindInitial(tree.First(parent, after), node.Branch, _whole, out var position);
        if (step == WakeupTree.None)
            return Offer(ref node, parent, after);
        var settled = position >= 0 && _sequence[position] <= _second;
        while (!tree.IsLeaf(step))
        {
            after = WayOf(step, position);
            if (position >= 0)
                TakeOut(position);
            if (_count == 0)
                break;
            parent = step;
            step = FindInitial(tree.First(parent, after), WakeupTree.None, true, out position);
            if (step == WakeupTree.None)
            {
                Append(parent, after);
                break;
            }
        }

        return settled;
    }

    /// <summary>The first of some branches whose process may go first in the sequence, or would make no difference to it.</summary>
    /// <param name="step">Where to begin.</param>
    /// <param name="under">The branch under way, which begins with what the race is to be without.</param>
    /// <param name="others">Whether a process that makes no difference will do.</param>
    /// <param name="position">Where in the sequence that process goes; -1 when it does not.</param>
    private int FindInitial(int step, int under, bool others, out int position)
    {
        for (position = -1; step != WakeupTree.None; step = tree.Next(step))
        {
            if (step == under)
                continue;
            position = PositionOf(tree.ProcessOf(step));
            if (position >= 0 ? IsInitial(_sequence[position]) : others && IsUnconcerned(tree.FootprintOf(step)))
                return step;
        }

        return WakeupTree.None;
    }

    private int PositionOf(int process)
    {
        for (var i = 0; i < _count; i++)
        {
            if (trace[_sequence[i]].Process == process)
                return i;
        }

        return -1;
    }

    /// <summary>After which way of a step of the tree the sequence goes on.</summary>
    private int WayOf(int step, int position)
    {
        if (position >= 0 && (_sequence[position] != _second || trace[_second].Alternatives == 1))
            return trace[_sequence[position]].Alternative;
        return tree.AfterOf(tree.First(step));
    }

    private int TakeOut(int position)
    {
        var at = _sequence[position];
        Done[trace[at].Process] = (ushort)trace[at].Ordinal;
        _count--;
        Array.Copy(_sequence, position + 1, _sequence, position, _count - position);
        return at;
    }

    /// <summary>Makes the sequence a branch of its own where it begins.</summary>
    private bool Offer(ref Event node, int parent, int after)
    {
        var head = _sequence[Head()];
        if ((node.Enabled >> trace[head].Process & 1) != 0)
        {
            Append(parent, after);
            return head <= _second;
        }

        // It cannot go that way, so whoever can go on is tried.
        var rest = node.Enabled & ~node.Sleep;
        for (var step = tree.First(parent, after); step != WakeupTree.None; step = tree.Next(step))
            rest &= ~(1UL << tree.ProcessOf(step));
        for (; rest != 0; rest &= rest - 1)
            tree.Add(parent, after, BitOperations.TrailingZeroCount(rest), default);
        return true;
    }

    private void Append(int parent, int after)
    {
        while (_count > 0)
        {
            var at = TakeOut(Head());
            parent = tree.Add(parent, after, trace[at].Process, trace[at].Footprint);
            after = trace[at].Alternative;
        }
    }

    /// <summary>Which of the sequence is to go first: a step that leaves no choice as soon as it can be done, else the earliest.</summary>
    private int Head()
    {
        for (var i = 0; _hasAlone && i < _count; i++)
        {
            if (trace[_sequence[i]].Alone && IsInitial(_sequence[i]))
                return i;
        }

        return 0;
    }
}
