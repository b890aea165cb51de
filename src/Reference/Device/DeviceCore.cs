using Virtspec.Model.Device;
using Virtspec.Model.Features;

namespace Virtspec.Reference.Device;

/// <summary>
/// What a device keeps behind its registers (VIRTIO 1.4, 2.1 to 2.5). It answers at once, but for a reset, which is done when its owner says so.
/// </summary>
/// <param name="offered">Features it offers.</param>
internal sealed class DeviceCore(ulong offered)
{
    private DeviceStatus _status;
    private ulong _accepted;
    private ulong _capacity = 1;
    private uint _generation;

    /// <summary>Where the virtqueue lies.</summary>
    internal ulong QueueAddress { get; private set; }

    /// <summary>Whether the virtqueue is enabled.</summary>
    internal bool QueueEnabled { get; private set; }

    /// <summary>Whether a reset was asked for and is not done.</summary>
    internal bool Resetting { get; private set; }

    /// <summary>Whether it may use buffers.</summary>
    //= core.status.device.1 core.reset.device.2
    internal bool Live => (_status & DeviceStatus.DriverOk) != 0 && QueueEnabled && !Resetting;

    internal ulong Read(DeviceRegister register) => register switch
    {
        DeviceRegister.Status => (ulong)_status,
        DeviceRegister.OfferedFeatures => offered,
        DeviceRegister.AcceptedFeatures => _accepted,
        DeviceRegister.QueueAddress => QueueAddress,
        DeviceRegister.QueueEnable => QueueEnabled ? 1UL : 0,
        DeviceRegister.Generation => _generation,
        DeviceRegister.CapacityLow => (uint)_capacity,
        DeviceRegister.CapacityHigh => _capacity >> 32,
        _ => throw new ArgumentOutOfRangeException(nameof(register), register, "no such register"),
    };

    internal void Write(DeviceRegister register, ulong value)
    {
        switch (register)
        {
            case DeviceRegister.Status when value == 0:
                Resetting = true;
                break;
            case DeviceRegister.Status when !Resetting:
                _status = Answer((DeviceStatus)value);
                break;
            case DeviceRegister.AcceptedFeatures when (_status & DeviceStatus.FeaturesOk) == 0:
                _accepted = value;
                break;
            case DeviceRegister.QueueAddress when !QueueEnabled:
                QueueAddress = value;
                break;
            case DeviceRegister.QueueEnable when value == 1:
                QueueEnabled = true;
                break;
        }
    }

    /// <summary>Ends a reset: nothing is left of what the driver set up.</summary>
    //= core.reset.device.1
    internal void CompleteReset() => (_status, _accepted, QueueAddress, QueueEnabled, Resetting) = (DeviceStatus.None, 0, 0, false, false);

    /// <summary>Changes the configuration, all of it at once.</summary>
    //= pci.common.device.6
    internal void ChangeCapacity(ulong capacity) => (_capacity, _generation) = (capacity, _generation + 1);

    //= core.features.device.2a core.features.device.2b core.features.device.4
    private DeviceStatus Answer(DeviceStatus asked)
    {
        var settles = (asked & ~_status & DeviceStatus.FeaturesOk) != 0;
        return settles && !FeatureSet.IsValidSubset(_accepted, offered) ? asked & ~DeviceStatus.FeaturesOk : asked;
    }
}
