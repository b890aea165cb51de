using Virtspec.Port;

namespace Virtspec.Reference.SplitRing;

/// <summary>The doorbells of virtqueues: two to each, so that even numbers are kicks.</summary>
public static class RingDoorbell
{
    /// <summary>Driver to device: the available buffer notification.</summary>
    /// <param name="queue">Index of the virtqueue.</param>
    public static Doorbell Kick(ushort queue) => new((uint)queue << 1);

    /// <summary>Device to driver: the used buffer notification.</summary>
    /// <param name="queue">Index of the virtqueue.</param>
    public static Doorbell Call(ushort queue) => new(((uint)queue << 1) | 1);

    /// <summary>Whether a virtqueue's doorbell wakes the device.</summary>
    /// <param name="doorbell">One of a virtqueue.</param>
    public static bool IsKick(this Doorbell doorbell) => (doorbell.Number & 1) == 0;
}
