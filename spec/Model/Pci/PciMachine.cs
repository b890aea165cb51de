using Virtspec.Model.Rules;

namespace Virtspec.Model.Pci;

/// <summary>
/// The configuration structures of a PCI function (VIRTIO 1.4, 4.1.3, 4.1.4.3 and 4.1.5) as a pure function of state and event. The driver is
/// judged by what it accesses and writes, the device by what it shows.
/// </summary>
internal static class PciMachine
{
    internal static PciState Step(PciState state, in PciEvent e, PciFunction function, RuleLog log)
    {
        switch (e.Kind)
        {
            case PciEventKind.Read:
                PciRegister.JudgeAccess(e.Offset, e.Width, log);
                return state;
            case PciEventKind.Shown:
                return Shown(state, e, function, log);
            case PciEventKind.Written:
                PciRegister.JudgeAccess(e.Offset, e.Width, log);
                return Written(state, e, log);
            case PciEventKind.DeviceConfigRead:
                PciRegister.JudgeDeviceAccess(e.Offset, e.Width, log);
                return state;
            case PciEventKind.DeviceConfigShown:
                return state with { Generation = PciGenerationSteps.ConfigShown(state.Generation, e, log) };
            case PciEventKind.DeviceConfigWritten:
                PciRegister.JudgeDeviceAccess(e.Offset, e.Width, log);
                return state with { Generation = state.Generation.Forget() };
            case PciEventKind.MsixFound:
                PciCapabilityRules.MsixFound((int)e.Value, log);
                return state with { Msix = state.Msix with { TableSize = (ushort)e.Value } };
            case PciEventKind.MsixEnabled:
                return state with { Msix = state.Msix with { Enabled = e.Value != 0 } };
            case PciEventKind.InterruptsGivenUp:
                PciVectorSteps.GivenUp(state, log);
                return state;
            case PciEventKind.Called:
                PciVectorSteps.Called(state, (ushort)e.Value, log);
                return state;
            case PciEventKind.ConfigCalled:
                PciVectorSteps.ConfigCalled(state, log);
                return state;
            case PciEventKind.Settled:
                return Settled(state, log);
            default:
                throw new ArgumentOutOfRangeException(nameof(e), e.Kind, "no such PCI event");
        }
    }

    private static PciState Written(PciState state, in PciEvent e, RuleLog log)
    {
        if (PciRegister.Accessed(e.Offset, e.Width) is not { } field)
            return state;
        if (field is PciField.DeviceFeature or PciField.NumQueues or PciField.ConfigGeneration or PciField.QueueNotifyOff or PciField.QueueNotifConfigData)
        {
            log.Breaks(PciRules.ReadOnlyFields, $"{e.Value} written to {field}", "no write");
            return state;
        }

        log.Holds(PciRules.ReadOnlyFields);
        return field switch
        {
            PciField.DeviceStatus => PciStatusSteps.Written(state, (byte)e.Value, log),
            PciField.DeviceFeatureSelect => state with { DeviceFeatureSelect = (uint)e.Value },
            PciField.DriverFeatureSelect => state with { DriverFeatureSelect = (uint)e.Value },
            PciField.DriverFeature => PciFeatureSteps.Accepted(PciStatusSteps.Proceeding(state, log), (uint)e.Value),
            PciField.ConfigMsixVector => state with { ConfigVector = PciVectorSteps.Written(state, state.ConfigVector, (ushort)e.Value, log) },
            PciField.QueueSelect => state with { QueueSelect = (ushort)e.Value },
            PciField.AdminQueueIndex or PciField.AdminQueueNum => state,
            _ => state.QueueSelect is { } queue ? PciQueueSteps.Written(state, queue, field, e, log) : state,
        };
    }

    private static PciState Shown(PciState state, in PciEvent e, PciFunction function, RuleLog log)
    {
        if (PciRegister.Accessed(e.Offset, e.Width) is not { } field)
            return state;

        // While a reset goes on no register has to say anything, device_status apart.
        if (state.Has(PciMarks.ResetPending) && field != PciField.DeviceStatus)
            return state;

        // All ones are NO_VECTOR in a vector, or nobody is there: its own steps see to that.
        if (field == PciField.ConfigMsixVector)
            return PciVectorSteps.ConfigShown(state, (ushort)e.Value, log);
        if (field == PciField.QueueMsixVector)
            return state.QueueSelect is { } selected ? PciVectorSteps.QueueShown(state, selected, (ushort)e.Value, log) : state;
        if (e.AllOnes)
            return NobodyThere(state, field);
        state = PciVectorSteps.Answered(state, log);
        return field switch
        {
            PciField.DeviceStatus => PciStatusSteps.Shown(state, (byte)e.Value, log),
            PciField.DeviceFeature => PciFeatureSteps.OfferShown(state, (uint)e.Value, log),
            PciField.DriverFeature => PciFeatureSteps.AcceptedShown(state, (uint)e.Value, log),
            PciField.ConfigGeneration => state with { Generation = PciGenerationSteps.Shown(state.Generation, (byte)e.Value, log) },
            PciField.NumQueues => PciAdminSteps.Judge(state with { NumQueues = (ushort)e.Value }, log),
            PciField.AdminQueueIndex => PciAdminSteps.Judge(state with { AdminIndex = (ushort)e.Value }, log),
            PciField.AdminQueueNum => PciAdminSteps.Judge(state with { AdminNum = (ushort)e.Value }, log),
            PciField.DeviceFeatureSelect or PciField.DriverFeatureSelect or PciField.QueueSelect => state,
            _ => state.QueueSelect is { } queue ? PciQueueShown.Step(state, queue, field, e, function, log) : state,
        };
    }

    /// <summary>What a device might show as well tells nothing; a status of all ones tells that 0xffff before was no NO_VECTOR either.</summary>
    private static PciState NobodyThere(PciState state, PciField field) => field switch
    {
        PciField.ConfigGeneration => state with { Generation = state.Generation.Unknown() },
        PciField.DeviceStatus => PciVectorSteps.Forgotten(state),
        _ => state,
    };

    /// <summary>What is asked for and not done is overdue from here on: it is judged when the driver looks again, which alone shows it.</summary>
    private static PciState Settled(PciState state, RuleLog log)
    {
        state = PciVectorSteps.Settled(state, log);
        if (state.Has(PciMarks.ResetPending))
            state = state.With(PciMarks.ResetOverdue);
        foreach (var (index, queue) in state.Queues)
        {
            if (queue.Has(PciQueueMarks.ResetPending))
                state = state.With(index, queue.With(PciQueueMarks.ResetOverdue));
        }

        return state;
    }
}
