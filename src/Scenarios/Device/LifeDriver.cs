using Virtspec.Exploration;
using Virtspec.Model.Features;
using Virtspec.Port;
using Virtspec.Reference.Device;

namespace Virtspec.Scenarios.Device;

/// <summary>A driver that initialises its device, reads its configuration, has a buffer used, and leaves; as often as asked.</summary>
/// <param name="port">Its port.</param>
/// <param name="memory">What is shared.</param>
/// <param name="mistake">What it does otherwise.</param>
/// <param name="judge">Learns what it does.</param>
/// <param name="surprise">Whether it may leave with the buffer in flight.</param>
internal sealed class LifeDriver(AgentPort port, DeviceMemory memory, DeviceMistake mistake, DeviceJudge? judge, bool surprise)
{
    /// <summary>What it can do with: more than the device offers.</summary>
    internal const ulong Supported = 1UL << Feature.Version1 | 1UL << Feature.EventIdx;

    private readonly IDeviceRegisters _registers = mistake.Driver().Over(new JudgedRegisters(memory.Mailbox.Of(port), judge));

    internal string Outcome { get; private set; } = "not done";

    internal async ValueTask Run(int rounds, bool reads)
    {
        for (var round = 0; round < rounds; round++)
        {
            if (await mistake.Initialize(_registers, Supported, SetUp) is null)
            {
                port.Check(false, "the device goes along with a subset of what it offers");
                return;
            }

            if (reads)
                await ReadCapacity();
            else
                await Use();
            await Leave();
        }

        Outcome = "done";
    }

    private async ValueTask SetUp(ulong features)
    {
        await port.Write(memory.Used, 0, AccessSize.Two);
        await port.Write(memory.Buffer, 0, AccessSize.Two);
        await port.Fence(FenceKind.Release);
        // Available already: the device looks at it when it may.
        await port.Write(memory.Available, 1, AccessSize.Two);
        judge?.Exposes();
        port.Check(await _registers.Read(DeviceRegister.QueueEnable) == 0, "a queue is disabled after a reset");
        await _registers.Write(DeviceRegister.QueueAddress, memory.Buffer);
        await _registers.Write(DeviceRegister.QueueEnable, 1);
        if (mistake.KicksEarly)
            await Kick();
    }

    private async ValueTask ReadCapacity()
    {
        var capacity = await DeviceDriver.ReadCapacity(_registers);
        judge?.Takes();
        port.Check(DeviceScenario.IsCapacity(capacity), "the capacity is one that the device had");
    }

    private async ValueTask Use()
    {
        await Kick();
        if (surprise && await port.Choose(2, "the driver is removed") == 1)
            return;
        port.Obligation(IsUsed, hot: true);
        while (await port.Read(memory.Used, AccessSize.Two) == 0)
            await port.Wait(memory.Call);
        port.Obligation(IsUsed, hot: false);
        await port.Fence(FenceKind.Acquire);
        port.Check(await port.Read(memory.Buffer, AccessSize.Two) == DeviceMemory.Filled, "the driver sees what the device wrote");
    }

    private async ValueTask Kick()
    {
        judge?.Kicks();
        await port.Fence(FenceKind.Full);
        await port.Signal(memory.Mailbox.Bell);
    }

    /// <summary>After this the memory is its own again.</summary>
    private async ValueTask Leave()
    {
        if (mistake.ResetsAtRemoval)
            await DeviceDriver.Reset(_registers);
        judge?.TakesBack();
        await port.Write(memory.Available, 0, AccessSize.Two);
        await port.Write(memory.Buffer, DeviceMemory.Own, AccessSize.Two);
    }

    private const string IsUsed = "the buffer is used";
}
