using Virtspec.Model.Device;

namespace Virtspec.Reference.Device;

/// <summary>What any driver does with its device before and after it uses virtqueues (VIRTIO 1.4, 2.4, 2.5, 3.1.1).</summary>
internal static class DeviceDriver
{
    /// <summary>Initialises a device, from reset to DRIVER_OK.</summary>
    /// <param name="registers">The device.</param>
    /// <param name="supported">Features the driver can do with.</param>
    /// <param name="setUp">Sets up virtqueues, given the negotiated features.</param>
    /// <returns>The negotiated features; null when the device does not go along, and FAILED is set.</returns>
    //= core.init.driver.1
    internal static async ValueTask<ulong?> Initialize(IDeviceRegisters registers, ulong supported, Func<ulong, ValueTask> setUp)
    {
        await Reset(registers);
        //= core.status.driver.1 core.status.driver.2
        var status = DeviceStatus.Acknowledge;
        await registers.Write(DeviceRegister.Status, (ulong)status);
        status |= DeviceStatus.Driver;
        await registers.Write(DeviceRegister.Status, (ulong)status);
        //= core.features.driver.1a
        var accepted = await registers.Read(DeviceRegister.OfferedFeatures) & supported;
        await registers.Write(DeviceRegister.AcceptedFeatures, accepted);
        status |= DeviceStatus.FeaturesOk;
        await registers.Write(DeviceRegister.Status, (ulong)status);
        if (((DeviceStatus)await registers.Read(DeviceRegister.Status) & DeviceStatus.FeaturesOk) == 0)
        {
            //= core.init.driver.4 core.init.driver.5
            await registers.Write(DeviceRegister.Status, (ulong)(status | DeviceStatus.Failed));
            return null;
        }

        await setUp(accepted);
        await registers.Write(DeviceRegister.Status, (ulong)(status | DeviceStatus.DriverOk));
        return accepted;
    }

    /// <summary>Resets a device and waits until it says that it is done.</summary>
    internal static async ValueTask Reset(IDeviceRegisters registers)
    {
        await registers.Write(DeviceRegister.Status, 0);
        //= core.reset.driver.1
        while (await registers.Read(DeviceRegister.Status) != 0)
        {
        }
    }

    /// <summary>Reads the capacity, which is more than one access brings.</summary>
    //= core.config.driver.1a core.config.driver.1b
    internal static async ValueTask<ulong> ReadCapacity(IDeviceRegisters registers)
    {
        for (var before = await registers.Read(DeviceRegister.Generation); ;)
        {
            var low = await registers.Read(DeviceRegister.CapacityLow);
            var high = await registers.Read(DeviceRegister.CapacityHigh);
            var after = await registers.Read(DeviceRegister.Generation);
            if (after == before)
                return low | (high << 32);
            before = after;
        }
    }
}
