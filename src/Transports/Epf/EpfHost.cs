using Virtspec.Model.Epf;
using Virtspec.Model.SplitRing;
using Virtspec.Port;
using Virtspec.Reference.Device;

namespace Virtspec.Transports.Epf;

/// <summary>An endpoint cannot be driven: what it says makes no sense, or it is gone.</summary>
internal sealed class EpfException(string message) : Exception(message);

/// <summary>The host's side of virtio over a PCI endpoint function: registers in a window, commands with a token, a doorbell.</summary>
/// <param name="port">The host's port.</param>
/// <param name="registers">Where the register file is, in the host's window.</param>
/// <param name="doorbell">Rung for a command.</param>
/// <param name="replied">Rung by the endpoint when it has answered.</param>
internal sealed class EpfHost(IPort port, ulong registers, Doorbell doorbell, Doorbell replied) : IDeviceRegisters
{
    private uint _token;
    private uint _status;

    /// <summary>Waits for an endpoint to be there, and looks whether it is one.</summary>
    /// <returns>Its epoch.</returns>
    /// <exception cref="EpfException">It is not, or not of a version known.</exception>
    //= epf.probe.1 epf.probe.2
    internal async ValueTask<uint> Probe(Func<ulong, ValueTask<uint>> untilReady)
    {
        var epoch = await untilReady(registers + EpfLayout.Epoch);
        var (magic, version) = (await Get(EpfLayout.Magic), await Get(EpfLayout.Version));
        if (magic != EpfLayout.MagicValue || version != EpfLayout.VersionValue || epoch is 0 or uint.MaxValue)
            throw new EpfException($"register file: magic 0x{magic:x}, version {version}, epoch {epoch}; 0x{EpfLayout.MagicValue:x}, {EpfLayout.VersionValue} and another epoch than 0 and all ones were expected");
        return epoch;
    }

    /// <inheritdoc/>
    public async ValueTask<ulong> Read(DeviceRegister register) => register switch
    {
        DeviceRegister.Status => _status,
        DeviceRegister.OfferedFeatures => await Get(EpfLayout.DeviceFeatures) | ((ulong)await Get(EpfLayout.DeviceFeatures + 4) << 32),
        _ => throw new ArgumentOutOfRangeException(nameof(register), register, "no register of this transport"),
    };

    /// <inheritdoc/>
    public async ValueTask Write(DeviceRegister register, ulong value)
    {
        switch (register)
        {
            case DeviceRegister.Status:
                _status = await Ask(EpfCommand.SetStatus, (uint)value);
                break;
            case DeviceRegister.AcceptedFeatures:
                await Put64(EpfLayout.DriverFeatures, value);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(register), register, "no register of this transport");
        }
    }

    /// <summary>Tells the endpoint where a queue is, and enables it.</summary>
    /// <exception cref="EpfException">The endpoint refuses, or the queue is larger than it can do with.</exception>
    //= epf.queue.1
    internal async ValueTask EnableQueue(int queue, SplitLayout layout)
    {
        var block = EpfLayout.Queue(queue);
        var maximum = await Get(block + EpfLayout.QueueMaximum);
        if (layout.Size > maximum)
            throw new EpfException($"queue {queue} of {layout.Size}: the endpoint takes {maximum} at most");
        await Put(block + EpfLayout.QueueSize, layout.Size);
        await Put64(block + EpfLayout.QueueDescriptors, layout.DescriptorTable);
        await Put64(block + EpfLayout.QueueDriver, layout.Avail);
        await Put64(block + EpfLayout.QueueDevice, layout.Used);
        await Ask(EpfCommand.EnableQueue, (uint)queue);
    }

    /// <summary>Asks, and waits for the answer to just that.</summary>
    //= epf.command.1 epf.command.2
    private async ValueTask<uint> Ask(EpfCommand command, uint argument)
    {
        _token = (_token + 1) & 0xff_ffff;
        await Put(EpfLayout.Argument, argument);
        await port.Fence(FenceKind.Write);
        await Put(EpfLayout.Request, (_token << 8) | (byte)command);
        await port.Signal(doorbell);
        uint reply;
        do
        {
            // Each answer rings once, and is there by then. One to an earlier request may come late.
            if (await port.Wait(replied) == 0)
                throw new EpfException($"{command}: no reply to token 0x{_token:x}");
            reply = await Get(EpfLayout.Reply);
            if (reply == uint.MaxValue)
                throw new EpfException($"{command}: the reply is all ones, the endpoint is gone");
        }
        while (reply >> 8 != _token);
        if ((EpfResult)(byte)reply != EpfResult.Done)
            throw new EpfException($"{command} 0x{argument:x}: the endpoint answers {(EpfResult)(byte)reply}");
        return await Get(EpfLayout.Value);
    }

    private async ValueTask<uint> Get(int register) => (uint)await port.Read(registers + (ulong)register, AccessSize.Four);

    private async ValueTask Put(int register, uint value) => await port.Write(registers + (ulong)register, value, AccessSize.Four);

    private async ValueTask Put64(int register, ulong value)
    {
        await Put(register, (uint)value);
        await Put(register + 4, (uint)(value >> 32));
    }
}
