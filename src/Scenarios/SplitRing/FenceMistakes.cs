using Virtspec.Port;
using static Virtspec.Scenarios.SplitRing.RingMistake;

namespace Virtspec.Scenarios.SplitRing;

/// <summary>Fences and second looks that are missing, or too weak.</summary>
internal static class FenceMistakes
{
    internal static IReadOnlyList<RingMistake> All { get; } =
    [
        new("no-recheck-device", "The device goes to sleep without looking again after it asked for kicks: a kick is lost.", "inv.split.look-again-avail")
        {
            DeviceLooksAgain = false, SeenIn = ["Linux vhost-net 8c2e6b26ffe2, reverted by 4174152771bf", "hvisor-tool issue 101", "still in ACRN d61d98cf", "still in crosvm f1e797a6", "still in hvisor-tool c724e91"],
        },
        new("no-recheck-driver", "The driver goes to sleep without looking again after it asked for calls: a call is lost.", "inv.split.look-again-used.driver")
        {
            DriverLooksAgain = false, SeenIn = ["still in NuttX 4ebc8a72", "still in Haiku 47136e71"],
        },
        new("no-publish-fence", "No release before avail idx: the device takes what is not yet written. Needs stores that pass stores.", "split.update-idx.driver.1")
        {
            Driver = Without(FenceSite.Publish), SeenIn = ["still in Haiku 47136e71"],
        },
        new("no-kick-fence", "No full fence between avail idx and the look whether a kick is wanted: a kick is lost. Shows under TSO.", "split.notify.driver.1")
        {
            Driver = Without(FenceSite.Kick), SeenIn = ["DPDK d21d05c7a9", "SPDK face9eb258", "Unikraft 80859dbd", "Hermit pull request 2669", "still in SerenityOS 5f37b607", "still in DPDK 38f72e50"],
        },
        new("weak-kick-fence", "A release where a full fence is needed, before the look whether a kick is wanted: a kick is lost. Shows under TSO.", "split.notify.driver.1")
        {
            Driver = InPlaceOf(FenceSite.Kick, FenceKind.Release), SeenIn = ["crosvm b9917a22a", "still in rCore virtio-drivers 9742c447"],
        },
        new("no-reclaim-fence", "No acquire after used idx: the driver takes an old used element. Needs loads that pass loads.", "inv.split.reclaim-order.driver")
        {
            Driver = Without(FenceSite.Reclaim), SeenIn = ["DPDK 23d25f1a40", "still in Asterinas 60494858", "still in Hermit b0678ba0", "still in Zephyr 1160ae96", "still in iPXE 0ab2277c", "still in Haiku 47136e71"],
        },
        new("no-enable-calls-fence", "No full fence between asking for a call and the last look: a call is lost. Shows under TSO.", "inv.split.look-again-used.driver")
        {
            Driver = Without(FenceSite.EnableCalls), SeenIn = ["DPDK 8f66bc4ac3"],
        },
        new("no-take-fence", "No acquire after avail idx: the device takes an old entry or descriptor. Needs loads that pass loads.", "inv.split.take-order")
        {
            Device = Without(FenceSite.Take), SeenIn = ["Linux 22e1992cf7b0", "crosvm 1fe0c4481", "Firecracker 1782e9ce2", "DPDK d4ff2135eb", "still in OpenAMP 23d4c5d7"],
        },
        new("no-complete-fence", "No release before used idx: the driver takes what is not yet written. Needs stores that pass stores.", "inv.split.complete-order")
        {
            Device = Without(FenceSite.Complete), SeenIn = ["still in hvisor-tool c724e91"],
        },
        new("no-call-fence", "No full fence between used idx and the look whether a call is wanted: a call is lost. Shows under TSO.", "inv.split.call-order")
        {
            Device = Without(FenceSite.Call), SeenIn = ["SPDK df8d361f6c", "Cloud Hypervisor e0bdfe826", "DPDK 159793ac86", "ACRN pull request 2733", "still in HyperKit 3cb0d547", "still in xhyve dfbe09b", "still in hvisor-tool c724e91"],
        },
        new("weak-call-fence", "A release where a full fence is needed, before the look whether a call is wanted: a call is lost. Shows under TSO.", "inv.split.call-order")
        {
            Device = InPlaceOf(FenceSite.Call, FenceKind.Release), SeenIn = ["Cloud Hypervisor 632921974"],
        },
        new("no-enable-kicks-fence", "No full fence between asking for a kick and the last look: a kick is lost. Shows under TSO.", "inv.split.look-again-avail")
        {
            Device = Without(FenceSite.EnableKicks),
        },
        new("weak-enable-kicks-fence", "An acquire where a full fence is needed, between asking for a kick and the last look: a kick is lost. Shows under TSO.", "inv.split.look-again-avail")
        {
            Device = InPlaceOf(FenceSite.EnableKicks, FenceKind.Acquire), SeenIn = ["Cloud Hypervisor 72b736153"],
        },
        new("no-fences-driver", "None of the driver's fences is there, as where the macros for them come to nothing.", "split.update-idx.driver.1")
        {
            Driver = _ => new RingChange { Fence = (_, _) => null }, SeenIn = ["virtio-win 948d348e", "still in U-Boot 6073c36b"],
        },
        new("used-idx-in-register", "The last look at used idx is not made, for its value is still in a register: a call is lost.", "inv.split.look-again-used.driver")
        {
            Driver = ring =>
            {
                var (held, asked) = (0UL, false);
                return new RingChange
                {
                    Written = (address, value) =>
                    {
                        asked = address == ring.UsedEvent || address == ring.AvailFlags;
                        return value;
                    },
                    Remembered = address => asked && address == ring.UsedIdx ? held : null,
                    Read = (address, value) => address == ring.UsedIdx ? Keep(value) : value,
                };

                ulong Keep(ulong value)
                {
                    (held, asked) = (value, false);
                    return value;
                }
            },
            SeenIn = ["QEMU c381abc37f"],
        },
    ];
}
