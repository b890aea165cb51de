using Virtspec.Model.Epf;
using Virtspec.Model.Device;
using Virtspec.Model.SplitRing;
using Virtspec.Port;
using Virtspec.Reference.Device;

namespace Virtspec.Transports.Epf;

/// <summary>The endpoint's side of virtio over a PCI endpoint function: a register file in memory of its own, which a host writes to when it likes.</summary>
/// <param name="port">The endpoint's port.</param>
/// <param name="registers">Where the register file is.</param>
/// <param name="core">What the device keeps.</param>
/// <param name="offered">Features it offers.</param>
/// <param name="replied">Rung for the host when a command is answered.</param>
internal sealed class EpfEndpoint(IPort port, ulong registers, DeviceCore core, ulong offered, Doorbell replied)
{
    private readonly Dictionary<int, SplitLayout> _enabled = [];
    private uint _answered;

    /// <summary>Queues that are enabled, as their blocks were when that was asked for.</summary>
    internal IReadOnlyDictionary<int, SplitLayout> Queues => _enabled;

    /// <summary>Whether it may touch the host's memory.</summary>
    internal bool IsLive => core.Live;

    /// <summary>Fills the register file: what tells that it counts comes last.</summary>
    /// <param name="deviceId">Type of device.</param>
    /// <param name="queues">How many queues.</param>
    /// <param name="size">How large they may be.</param>
    /// <param name="epoch">Other than before, and neither 0 nor all ones.</param>
    //= epf.layout.1
    internal async ValueTask Offer(uint deviceId, int queues, ushort size, uint epoch)
    {
        await Put(EpfLayout.Epoch, 0);
        await port.Fence(FenceKind.Write);
        await Put(EpfLayout.Magic, EpfLayout.MagicValue);
        await Put(EpfLayout.Version, EpfLayout.VersionValue);
        await Put(EpfLayout.DeviceId, deviceId);
        await Put(EpfLayout.QueueCount, (uint)queues);
        await Put(EpfLayout.DeviceFeatures, (uint)offered);
        await Put(EpfLayout.DeviceFeatures + 4, (uint)(offered >> 32));
        for (var queue = 0; queue < queues; queue++)
            await Put(EpfLayout.Queue(queue) + EpfLayout.QueueMaximum, size);
        await port.Fence(FenceKind.Write);
        await Put(EpfLayout.Epoch, epoch);
    }

    /// <summary>Does what is asked for, if anything new is.</summary>
    /// <returns>Whether there was.</returns>
    //= epf.answer.1 epf.answer.2
    internal async ValueTask<bool> Serve()
    {
        var request = await Get(EpfLayout.Request);
        if (request >> 8 == _answered)
            return false;
        await port.Fence(FenceKind.Read);
        var argument = await Get(EpfLayout.Argument);
        var result = (EpfCommand)(byte)request switch
        {
            EpfCommand.SetStatus => await SetStatus(argument),
            EpfCommand.EnableQueue => await Enable(argument),
            _ => EpfResult.Unknown,
        };
        await Put(EpfLayout.Value, (uint)core.Read(DeviceRegister.Status));
        await port.Fence(FenceKind.Write);
        await Put(EpfLayout.Reply, (request & ~0xffU) | (byte)result);
        _answered = request >> 8;
        await port.Signal(replied);
        return true;
    }

    private async ValueTask<EpfResult> SetStatus(uint status)
    {
        if (status > byte.MaxValue)
            return EpfResult.Refused;
        if (((DeviceStatus)status & DeviceStatus.FeaturesOk) != 0)
            core.Write(DeviceRegister.AcceptedFeatures, await Get(EpfLayout.DriverFeatures) | ((ulong)await Get(EpfLayout.DriverFeatures + 4) << 32));
        core.Write(DeviceRegister.Status, status);
        if (status != 0)
            return EpfResult.Done;
        // One agent serves commands and queues, one after the other: nothing of the host's is in hand here.
        //= epf.reset.1
        core.CompleteReset();
        _enabled.Clear();
        return EpfResult.Done;
    }

    private async ValueTask<EpfResult> Enable(uint queue)
    {
        if (queue >= await Get(EpfLayout.QueueCount) || _enabled.ContainsKey((int)queue))
            return EpfResult.Refused;
        var block = EpfLayout.Queue((int)queue);
        var size = await Get(block + EpfLayout.QueueSize);
        if (size == 0 || size > await Get(block + EpfLayout.QueueMaximum) || !uint.IsPow2(size))
            return EpfResult.Refused;
        _enabled[(int)queue] = new SplitLayout(
            (ushort)queue, (ushort)size, await Get64(block + EpfLayout.QueueDescriptors), await Get64(block + EpfLayout.QueueDriver), await Get64(block + EpfLayout.QueueDevice));
        core.Write(DeviceRegister.QueueEnable, 1);
        return EpfResult.Done;
    }

    private async ValueTask<uint> Get(int register) => (uint)await port.Read(registers + (ulong)register, AccessSize.Four);

    private async ValueTask<ulong> Get64(int register) => await Get(register) | ((ulong)await Get(register + 4) << 32);

    private async ValueTask Put(int register, uint value) => await port.Write(registers + (ulong)register, value, AccessSize.Four);
}
