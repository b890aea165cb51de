using System.Runtime.CompilerServices;
using Virtspec.Exploration.Execution;
using Virtspec.Exploration.MemoryModels;

namespace Virtspec.Exploration.Search;

/// <summary>One step of the execution under way, and the place in the search where it was chosen.</summary>
internal struct Event
{
    internal int Index;

    internal int Process;

    /// <summary>Which step of its process, from 1.</summary>
    internal int Ordinal;

    internal Footprint Footprint;

    /// <summary>Which way it turned out, from 0.</summary>
    internal int Alternative;

    internal int Alternatives;

    /// <summary>Whether nobody else could be chosen.</summary>
    internal bool Alone;

    /// <summary>Processes that could go on.</summary>
    internal ulong Enabled;

    /// <summary>Processes that need not be tried here, now or ever.</summary>
    internal ulong Sleep;

    /// <summary>Those of them that sleep because another part of the search looks at them.</summary>
    internal ulong Elsewhere;

    /// <summary>The step in the wakeup tree.</summary>
    internal int Branch;

    /// <summary>Whether the step of <see cref="Branch"/> is yet to be chosen.</summary>
    internal bool Fresh;

    /// <summary>
    /// Whether some of what can follow it is left to executions that do not begin with the same events, or what a step touches may be another
    /// thing in another order: then the rest of the execution says less than it seems to.
    /// </summary>
    internal bool Shared;

    /// <summary>How many races had been found before it.</summary>
    internal int FirstRace;

    /// <summary>How many races had been found once it was chosen.</summary>
    internal int RacesAfter;
}

/// <summary>Two events whose other order is possible.</summary>
/// <param name="First">The one that came first.</param>
/// <param name="Second">The one that came second.</param>
/// <param name="Others">Events after the first one that have to come after the second too, as numbers of events.</param>
/// <param name="Settled">Whether the search will look at the other order, however the execution goes on.</param>
internal record struct Race(int First, int Second, int[] Others, bool Settled);

/// <summary>The execution under way: its events, which of them had to come before which, and its races. Aware of steps that others have to enable.</summary>
internal sealed class Trace : IUndone
{
    private readonly World _world;
    private readonly Clocks _clocks;
    private readonly Clocks _before;
    private readonly Clocks _needs;
    private readonly Clocks _covered;
    private readonly List<Requirement> _requirements = [];
    private readonly int[] _lastEvent = new int[64];
    private Event[] _events = new Event[64];
    private Race[] _races = new Race[64];
    private readonly List<int> _undone = [];
    private readonly List<int> _kept = [];

    internal Trace(World world)
    {
        _world = world;
        var processes = world.Model switch
        {
            MemoryModel.PartialStoreOrder => 64,
            MemoryModel.TotalStoreOrder => 2 * World.MostAgents,
            _ => World.MostAgents,
        };
        (_clocks, _before, _needs, _covered) = (new Clocks(processes), new Clocks(processes), new Clocks(processes), new Clocks(processes));
        _covered.Grow(1);
        Processes = processes;
        Fit(0);
    }

    internal int Processes { get; }

    /// <summary>How many steps have been done.</summary>
    internal int Depth { get; private set; }

    internal int Races { get; private set; }

