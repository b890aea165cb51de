using Virtspec.Model.Device;
using Virtspec.Model.Features;
using Virtspec.Reference.Device;

namespace Virtspec.Scenarios.Device;

/// <summary>What devices should not do with their registers, at a reset, and with buffers before and after their time.</summary>
internal static class DeviceMistakes
{
    internal static IReadOnlyList<DeviceMistake> All { get; } =
    [
        new("works-before-driver-ok", "The device uses buffers as soon as the virtqueue is enabled, whatever its status.", "core.reset.device.2")
        {
            WorksEarly = true, SeenIn = ["Firecracker 2da74a620"],
        },
        new("reset-forgets-buffer", "The device says that its reset is done with a buffer still under way: it writes to memory that is no longer its own.", "core.reset.device.2")
        {
            KeepsBuffer = true,
        },
        new("reset-leaves-queue", "The device does not disable its virtqueue at a reset: the next driver finds it enabled.", "pci.common.device.8")
        {
            Device = QueueStays, SeenIn = ["OpenVMM e29e332d1", "QEMU 351da8323a", "Cloud Hypervisor fe6bcd037"],
        },
        new("no-version-1", "The device does not offer VIRTIO_F_VERSION_1.", "core.reserved-features.device.1")
        {
            Device = () => new RegisterChange { Read = (register, value) => register == DeviceRegister.OfferedFeatures ? value & ~Feature.Bit(Feature.Version1) : value },
        },
        new("refuses-second-driver", "The device goes along with features once: a driver that comes back is refused.", "core.features.device.2a")
        {
            Device = RefusesAgain, SeenIn = ["OpenVMM 97a19bbd1"],
        },
        new("generation-stays", "The device changes its configuration and not its generation.", "pci.common.device.6")
        {
            OfConfiguration = true,
            Device = () => new RegisterChange { Read = (register, value) => register == DeviceRegister.Generation ? 0 : value },
        },
        new("generation-comes-round", "The generation has so few values that it comes round between two looks at it.", "pci.common.device.6")
        {
            OfConfiguration = true,
            Device = () => new RegisterChange { Read = (register, value) => register == DeviceRegister.Generation ? value % 2 : value },
            SeenIn = ["Cloud Hypervisor 90b948174"],
        },
    ];

    private static RegisterChange QueueStays()
    {
        var enabled = 0UL;
        return new RegisterChange
        {
            Written = (register, value) => register == DeviceRegister.QueueEnable ? enabled = value : value,
            Read = (register, value) => register == DeviceRegister.QueueEnable ? enabled : value,
        };
    }

    private static RegisterChange RefusesAgain()
    {
        var times = 0;
        return new RegisterChange
        {
            Written = (register, value) =>
                register == DeviceRegister.Status && (value & (ulong)(DeviceStatus.FeaturesOk | DeviceStatus.DriverOk)) == (ulong)DeviceStatus.FeaturesOk && ++times > 1
                    ? value & ~(ulong)DeviceStatus.FeaturesOk : value,
        };
    }
}
