using Virtspec.Exploration;
using Virtspec.Port;
using Virtspec.Reference.Device;

namespace Virtspec.Scenarios.Device;

/// <summary>A device that does one thing at a time, and puts off what it may: a reset, a buffer.</summary>
/// <param name="port">Its port.</param>
/// <param name="memory">What is shared.</param>
/// <param name="core">Its registers.</param>
/// <param name="mistake">What it does otherwise.</param>
/// <param name="judge">Learns what it does.</param>
/// <param name="late">How often it may put something off.</param>
/// <param name="changes">How often its configuration may change.</param>
internal sealed class LateDevice(AgentPort port, DeviceMemory memory, DeviceCore core, DeviceMistake mistake, DeviceJudge? judge, int late, int changes)
{
    private readonly RegisterChange _change = mistake.Device();
    private int _late = late;
    private int _changes;
    private bool _hasBuffer;

    internal async ValueTask Run()
    {
        for (var goesOn = false; ;)
        {
            if (!goesOn)
                await port.Wait(memory.Mailbox.Bell);
            await port.Fence(FenceKind.Acquire);
            await memory.Mailbox.Answer(port, Read, Write);
            if (core.Resetting && !await PutOff("the reset takes longer"))
                EndReset();
            goesOn = await Work();
        }
    }

    private async ValueTask<ulong> Read(DeviceRegister register)
    {
        // Between two accesses anything may have changed.
        if (register >= DeviceRegister.Generation && _changes < changes && await port.Choose(2, "the configuration changes") == 1)
        {
            _changes++;
            core.ChangeCapacity(DeviceScenario.Capacity(_changes));
        }

        judge?.Shows(core);
        return _change.Remembered(register) ?? _change.Read(register, core.Read(register));
    }

    private void Write(DeviceRegister register, ulong value)
    {
        if (_change.Written(register, value) is { } written)
            core.Write(register, written);
    }

    private void EndReset()
    {
        core.CompleteReset();
        _hasBuffer &= mistake.KeepsBuffer;
    }

    /// <returns>Whether there is work that it put off.</returns>
    private async ValueTask<bool> Work()
    {
        var works = core.Live || (mistake.WorksEarly && core.QueueEnabled);
        if (!_hasBuffer && works && await port.Read(memory.Available, AccessSize.Two) == 1)
        {
            _hasBuffer = true;
            await port.Write(memory.Available, 0, AccessSize.Two);
        }

        if (!_hasBuffer || core.Resetting)
            return false;
        if (await PutOff("the buffer takes longer"))
            return true;

        _hasBuffer = false;
        await port.Write(memory.Buffer, DeviceMemory.Filled, AccessSize.Two);
        judge?.Uses();
        await port.Fence(FenceKind.Release);
        await port.Write(memory.Used, 1, AccessSize.Two);
        await port.Fence(FenceKind.Release);
        await port.Signal(memory.Call);
        return false;
    }

    private async ValueTask<bool> PutOff(string what)
    {
        if (_late == 0 || await port.Choose(2, what) == 0)
            return false;
        _late--;
        return true;
    }
}
