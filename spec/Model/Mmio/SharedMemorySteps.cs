using Virtspec.Model.Rules;

namespace Virtspec.Model.Mmio;

/// <summary>Registers of shared memory regions (VIRTIO 1.4, 4.2.2, 2.10): only for drivers of device types that have such regions.</summary>
internal static class SharedMemorySteps
{
    internal static MmioState Used(MmioState state, MmioRegister register, RuleLog log)
    {
        if (state.Device is { SharedMemory: false })
            log.Breaks(MmioRules.SharedMemoryUnused, $"{register} accessed by the driver of a device type without shared memory", "no access");
        return state.With(MmioMarks.SharedMemoryUsed);
    }
}
