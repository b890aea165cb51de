using Virtspec.Model.Device;
using Virtspec.Model.Machines;
using Virtspec.Model.SplitRing;
using Virtspec.Specification.Machines;

namespace Virtspec.Oracle;

/// <summary>How many of the drawn transitions of a machine a run has taken.</summary>
/// <param name="Machine">Name of the machine.</param>
/// <param name="Taken">How many it took.</param>
/// <param name="All">How many there are.</param>
/// <param name="NotTaken">Those it did not take, as <c>state: event → state</c>, in the order of the drawing.</param>
internal sealed record TransitionsTaken(string Machine, int Taken, int All, IReadOnlyList<string> NotTaken);

/// <summary>
/// Counts which transitions of the drawn machines a run takes. Recording is a store into an array; what the drawings hold is worked out only when
/// somebody asks.
/// </summary>
internal sealed class MachineCoverage
{
    private static readonly DeviceStatusMachine Status = new();
    private static readonly SplitRingMachine ByFlags = new(eventIdx: false);
    private static readonly SplitRingMachine ByEventIdx = new(eventIdx: true);
    private static readonly VhostUserRingMachine VhostUser = new();

    private readonly Recorder _status = new(Status, Status.Names);
    private readonly Recorder _byFlags = new(ByFlags, SplitRingMachine.PlaceNames);
    private readonly Recorder _byEventIdx = new(ByEventIdx, SplitRingMachine.PlaceNames);
    private readonly Recorder _vhostUser = new(VhostUser, VhostUser.Names);

    /// <summary>Something happened to a device.</summary>
    internal void Device(in DeviceState before, in DeviceEvent e, in DeviceState after)
    {
        // Without a status field there is nothing to draw.
        if (!after.Has(DeviceMarks.HasStatus))
            return;
        var place = DeviceStatusMachine.Place(before);
        _status.Take(place, Status.EventOf(before, e), after == before ? place : DeviceStatusMachine.Place(after));
    }

    /// <summary>Follows a ring from now on.</summary>
    internal RingWalk Follow(SplitState state) => state.EventIdx
        ? new RingWalk(_byEventIdx, ByEventIdx, _vhostUser, VhostUser, state)
        : new RingWalk(_byFlags, ByFlags, _vhostUser, VhostUser, state);

    /// <summary>What was taken so far, one entry a machine.</summary>
    internal IReadOnlyList<TransitionsTaken> Conclude() => [_status.Conclude(), _byFlags.Conclude(), _byEventIdx.Conclude(), _vhostUser.Conclude()];

    /// <summary>Marks of one machine, by small numbers of states and events.</summary>
    internal sealed class Recorder(IMachine machine, IReadOnlyList<string> places)
    {
        private readonly bool[] _taken = new bool[places.Count * machine.Events.Count * places.Count];

        internal void Take(int before, int e, int after)
        {
            if (e >= 0)
                _taken[Mark(before, e, after)] = true;
        }

        internal TransitionsTaken Conclude()
        {
            var drawn = DrawnTransitions.Of(machine.Name);
            var numbers = Numbers(places);
            var events = Numbers(machine.Events.Select(e => e.Name));
            var open = drawn.Where(edge => !_taken[Mark(numbers[edge.Source], events[edge.Event], numbers[edge.Target])]).ToList();
            return new TransitionsTaken(machine.Name, drawn.Count - open.Count, drawn.Count, [.. open.Select(edge => $"{edge.Source}: {edge.Event} → {edge.Target}")]);
        }

        private static Dictionary<string, int> Numbers(IEnumerable<string> names) =>
            names.Index().ToDictionary(name => name.Item, name => name.Index, StringComparer.Ordinal);

        private int Mark(int before, int e, int after) => (((before * machine.Events.Count) + e) * places.Count) + after;
    }
}

/// <summary>One ring on its way through two machines at once.</summary>
internal sealed class RingWalk
{
    private readonly MachineCoverage.Recorder _split, _ring;
    private readonly SplitRingMachine _splitMachine;
    private readonly VhostUserRingMachine _ringMachine;
    private int _splitPlace, _ringPlace;

    internal RingWalk(MachineCoverage.Recorder split, SplitRingMachine splitMachine, MachineCoverage.Recorder ring, VhostUserRingMachine ringMachine, SplitState state)
    {
        (_split, _splitMachine, _ring, _ringMachine) = (split, splitMachine, ring, ringMachine);
        (_splitPlace, _ringPlace) = (SplitRingMachine.Place(state), VhostUserRingMachine.Place(state));
    }

    /// <summary>
    /// Something happened to the ring. What is no event of its own, as the move of an index before the buffers it is about, leaves the walk where it
    /// was: the event that follows takes it along.
    /// </summary>
    internal void Take(SplitState before, in SplitEvent e, SplitState after)
    {
        if (_splitMachine.EventOf(before, e) is >= 0 and var split)
        {
            var place = SplitRingMachine.Place(after);
            _split.Take(_splitPlace, split, place);
            _splitPlace = place;
        }

        if (_ringMachine.EventOf(before, e) is >= 0 and var ring)
        {
            var place = VhostUserRingMachine.Place(after);
            _ring.Take(_ringPlace, ring, place);
            _ringPlace = place;
        }
    }
}
