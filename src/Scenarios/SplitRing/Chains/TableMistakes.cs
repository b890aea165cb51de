namespace Virtspec.Scenarios.SplitRing.Chains;

/// <summary>Drivers that make chains available which are not, or not yet, what the device is to see.</summary>
internal static class TableMistakes
{
    internal static IReadOnlyList<ChainMistake> All { get; } =
    [
        new("head-after-chain", "The driver makes the descriptor behind a chain available in the place of its head.", "inv.split.avail-entry.driver")
        {
            At = [(ChainMemory.Requests, 1), (ChainMemory.Arrangement, 4)],
            DriverAccesses = ring => new RingChange { Written = (address, value) => address - ring.AvailEntry(0) < 2UL * ring.Size ? value + 4 : value },
            SeenIn = ["Hermit b496e9b8"],
        },
        new("head-first", "The driver makes the head of a chain available and writes the rest of the chain then.", "core.cleanup.driver.1")
        {
            At = [(ChainMemory.Requests, 1)],
            HeadFirst = true,
            SeenIn = ["Hermit fdd50275 (packed ring)"],
        },
        new("counts-chains", "The driver looks for room in chains, not in descriptors: it writes over descriptors of a buffer that the device has.", "core.cleanup.driver.1")
        {
            At = [(ChainMemory.Arrangement, 4)],
            WritesBeforeRoom = true,
            SeenIn = ["QEMU 5d410557de", "OpenAMP 2dcdc61"],
        },
        new("tables-unasked", "The driver uses an indirect table although the feature was not negotiated.", "split.indirect.driver.1")
        {
            At = [(ChainMemory.Requests, 1), (ChainMemory.Indirect, 1)],
            TablesUnasked = true,
            SeenIn = ["SPDK c2a53da73c, of a Windows driver"],
        },
        new("full-without-kick", "The driver kicks only while it has descriptors left: with a full ring it waits for a device that knows nothing.", "split.avail-notification.driver.4")
        {
            At = [(ChainMemory.Requests, 1), (SharedRing.EventIndex, 0), (ChainMemory.Arrangement, 4)],
            KicksWithRoomOnly = true,
            SeenIn = ["virtio-win, pull request 923"],
        },
    ];
}
