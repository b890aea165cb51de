using Virtspec.Port;
using Virtspec.Reference.Port;
using Virtspec.Transports.Posix;

namespace Virtspec.Transports.VhostUser;

/// <summary>
/// Doorbells of a live peer, for either side: a device waits for kicks and signals calls, a driver the other way round. What is waited
/// for is an eventfd; what is signalled may travel otherwise.
/// </summary>
/// <param name="waitLimit">How long one wait lasts at most; null without limit.</param>
/// <param name="stop">Ends every wait once it is signalled, and is not read; not owned.</param>
internal sealed class EventFdDoorbells(TimeSpan? waitLimit, EventFd? stop) : Doorbells
{
    private static readonly TimeSpan _pollInterval = TimeSpan.FromMilliseconds(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<Doorbell, ISignal> _attached = [];

    /// <summary>Sets, replaces or removes what carries a doorbell.</summary>
    /// <param name="doorbell">Which one.</param>
    /// <param name="carrier">
    /// Null for none: signals vanish, and waits look again every millisecond, as a side that polls does. Not owned; the one it
    /// replaces is not used by signals any more once this returns, but a wait under way goes on with it.
    /// </param>
    internal void Attach(Doorbell doorbell, ISignal? carrier)
    {
        lock (_lock)
        {
            if (carrier is null)
                _attached.Remove(doorbell);
            else
                _attached[doorbell] = carrier;
        }
    }

    internal override void Signal(Doorbell doorbell)
    {
        // Under the lock, so that the owner of a replaced eventfd may close it when Attach has returned.
        lock (_lock)
        {
            if (_attached.TryGetValue(doorbell, out var carrier))
                carrier.Signal();
        }
    }

    /// <summary>Waits for a doorbell and takes its signals.</summary>
    /// <returns>Whether it was rung, or (without an eventfd) may have been; false when the limit passed or the stop was signalled.</returns>
    internal override bool Wait(Doorbell doorbell)
    {
        EventFd? descriptor;
        lock (_lock)
            descriptor = _attached.GetValueOrDefault(doorbell) as EventFd;
        if (descriptor is null)
            return Readiness.Wait(null, 0, stop?.Descriptor, Deadline.After(_pollInterval)) != WaitResult.Stopped;
        if (descriptor.Wait(waitLimit, stop) != WaitResult.Ready)
            return false;
        descriptor.TryTake(out _);
        return true;
    }
}
