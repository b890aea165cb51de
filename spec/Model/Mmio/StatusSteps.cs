using Virtspec.Model.Device;
using Virtspec.Model.Rules;

namespace Virtspec.Model.Mmio;

/// <summary>
/// The Status register as far as the other registers hang on it: negotiation puts features in force, a reset clears them all. A reset is a
/// request, complete when Status reads 0; what then is not cleared was not reset, however early the 0 came.
/// </summary>
internal static class StatusSteps
{
    internal static MmioState Written(MmioState state, uint value, RuleLog log)
    {
        var status = (DeviceStatus)value;
        if (status == DeviceStatus.None)
            return Cleared(state).With(MmioMarks.ResetPending);
        if ((status & DeviceStatus.DriverOk) != 0 && state.Device is { SharedMemory: false } && !state.Has(MmioMarks.SharedMemoryUsed))
            log.Holds(MmioRules.SharedMemoryUnused);
        return (status & DeviceStatus.FeaturesOk) != 0 ? state.With(MmioMarks.FeaturesOkPending) : state;
    }

    internal static MmioState Shown(MmioState state, uint value)
    {
        var status = (DeviceStatus)value;
        if (state.Has(MmioMarks.ResetPending))
            return status == DeviceStatus.None ? Cleared(state).With(MmioMarks.WasReset | MmioMarks.InterruptsUnseen) : state;
        if (!state.Has(MmioMarks.FeaturesOkPending))
            return state;
        state = state.Without(MmioMarks.FeaturesOkPending);
        return (status & DeviceStatus.FeaturesOk) != 0 ? state with { Negotiated = state.Accepted } : state;
    }

    /// <summary>What a reset takes away, at both its ends: in between nothing is known.</summary>
    private static MmioState Cleared(MmioState state)
    {
        const MmioMarks Taken = MmioMarks.ResetPending | MmioMarks.WasReset | MmioMarks.InterruptsUnseen
            | MmioMarks.FeaturesOkPending | MmioMarks.SharedMemoryUsed;
        return state.Without(Taken) with { Accepted = 0, Queues = state.Queues.Clear(), Raised = 0, Seen = 0 };
    }
}
