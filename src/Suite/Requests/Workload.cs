using Virtspec.Suite.Peer;

namespace Virtspec.Suite.Requests;

/// <summary>Requests of one device type, for cases that are about rings and not about the device behind them.</summary>
internal abstract class Workload
{
    /// <summary>Requests to make, one after the other, before any others once the device runs.</summary>
    internal virtual IEnumerable<RequestSpec> Opening() => [];

    /// <summary>A small request that a device in good order serves at any time, and whose answer is judged.</summary>
    internal abstract RequestSpec Probe();

    /// <summary>A request that leaves a trace where the device can be made to keep one.</summary>
    internal abstract RequestSpec Transfer(Chooser chooser);

    /// <summary>A request that leaves a trace, and one that looks for it; where a device keeps nothing, two that are served.</summary>
    internal abstract (RequestSpec Mark, RequestSpec Look) Trace(Chooser chooser);

    /// <summary>A request of any kind.</summary>
    internal abstract RequestSpec Any(Chooser chooser);

    /// <summary>A request that takes the device longer than others.</summary>
    internal abstract RequestSpec Long(Chooser chooser);

    /// <summary>Requests that differ in what is read and written, to be cut into descriptors in every way.</summary>
    internal abstract IEnumerable<RequestSpec> Various(Chooser chooser);

    /// <summary>A request of two descriptors; null when the device has none.</summary>
    internal abstract RequestSpec? Tiny();

    /// <summary>Requests for the device of a session.</summary>
    internal static Workload For(JudgedSession session) => session.Device.Work(session);
}
