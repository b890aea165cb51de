using Virtspec.Reference.Device;

namespace Virtspec.Scenarios.Device;

/// <summary>Registers whose accesses the judge learns of: of a write when it is asked for, of a read when its answer is there.</summary>
internal sealed class JudgedRegisters(IDeviceRegisters registers, DeviceJudge? judge) : IDeviceRegisters
{
    public async ValueTask<ulong> Read(DeviceRegister register)
    {
        var value = await registers.Read(register);
        judge?.Read(register, value);
        return value;
    }

    public ValueTask Write(DeviceRegister register, ulong value)
    {
        judge?.Written(register, value);
        return registers.Write(register, value);
    }
}
