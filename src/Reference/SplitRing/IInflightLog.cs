namespace Virtspec.Reference.SplitRing;

/// <summary>
/// Notes which buffers a device has taken and not used yet, where it outlives the device. The calls come in the order in which a buffer goes
/// through them, and the device may die between any two accesses.
/// </summary>
public interface IInflightLog
{
    /// <summary>A buffer was taken from the available ring.</summary>
    /// <param name="head">Its head, less than the queue size.</param>
    void Taken(ushort head);

    /// <summary>A buffer is about to become used: used idx moves over it next.</summary>
    /// <param name="head">As it was taken.</param>
    void Completing(ushort head);

    /// <summary>The buffer is used.</summary>
    /// <param name="usedIdx">used idx as it is in memory now.</param>
    void Completed(ushort usedIdx);
}
