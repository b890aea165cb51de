using Virtspec.Model.Device;
using Virtspec.Model.Rules;

namespace Virtspec.Model.Pci;

/// <summary>
/// device_status as a register: reset by writing 0 and waiting for 0 (VIRTIO 1.4, 4.1.4.3.1 and 4.1.4.3.2). What the bits mean is judged for
/// all transports by <see cref="StatusMachine"/>.
/// </summary>
internal static class PciStatusSteps
{
    internal static PciState Written(PciState state, byte value, RuleLog log)
    {
        if (value == 0)
            return AfterReset(state) with { Marks = PciMarks.ResetPending };
        var status = (DeviceStatus)value;
        if (state.Has(PciMarks.ResetDone))
            log.Holds(PciRules.WaitsForReset);
        state = Proceeding(state, log).Without(PciMarks.ResetDone);
        if ((status & ~state.Status & DeviceStatus.DriverOk) != 0)
            state = PciVectorSteps.DriverOk(state, log);
        return state with { Status = status, Generation = state.Generation.Forget() };
    }

    internal static PciState Shown(PciState state, byte value, RuleLog log)
    {
        var status = (DeviceStatus)value;
        if (state.Has(PciMarks.ResetPending))
            return ResetShown(state, value, log);

        // A device may come to need a reset by itself; other bits only the driver sets.
        if (state.Has(PciMarks.ResetDone) && (status & ~DeviceStatus.NeedsReset) != 0)
            log.Breaks(PciRules.ResetOnZero, $"status reads {status} although it read 0 after a reset and nothing was written since", "0");
        const DeviceStatus Agreed = DeviceStatus.FeaturesOk;
        return (state.Status & status & Agreed) != 0 && state.Negotiated is null ? PciFeatureSteps.Agreed(state) : state;
    }

    /// <summary>The driver does what it may do only when no reset of the device is under way.</summary>
    internal static PciState Proceeding(PciState state, RuleLog log)
    {
        if (!state.Has(PciMarks.ResetPending))
            return state;
        log.Breaks(PciRules.WaitsForReset, "the driver set the device up again before device_status read 0", "0 read first");
        return state.Without(PciMarks.ResetPending | PciMarks.ResetOverdue);
    }

    /// <summary>Only what no reset changes is still known. What was written while it went on may have been lost, or not.</summary>
    private static PciState AfterReset(PciState state) => new()
    {
        Msix = state.Msix with { Awaiting = PciAwaiting.None },
        NumQueues = state.NumQueues,
        AdminIndex = state.AdminIndex,
        AdminNum = state.AdminNum,
    };

    private static PciState ResetShown(PciState state, byte value, RuleLog log)
    {
        if (value != 0)
        {
            if (state.Has(PciMarks.ResetOverdue))
                log.Breaks(PciRules.ResetOnZero, $"device_status still reads {value}, long after 0 was written", "0");
            return state;
        }

        log.Holds(PciRules.ResetOnZero);
        return AfterReset(state) with { Marks = PciMarks.ResetDone | PciMarks.FromReset, ConfigVector = PciVector.AtReset };
    }
}