    internal ref Event this[int at]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _events[at];
    }

    internal ref Race RaceAt(int at) => ref _races[at];

    /// <summary>For each process, how many of its steps come before or are the event.</summary>
    internal Span<ushort> ClockOf(int at) => _clocks[at];

    /// <summary>For each process, how many of its steps were done before the event, whether they had to be or not.</summary>
    internal ReadOnlySpan<ushort> Before(int at) => _before[at];

    /// <summary>As <see cref="ClockOf"/>, of the steps that the event could not do without whatever it touches.</summary>
    internal ReadOnlySpan<ushort> NeedsOf(int at) => _needs[at];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool HappensBefore(int first, int second) => _clocks[second][_events[first].Process] >= _events[first].Ordinal;

    /// <summary>The execution starts over.</summary>
    internal void Restart()
    {
        (Depth, Races) = (0, 0);
        Array.Clear(_lastEvent);
    }

    /// <summary>A place for the event after the last.</summary>
    internal ref Event Open(ulong enabled, ulong asleep)
    {
        Fit(Depth);
        ref var e = ref _events[Depth];
        (e.Enabled, e.Sleep, e.Fresh) = (enabled, asleep, false);
        e.Elsewhere = Depth > 0 ? _events[Depth - 1].Elsewhere & asleep : asleep;
        e.FirstRace = Depth > 0 ? _events[Depth - 1].RacesAfter : 0;
        return ref e;
    }

    /// <summary>Takes a process's next step for the next event, and looks whom it races with.</summary>
    internal void Choose(ref Event e, int process)
    {
        (e.Process, e.Alternative, e.Ordinal) = (process, 0, _world.Steps(process) + 1);
        e.Alternatives = _world.Alternatives(process);
        e.Footprint = _world.FootprintOf(process);
        var at = e.Index;
        var before = _before[at];
        if (at == 0)
        {
            // A part of a search has a beginning that is no part of the trace.
            for (var i = 0; i < before.Length; i++)
                before[i] = (ushort)_world.Steps(i);
        }
        else
        {
            _before[at - 1].CopyTo(before);
            before[_events[at - 1].Process] = (ushort)_events[at - 1].Ordinal;
        }

        Races = e.FirstRace;
        FindRaces(e);
        e.RacesAfter = Races;
        _clocks[at][process] = (ushort)e.Ordinal;
    }

    /// <summary>Does the step.</summary>
    internal void Step(ref Event e)
    {
        _lastEvent[e.Process] = e.Index + 1;
        Depth = e.Index + 1;
        Races = e.RacesAfter;
        _world.Step(e.Process, e.Alternative);
    }

    bool IUndone.Undone(int process, int ordinal)
    {
        // Steps before the first event have no row: nothing in the search undoes them.
        for (var i = _undone[^1]; i < Depth; i++)
        {
            if (_events[i].Process == process && _events[i].Ordinal == ordinal)
                return IsUndone(i);
        }

        return false;
    }

    /// <summary>
    /// Goes back over the events that conflict with the next step of a process. Where the step could have come first there is a race; where it
    /// needed the event, an earlier one may still be the race.
    /// </summary>
    private void FindRaces(in Event e)
    {
        var process = e.Process;
        Needs(e);
        var covered = _covered[0];
        _needs[e.Index].CopyTo(covered);
        var clock = _clocks[e.Index];
        covered.CopyTo(clock);
        var waits = _world.Waits(process);
        for (var i = e.Index - 1; i >= 0; i--)
        {
            ref var earlier = ref _events[i];
            if (earlier.Process == process || !Footprint.Conflict(earlier.Footprint, e.Footprint) || covered[earlier.Process] >= earlier.Ordinal)
                continue;
            Clocks.Join(clock, _clocks[i]);
            if (waits && !CouldGoOnWithout(i, process))
            {
                _kept.Add(i);
                continue;
            }

            Clocks.Join(covered, _clocks[i]);
            Add(new Race(i, e.Index, [], Settled: false));
        }

        if (!waits)
            return;
        if (_kept.Count > 1)
            FindRacesWithSeveral(e, 0);
        _kept.Clear();
    }

    /// <summary>
    /// What a step waits for may be prevented by several events at once, none of which comes of another: stores to parts of what it looks at.
    /// </summary>
    private void FindRacesWithSeveral(in Event e, int from)
    {
        for (var i = from; i < _kept.Count; i++)
        {
            var at = _kept[i];
            if (_undone.Exists(later => HappensBefore(at, later)))
                continue;
            _undone.Add(at);
            if (_undone.Count > 1 && _world.Memory.ReadyWithout(_world.AgentAt(e.Process), this))
                Add(new Race(at, e.Index, [.. _undone[..^1]], Settled: false));
            else
                FindRacesWithSeveral(e, i + 1);
            _undone.RemoveAt(_undone.Count - 1);
        }
    }

    private void Add(in Race race)
    {
        if (Races == _races.Length)
            Array.Resize(ref _races, 2 * _races.Length);
        _races[Races++] = race;
    }

    /// <summary>What a step cannot do without: its process's own earlier steps, and stores that had to be made or to arrive.</summary>
    private void Needs(in Event e)
    {
        var needs = _needs[e.Index];
        needs.Clear();
        if (_lastEvent[e.Process] > 0)
            Clocks.Join(needs, _clocks[_lastEvent[e.Process] - 1]);
        _world.Memory.Requirements(e.Process, _requirements);
        foreach (var requirement in _requirements)
        {
            var at = _lastEvent[requirement.Process] - 1;
            while (at >= 0 && (_events[at].Process != requirement.Process || _events[at].Ordinal > requirement.Ordinal))
                at--;
            if (at >= 0 && _events[at].Ordinal == requirement.Ordinal)
                Clocks.Join(needs, _clocks[at]);
        }
    }

    private bool CouldGoOnWithout(int i, int process)
    {
        _undone.Add(i);
        var ready = _world.Memory.ReadyWithout(_world.AgentAt(process), this);
        _undone.Clear();
        return ready;
    }

    private bool IsUndone(int at)
    {
        foreach (var undone in _undone)
        {
            if (undone == at || (undone < at && HappensBefore(undone, at)))
                return true;
        }

        return false;
    }

    private void Fit(int at)
    {
        if (at > 0 && at < _events.Length)
            return;
        if (at > 0)
            Array.Resize(ref _events, 2 * _events.Length);
        for (var i = at; i < _events.Length; i++)
            _events[i].Index = i;
        _clocks.Grow(_events.Length);
        _before.Grow(_events.Length);
        _needs.Grow(_events.Length);
    }
}
