using Virtspec.Reference.SplitRing;

namespace Virtspec.Scenarios.SplitRing.Lifecycle;

/// <summary>
/// What a device has taken and not used, kept where it outlives the device. Two agents know it, and not at the same time: the second looks after
/// the first has said that it is gone.
/// </summary>
/// <param name="mortality">When the device that keeps it dies: between any two of its entries too.</param>
/// <param name="usedIdx">used idx before any device.</param>
internal sealed class InflightNotes(Mortality mortality, ushort usedIdx) : IInflightLog
{
    private readonly List<ushort> _taken = [];
    private ushort _completing;
    private ushort _usedIdx = usedIdx;

    /// <summary>used idx as it was noted last.</summary>
    internal ushort UsedIdx => _usedIdx;

    /// <summary>Heads that were taken and not used, in the order in which they were taken.</summary>
    /// <param name="usedIdx">used idx as it is in memory now.</param>
    internal IReadOnlyList<ushort> Recover(ushort usedIdx)
    {
        // The last one may be used although it does not say so yet.
        if (usedIdx != _usedIdx)
            _taken.Remove(_completing);
        _usedIdx = usedIdx;
        return [.. _taken];
    }

    public void Taken(ushort head)
    {
        mortality.Step();
        _taken.Add(head);
    }

    public void Completing(ushort head)
    {
        mortality.Step();
        _completing = head;
    }

    public void Completed(ushort usedIdx)
    {
        mortality.Step();
        _taken.Remove(_completing);
        _usedIdx = usedIdx;
    }
}
