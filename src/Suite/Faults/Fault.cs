using Virtspec.Reference.Blk;
using Virtspec.Transports.VhostUser;
using Virtspec.Transports.VhostUser.Devices;

namespace Virtspec.Suite.Faults;

/// <summary>
/// A fault to plant into the embedded back-end, so that tests can see that the judge finds it and names the right requirement. It is planted round
/// the back-end's parts: round what it keeps its data in, the port of each queue, the device as a session sees it, the messages of a session.
/// </summary>
/// <param name="Name">Name for the switch.</param>
/// <param name="Breaks">Id of the requirement that it breaks.</param>
/// <param name="Wrong">What the back-end does wrong, in a sentence without a subject.</param>
internal sealed record Fault(string Name, string Breaks, string Wrong)
{
    /// <summary>Every fault there is.</summary>
    internal static IReadOnlyList<Fault> All => FaultFamily.All.SelectMany(family => family.Faults).ToList();

    /// <summary>Other requirements that are broken with it; none besides these may be named.</summary>
    internal IReadOnlyList<Consequence> Consequences => Faults.Consequences.Of(this);

    /// <summary>Stands between a queue and its memory, made anew whenever a queue starts.</summary>
    internal Func<PortFault>? Port { get; init; }

    /// <summary>Stands in front of the sectors.</summary>
    internal Func<IBlkStorage, IBlkStorage>? Storage { get; init; }

    /// <summary>Stands in front of the device, over all its sessions.</summary>
    internal Func<IBackEndDevice, IBackEndDevice>? Device { get; init; }

    /// <summary>All of the device, for what is wrong in more than one place.</summary>
    internal Func<IBlkStorage, IBackEndDevice>? Whole { get; init; }

    /// <summary>Stands between the front-end and the session, made anew for each.</summary>
    internal Func<MessageFault>? Messages { get; init; }

    /// <summary>Whether the back-end may end by it or never stop, so that it needs a process of its own.</summary>
    internal bool NeedsProcess { get; init; }

    /// <summary>The fault of a name.</summary>
    /// <exception cref="KeyNotFoundException">There is none; the message lists them.</exception>
    internal static Fault Named(string name) =>
        All.FirstOrDefault(fault => fault.Name == name)
        ?? throw new KeyNotFoundException($"no fault '{name}'; there are: {string.Join(", ", All.Select(fault => fault.Name))}");

    /// <summary>Makes the faulty device on a storage.</summary>
    internal IBackEndDevice Build(IBlkStorage storage)
    {
        if (Whole is not null)
            return Whole(storage);
        var device = new BlkBackEndDevice(Storage?.Invoke(storage) ?? storage, readOnly: false, Port is { } port ? new FaultyPortSource(port) : null);
        return Device?.Invoke(device) ?? device;
    }
}
