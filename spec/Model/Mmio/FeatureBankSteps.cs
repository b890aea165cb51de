using Virtspec.Model.Rules;

namespace Virtspec.Model.Mmio;

/// <summary>Feature bits, 32 at a time through selected banks (VIRTIO 1.4, 4.2.2). One selection serves for any number of accesses.</summary>
internal static class FeatureBankSteps
{
    internal static MmioState Read(MmioState state, RuleLog log)
    {
        log.Check(state.Has(MmioMarks.DeviceBankSelected), MmioRules.DeviceBankFirst, "DeviceFeatures read before DeviceFeaturesSel was written", "a bank selected first");
        return state;
    }

    internal static MmioState Written(MmioState state, uint value, RuleLog log)
    {
        log.Check(state.DriverBank is not null, MmioRules.DriverBankFirst, "DriverFeatures written before DriverFeaturesSel was", "a bank selected first");
        return state.DriverBank switch
        {
            0 => state with { Accepted = (state.Accepted & ~(ulong)uint.MaxValue) | value },
            1 => state with { Accepted = (state.Accepted & uint.MaxValue) | ((ulong)value << 32) },
            _ => state,
        };
    }
}
