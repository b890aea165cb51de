using Virtspec.Model.Features;
using Virtspec.Model.SplitRing;

namespace Virtspec.Scenarios.SplitRing;

/// <summary>Wishes for notifications that are not told, not heard, or told in the wrong place; entries taken for others.</summary>
internal static class NotificationMistakes
{
    internal static IReadOnlyList<RingMistake> All { get; } =
    [
        new("avail-event-never", "The device never moves avail_event: it is kicked for the first buffer and for no other.", "inv.split.completes")
        {
            EventIndex = true,
            Device = ring => new RingChange { Written = (address, value) => address == ring.AvailEvent ? null : value },
            SeenIn = ["Firecracker 1f87dbb6e"],
        },
        new("avail-event-behind", "The device asks for a kick at the buffer before the next one: a kick is lost.", "inv.split.completes")
        {
            EventIndex = true,
            Device = ring => new RingChange { Written = (address, value) => address == ring.AvailEvent ? (ushort)(value - 1) : value },
            SeenIn = ["QEMU a3614c65cf"],
        },
        new("kicks-stay-off", "The device turns kicks off and not on again.", "inv.split.completes")
        {
            EventIndex = false,
            Device = ring => new RingChange { Written = (address, value) => address == ring.UsedFlags && value == 0 ? null : value },
            SeenIn = ["QEMU 5bdbaebcce"],
        },
        new("event-index-unknown-to-queue", "The event index is negotiated, and the queue of the device was not told.", "split.avail-notification.device.3")
        {
            EventIndex = true,
            DeviceFeatures = features => features & ~Feature.Bit(Feature.EventIdx),
            SeenIn = ["Cloud Hypervisor 223d0cf78", "rust-vmm/vhost 043d0d8"],
        },
        new("call-flag-or", "The device tests the flag against calls with OR in the place of AND: it never calls.", "split.used-notification.device.3")
        {
            EventIndex = false,
            Device = ring => new RingChange { Read = (address, value) => address == ring.AvailFlags ? value | 1 : value },
            SeenIn = ["Unikraft bef00e36"],
        },
        new("own-field-for-advice", "The driver looks whether a kick is wanted in the field where it asks for calls.", "split.avail-notification.driver.6")
        {
            EventIndex = true,
            Driver = ring => new RingChange { Where = address => address == ring.UsedFlags ? ring.AvailFlags : address == ring.AvailEvent ? ring.UsedEvent : address },
            SeenIn = ["OpenAMP aa9a48d"],
        },
        new("event-index-not-negotiated", "The driver uses the event index although it was not negotiated: it looks for its advice where no device writes any.", "split.avail-notification.driver.4")
        {
            EventIndex = false,
            DriverFeatures = features => features | Feature.Bit(Feature.EventIdx),
            SeenIn = ["virtio-win ce2c35fe"],
        },
        new("kick-for-last-only", "The driver tests whether a kick is wanted for the last buffer of a batch alone: a kick is lost.", "split.avail-notification.driver.6")
        {
            EventIndex = true,
            DriverBatch = 2,
            Driver = Wanting((published, avail) => avail == (ushort)(published - 1)),
            SeenIn = ["still in Unikraft eaf6fda1"],
        },
        new("event-test-unwrapped", "The driver compares avail idx with avail_event as numbers that do not wrap: a kick is lost.", "split.avail-notification.driver.6")
        {
            EventIndex = true,
            DriverBatch = 2,
            Start = ushort.MaxValue - 1,
            Driver = Wanting((published, avail) => published >= (ushort)(avail + 1)),
            SeenIn = ["still in rCore virtio-drivers 9742c447"],
        },
        new("full-ring-empty", "The device takes an available ring that is full for an empty one.", "inv.split.look-again-avail")
        {
            Device = ring => new RingChange { Read = Taking(ring, (idx, next) => (ushort)(idx - next) == ring.Size ? next : idx) },
            SeenIn = ["SPDK 808a2b05c2"],
        },
        new("used-id-off-by-one", "The device gives the buffer before back in the place of the one that it filled.", "split.used.device.2")
        {
            Device = ring => new RingChange { Written = (address, value) => address - ring.UsedElement(0) < 8UL * ring.Size ? value ^ 1 : value },
            SeenIn = ["Hermit 74bf18da"],
        },
    ];

    /// <summary>Has the driver decide otherwise whether a kick is wanted, by avail idx as it wrote it and avail_event as it reads it.</summary>
    private static Func<SplitLayout, RingChange> Wanting(Func<ushort, ushort, bool> isWanted) => ring =>
    {
        ushort published = 0;
        return new RingChange
        {
            Written = (address, value) =>
            {
                if (address == ring.AvailIdx)
                    published = (ushort)value;
                return value;
            },

            // The position just published is passed, the next one is not.
            Read = (address, value) => address != ring.AvailEvent ? value : isWanted(published, (ushort)value) ? (ushort)(published - 1) : published,
        };
    };

    /// <summary>Changes avail idx as the device reads it, by how far the device has come; it has come one further with each entry it reads.</summary>
    private static Func<ulong, ulong, ulong> Taking(SplitLayout ring, Func<ushort, ushort, ushort> change)
    {
        ushort? next = null;
        return (address, value) =>
        {
            if (address == ring.UsedIdx)
                next ??= (ushort)value;
            if (address - ring.AvailEntry(0) < 2UL * ring.Size)
                next++;
            return address == ring.AvailIdx && next is { } position ? change((ushort)value, position) : value;
        };
    }
}
