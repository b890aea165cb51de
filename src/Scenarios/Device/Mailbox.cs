using Virtspec.Exploration;
using Virtspec.Port;
using Virtspec.Reference.Device;

namespace Virtspec.Scenarios.Device;

/// <summary>
/// Registers of a device that answers when it comes to it: a request and its answer are words in memory, each with a doorbell.
/// </summary>
internal sealed class Mailbox
{
    /// <summary>In every request, so that none is zero.</summary>
    private const ulong Present = 1UL << 63;
    private const ulong Writes = 1UL << 62;
    private const int RegisterShift = 56;
    private const ulong ValueMask = (1UL << RegisterShift) - 1;

    private readonly ulong _request;
    private readonly ulong _answer;
    private readonly Doorbell _answered;

    internal Mailbox(IStage stage)
    {
        _request = stage.Memory("request", 8);
        _answer = stage.Memory("answer", 8);
        Bell = stage.Doorbell("device's bell");
        _answered = stage.Doorbell("answered");
    }

    /// <summary>What wakes the device: a request, or anything else there is for it to do.</summary>
    internal Doorbell Bell { get; }

    /// <summary>The driver's side.</summary>
    internal IDeviceRegisters Of(AgentPort driver) => new Registers(this, driver);

    /// <summary>The device's side: answers the request that is there, if one is.</summary>
    /// <param name="device">The device's port.</param>
    /// <param name="read">Reads a register.</param>
    /// <param name="write">Writes one.</param>
    internal async ValueTask Answer(AgentPort device, Func<DeviceRegister, ValueTask<ulong>> read, Action<DeviceRegister, ulong> write)
    {
        var request = await device.Read(_request, AccessSize.Eight);
        if (request == 0)
            return;
        var register = (DeviceRegister)((request & ~(Present | Writes)) >> RegisterShift);
        if ((request & Writes) != 0)
            write(register, request & ValueMask);
        else
            await device.Write(_answer, await read(register), AccessSize.Eight);
        await device.Write(_request, 0, AccessSize.Eight);
        await device.Fence(FenceKind.Release);
        await device.Signal(_answered);
    }

    private async ValueTask<ulong> Ask(AgentPort driver, ulong request)
    {
        await driver.Write(_request, Present | request, AccessSize.Eight);
        await driver.Fence(FenceKind.Release);
        await driver.Signal(Bell);
        await driver.Wait(_answered);
        await driver.Fence(FenceKind.Acquire);
        return (request & Writes) != 0 ? 0 : (ulong)await driver.Read(_answer, AccessSize.Eight);
    }

    private sealed class Registers(Mailbox mailbox, AgentPort driver) : IDeviceRegisters
    {
        public ValueTask<ulong> Read(DeviceRegister register) => mailbox.Ask(driver, (ulong)register << RegisterShift);

        public async ValueTask Write(DeviceRegister register, ulong value) =>
            await mailbox.Ask(driver, Writes | ((ulong)register << RegisterShift) | value);
    }
}
