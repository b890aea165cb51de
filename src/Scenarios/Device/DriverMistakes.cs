using Virtspec.Model.Device;
using Virtspec.Model.Features;
using Virtspec.Reference.Device;

namespace Virtspec.Scenarios.Device;

/// <summary>Initialisation, removal and the reading of the configuration as drivers should not do them.</summary>
internal static class DriverMistakes
{
    internal static IReadOnlyList<DeviceMistake> All { get; } =
    [
        new("no-reset", "The driver does not reset the device before it initialises it: what somebody else left is still there.", "core.init.driver.1")
        {
            Driver = () => Status(written: value => value == 0 ? null : value, skipped: 0), SeenIn = ["DPDK c12a26ee20", "DPDK 721dbeb329"],
        },
        new("no-wait-for-reset", "The driver goes on before the device says that its reset is done.", "core.reset.driver.1")
        {
            Driver = () => Status(written: value => value, skipped: 0),
        },
        new("no-look-at-features-ok", "The driver does not look whether the device goes along with its features.", "core.init.driver.1")
        {
            Driver = () => Status(written: value => value, skipped: (ulong)DeviceStatus.FeaturesOk), SeenIn = ["SPDK 9728d6b054"],
        },
        new("no-features-ok", "The driver leaves FEATURES_OK out, as one did before there was such a thing.", "core.status.driver.1")
        {
            Driver = () => new RegisterChange
            {
                Written = (register, value) => register == DeviceRegister.Status ? value & ~(ulong)DeviceStatus.FeaturesOk : value,
                Read = (register, value) => register == DeviceRegister.Status && value != 0 ? value | (ulong)DeviceStatus.FeaturesOk : value,
            },
            SeenIn = ["libvmm #71"],
        },
        new("status-bits-lost", "The driver writes the bit that is new and not those before it.", "core.status.driver.2")
        {
            Driver = () => Status(written: value => value == 0 ? 0 : 1UL << System.Numerics.BitOperations.Log2(value), skipped: null),
        },
        new("features-not-masked", "The driver accepts all it can do with, whether it is offered or not.", "core.features.driver.1a")
        {
            Driver = () => new RegisterChange { Written = (register, value) => register == DeviceRegister.AcceptedFeatures ? LifeDriver.Supported : value },
        },
        new("version-1-not-accepted", "The driver accepts what it knows of, and does not know of VIRTIO_F_VERSION_1.", "core.reserved-features.driver.1")
        {
            Driver = () => new RegisterChange { Written = (register, value) => register == DeviceRegister.AcceptedFeatures ? value & ~Feature.Bit(Feature.Version1) : value },
            SeenIn = ["rcore virtio-drivers PR #196"],
        },
        new("queue-before-features-ok", "The driver sets up the virtqueue first and settles the features then.", "core.init.driver.1")
        {
            Initialize = QueueFirst, SeenIn = ["SeaBIOS (QEMU b7c61789e6 puts up with it)", "Asterinas c3864a759"],
        },
        new("kick-before-driver-ok", "The driver kicks as soon as the virtqueue is there.", "core.init.driver.6") { KicksEarly = true },
        new("removal-without-reset", "The driver is removed and leaves the device running: it goes on to write to memory that is no longer its own.", "core.cleanup.driver.2")
        {
            ResetsAtRemoval = false, SeenIn = ["Linux 8bd2fa086a04 (CVE-2025-38064)"],
        },
        new("generation-unread", "The driver reads both words and no generation.", "core.config.driver.1b")
        {
            OfConfiguration = true,
            Driver = () => new RegisterChange { Remembered = register => register == DeviceRegister.Generation ? 0 : null },
        },
        new("generation-read-once", "The driver reads the generation before the words and not after them.", "core.config.driver.1b")
        {
            OfConfiguration = true, Driver = ReadOnce,
        },
        new("generation-moved-and-kept", "The driver sees that the generation moved, and keeps what it read.", "core.config.driver.1a")
        {
            OfConfiguration = true, Driver = FirstOneCounts,
        },
    ];

    /// <summary>Writes to status changed, and, after one with some bit (of zero: of none), the look at it skipped.</summary>
    private static RegisterChange Status(Func<ulong, ulong?> written, ulong? skipped)
    {
        ulong? last = null;
        return new RegisterChange
        {
            Written = (register, value) =>
            {
                if (register != DeviceRegister.Status)
                    return value;
                last = value;
                return written(value);
            },
            Remembered = register => register == DeviceRegister.Status && last is { } value && skipped is { } bit && (bit == 0 ? value == 0 : (value & bit) != 0) ? value : null,
        };
    }

    private static async ValueTask<ulong?> QueueFirst(IDeviceRegisters registers, ulong supported, Func<ulong, ValueTask> setUp)
    {
        await DeviceDriver.Reset(registers);
        await registers.Write(DeviceRegister.Status, (ulong)(DeviceStatus.Acknowledge | DeviceStatus.Driver));
        var accepted = await registers.Read(DeviceRegister.OfferedFeatures) & supported;
        await setUp(accepted);
        await registers.Write(DeviceRegister.AcceptedFeatures, accepted);
        const DeviceStatus Settled = DeviceStatus.Acknowledge | DeviceStatus.Driver | DeviceStatus.FeaturesOk;
        await registers.Write(DeviceRegister.Status, (ulong)Settled);
        await registers.Read(DeviceRegister.Status);
        await registers.Write(DeviceRegister.Status, (ulong)(Settled | DeviceStatus.DriverOk));
        return accepted;
    }

    private static RegisterChange ReadOnce()
    {
        ulong? first = null;
        return new RegisterChange
        {
            Remembered = register => register == DeviceRegister.Generation ? first : null,
            Read = (register, value) => register == DeviceRegister.Generation ? (first = value).Value : value,
        };
    }

    private static RegisterChange FirstOneCounts()
    {
        ulong? first = null;
        return new RegisterChange { Read = (register, value) => register == DeviceRegister.Generation ? first ??= value : value };
    }
}
