using Virtspec.Reference.Device;

namespace Virtspec.Scenarios.Device;

/// <summary>What a mistake does to register accesses of one side. Made anew for each execution, for it may remember.</summary>
internal sealed class RegisterChange
{
    /// <summary>What is written instead; null for nothing at all.</summary>
    internal Func<DeviceRegister, ulong, ulong?> Written { get; init; } = (_, value) => value;

    /// <summary>What a read brings without being made; null where it is made.</summary>
    internal Func<DeviceRegister, ulong?> Remembered { get; init; } = _ => null;

    /// <summary>What is taken for the value read.</summary>
    internal Func<DeviceRegister, ulong, ulong> Read { get; init; } = (_, value) => value;

    /// <summary>The registers, with the change.</summary>
    internal IDeviceRegisters Over(IDeviceRegisters registers) => new Changed(registers, this);

    private sealed class Changed(IDeviceRegisters registers, RegisterChange change) : IDeviceRegisters
    {
        public async ValueTask<ulong> Read(DeviceRegister register) =>
            change.Remembered(register) is { } known ? known : change.Read(register, await registers.Read(register));

        public ValueTask Write(DeviceRegister register, ulong value) =>
            change.Written(register, value) is { } written ? registers.Write(register, written) : default;
    }
}

/// <summary>A mistake that an implementation made, or could make, in the life of a device.</summary>
/// <param name="Name">Name of its scenario, behind <c>device-</c>.</param>
/// <param name="Summary">What is wrong and what comes of it.</param>
/// <param name="Breaks">Id of the statement that it breaks.</param>
internal sealed record DeviceMistake(string Name, string Summary, string Breaks)
{
    /// <summary>Both sides as they are.</summary>
    internal static DeviceMistake None { get; } = new(string.Empty, string.Empty, string.Empty);

    /// <summary>Where implementations made it: project and commit, or another public record.</summary>
    internal IReadOnlyList<string> SeenIn { get; init; } = [];

    /// <summary>What the driver does otherwise.</summary>
    internal Func<RegisterChange> Driver { get; init; } = () => new RegisterChange();

    /// <summary>What the device does otherwise.</summary>
    internal Func<RegisterChange> Device { get; init; } = () => new RegisterChange();

    /// <summary>How the driver initialises the device, given features it can do with and how to set up the queue.</summary>
    internal Func<IDeviceRegisters, ulong, Func<ulong, ValueTask>, ValueTask<ulong?>> Initialize { get; init; } = DeviceDriver.Initialize;

    /// <summary>Whether the driver kicks as soon as it has set up the queue.</summary>
    internal bool KicksEarly { get; init; }

    /// <summary>Whether the driver resets the device before it takes its memory back.</summary>
    internal bool ResetsAtRemoval { get; init; } = true;

    /// <summary>Whether the device works from when the queue is enabled.</summary>
    internal bool WorksEarly { get; init; }

    /// <summary>Whether a reset of the device leaves it a buffer that it had begun with.</summary>
    internal bool KeepsBuffer { get; init; }

    /// <summary>Whether it is about reading the configuration.</summary>
    internal bool OfConfiguration { get; init; }
}
