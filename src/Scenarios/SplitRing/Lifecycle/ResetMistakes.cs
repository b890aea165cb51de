using Virtspec.Model.SplitRing;

namespace Virtspec.Scenarios.SplitRing.Lifecycle;

/// <summary>What is wrong with a reset.</summary>
internal enum ResetMistake
{
    None,

    /// <summary>The device keeps its count of buffers in hand.</summary>
    KeepsInUse,

    /// <summary>The device keeps its position in the used ring.</summary>
    KeepsUsedPosition,

    /// <summary>The device keeps the used idx that it called for last.</summary>
    KeepsSignalled,

    /// <summary>The device says that it is done, and goes on serving.</summary>
    StaysEnabled,

    /// <summary>The device says that it is done before the buffer in hand is used.</summary>
    DoneEarly,

    /// <summary>The driver does not wait until the reset is done.</summary>
    NotAwaited,

    /// <summary>The driver takes its buffers back and asks for no reset.</summary>
    NotAsked,

    /// <summary>The driver keeps used idx as it read it last.</summary>
    DriverKeepsUsedIdx,
}

/// <summary>Resets that leave something as it was, come too early, or do not come.</summary>
internal static class ResetMistakes
{
    /// <summary>What it does to the accesses of the device after the reset.</summary>
    /// <param name="mistake">Which.</param>
    /// <param name="ring">The virtqueue.</param>
    /// <param name="position">How far the device had come before.</param>
    internal static RingChange DeviceChange(this ResetMistake mistake, SplitLayout ring, ushort position) => mistake switch
    {
        ResetMistake.KeepsUsedPosition => new RingChange { Remembered = address => address == ring.UsedIdx ? position : null },
        ResetMistake.KeepsSignalled => WithSignalled(ring, position),
        _ => new RingChange(),
    };

    /// <summary>What it does to the accesses of the driver after the reset.</summary>
    /// <param name="mistake">Which.</param>
    /// <param name="ring">The virtqueue.</param>
    /// <param name="usedIdx">used idx as the driver knew it before.</param>
    internal static RingChange DriverChange(this ResetMistake mistake, SplitLayout ring, ushort usedIdx)
    {
        if (mistake != ResetMistake.DriverKeepsUsedIdx)
            return new RingChange();
        var looks = 0;
        return new RingChange { Remembered = address => address == ring.UsedIdx && looks++ == 0 ? usedIdx : null };
    }

    /// <summary>A device that finds nothing used since it called last does not call: as if used_event had asked for none.</summary>
    private static RingChange WithSignalled(SplitLayout ring, ushort signalled)
    {
        var usedIdx = 0UL;
        return new RingChange
        {
            Written = (address, value) => address == ring.UsedIdx ? usedIdx = value : value,
            Read = (address, value) => address == ring.UsedEvent && usedIdx == signalled ? usedIdx : value,
        };
    }

    internal static IReadOnlyList<LifecycleMistake<ResetMistake>> All { get; } =
    [
        new(ResetMistake.KeepsInUse, "keeps-in-use", "The device still counts what it had in hand when the queue was reset, and takes no more than the queue has room for.", "inv.split.completes")
        {
            SeenIn = ["QEMU 4b7f91ed02"], Values = [(RingMemory.Size, 1)],
        },
        new(ResetMistake.KeepsUsedPosition, "keeps-used-position", "The device keeps its position in the used ring over a reset.", "core.queue-reset.device.2"),
        new(ResetMistake.KeepsSignalled, "keeps-signalled", "The device keeps over a reset how far it had called: for the buffers up to there it does not call again.", "split.used-notification.device.5")
        {
            SeenIn = ["QEMU 3561ba1418", "DPDK 2f706027c8"],
        },
        new(ResetMistake.StaysEnabled, "stays-enabled", "The reset leaves the queue enabled: the device goes on serving it.", "core.queue-reset.device.1")
        {
            SeenIn = ["QEMU 351da8323a", "OpenVMM e29e332d1", "OpenVMM 97a19bbd1"], Values = [(ResetScenario.Again, 0)],
        },
        new(ResetMistake.DoneEarly, "done-early", "The device says that the reset is done while it has a buffer in hand.", "core.queue-reset.device.1")
        {
            Values = [(ResetScenario.Again, 0)],
        },
        new(ResetMistake.NotAwaited, "not-awaited", "The driver asks for a reset and takes its buffers back at once.", "core.queue-reset.driver.1"),
        new(ResetMistake.NotAsked, "not-asked", "The driver goes and takes its memory back with no reset: the device writes to what is somebody else's.", "core.cleanup.driver.2")
        {
            SeenIn = ["Linux 8bd2fa086a04 (CVE-2025-38064)"], Values = [(ResetScenario.Again, 0)],
        },
        new(ResetMistake.DriverKeepsUsedIdx, "driver-keeps-used-idx", "The driver keeps used idx as it knew it over a reset, and takes a used element from before.", "inv.split.stale-element.driver")
        {
            SeenIn = ["DPDK 3ad55b8e94"],
        },
    ];
}
