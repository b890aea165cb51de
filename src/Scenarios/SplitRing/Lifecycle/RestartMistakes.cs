using Virtspec.Port;

namespace Virtspec.Scenarios.SplitRing.Lifecycle;

/// <summary>What is wrong with a restart.</summary>
internal enum RestartMistake
{
    None,

    /// <summary>The front-end sets the avail idx that it sees as the base.</summary>
    BaseFromAvailIdx,

    /// <summary>The first device clears its state before it is asked for its base.</summary>
    BaseCleared,

    /// <summary>The first device gives its base before the buffer in hand is used.</summary>
    GivesBaseEarly,

    /// <summary>The first device drops a buffer.</summary>
    DropsBuffer,

    /// <summary>The next device does not look before it sleeps.</summary>
    SleepsFirst,

    /// <summary>The next device listens at another doorbell.</summary>
    ListensElsewhere,

    /// <summary>The next device calls by another doorbell.</summary>
    CallsElsewhere,

    /// <summary>The first device leaves kicks turned off, and the next one writes no flags.</summary>
    LeavesFlags,

    /// <summary>The next device is not told of the event index.</summary>
    ForgetsEventIndex,
}

/// <summary>Rings that lose something between one device and the next.</summary>
internal static class RestartMistakes
{
    /// <summary>What it does to the accesses of the next device.</summary>
    /// <param name="mistake">Which.</param>
    /// <param name="memory">What is shared.</param>
    /// <param name="elsewhere">A doorbell that nobody else knows.</param>
    internal static RingChange Change(this RestartMistake mistake, RingMemory memory, Doorbell elsewhere) => mistake switch
    {
        RestartMistake.ListensElsewhere => new RingChange { Doorbell = doorbell => doorbell == memory.Kick ? elsewhere : doorbell },
        RestartMistake.CallsElsewhere => new RingChange { Doorbell = doorbell => doorbell == memory.Call ? elsewhere : doorbell },
        RestartMistake.LeavesFlags => new RingChange { Written = (address, value) => address == memory.Layout.UsedFlags ? null : value },
        _ => new RingChange(),
    };

    internal static IReadOnlyList<LifecycleMistake<RestartMistake>> All { get; } =
    [
        new(RestartMistake.BaseFromAvailIdx, "base-from-avail-idx", "The ring starts again at avail idx: what was available and not taken is left out.", "inv.queue.base.driver")
        {
            SeenIn = ["Cloud Hypervisor aef0a43b5"],
        },
        new(RestartMistake.BaseCleared, "base-cleared", "The device forgets its position before it is asked for it, and gives base 0.", "vhost-user.vring.2")
        {
            SeenIn = ["rust-vmm/vhost 1d2368e"], Values = [(RingMemory.Start, 8)],
        },
        new(RestartMistake.GivesBaseEarly, "base-before-used", "The device gives its base, and then uses the buffer that it has in hand.", "inv.queue.stop-drains"),
        new(RestartMistake.DropsBuffer, "drops-buffer", "The device takes a buffer, fails to serve it, and never uses it.", "inv.queue.stop-drains")
        {
            SeenIn = ["QEMU abe300d9d8", "QEMU 8d1b247f37"],
        },
        new(RestartMistake.SleepsFirst, "sleeps-first", "The next device waits for a kick before it looks; the kick was heard before it started.", "inv.split.completes")
        {
            SeenIn = ["Firecracker 70157ae13", "crosvm 9d7cd0454", "rust-vmm/vhost 8c00b88"],
        },
        new(RestartMistake.ListensElsewhere, "kicks-elsewhere", "The doorbell is not connected to the next device: it hears no kick.", "inv.split.completes")
        {
            SeenIn = ["OpenVMM 3f41921a0", "OpenVMM d31d6641d"],
        },
        new(RestartMistake.CallsElsewhere, "calls-elsewhere", "The next device calls where nobody listens any more.", "split.used-notification.device.5")
        {
            SeenIn = ["QEMU 9ed62809b6", "Cloud Hypervisor e4f074452"],
        },
        new(RestartMistake.LeavesFlags, "kicks-left-off", "A device turns kicks off to empty the ring before it stops, and the next one never turns them on.", "inv.split.completes")
        {
            SeenIn = ["QEMU 5bdbaebcce"], Values = [(RingMemory.EventIndex, 0)],
        },
        new(RestartMistake.ForgetsEventIndex, "event-index-forgotten", "The event index is negotiated, and the device after the restart was not told.", "split.avail-notification.device.3")
        {
            SeenIn = ["rust-vmm/vhost 043d0d8"],
        },
    ];
}
