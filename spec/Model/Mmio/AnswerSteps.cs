using Virtspec.Model.Rules;

namespace Virtspec.Model.Mmio;

/// <summary>What the device answers to reads. An answer of all ones where none can be says that it is gone, and convicts nobody.</summary>
internal static class AnswerSteps
{
    internal static MmioState Answered(MmioState state, uint value, RuleLog log)
    {
        if (state.Pending is not { } pending)
            return state;
        state = state with { Pending = null };
        var register = (MmioRegister)pending.Offset;
        if (state.Has(MmioMarks.Gone))
            return register == MmioRegister.MagicValue && value == MmioRegisters.Magic ? CameBack(state) : state;
        if (state.Has(MmioMarks.Legacy))
            return register == MmioRegister.Version && value == MmioRegisters.CurrentVersion ? state.Without(MmioMarks.Legacy) : state;
        if (pending.Offset >= MmioRegisters.ConfigSpace)
            return ConfigSteps.Shown(state, pending.Offset);
        if (value == MmioRegisters.AllOnes && register.TellsAbsence())
            return new MmioState(state.Device) { Marks = MmioMarks.Gone };
        return Shown(state, register, value, pending.Due, log);
    }

    private static MmioState Shown(MmioState state, MmioRegister register, uint value, uint due, RuleLog log) => register switch
    {
        MmioRegister.MagicValue => IdentitySteps.MagicShown(state, value, log),
        MmioRegister.Version => IdentitySteps.VersionShown(state, value, log),
        MmioRegister.DeviceId => IdentitySteps.DeviceIdShown(state, value),
        MmioRegister.QueueSizeMax => QueueDeviceSteps.SizeMaxShown(state, value),
        MmioRegister.QueueReady => QueueDeviceSteps.ReadyShown(state, value, log),
        MmioRegister.QueueReset => QueueDeviceSteps.ResetShown(state, value, log),
        MmioRegister.InterruptStatus => InterruptSteps.StatusShown(state, value, due, log),
        MmioRegister.Status => StatusSteps.Shown(state, value),
        MmioRegister.ConfigGeneration => ConfigSteps.GenerationShown(state, value, log),
        _ => state,
    };

    /// <summary>Another device, for all that is known, which the driver has begun to look at.</summary>
    private static MmioState CameBack(MmioState state)
    {
        const MmioMarks Judged = MmioMarks.MagicRead | MmioMarks.VersionRead | MmioMarks.DeviceIdRead | MmioMarks.PastVersion | MmioMarks.PastIdentity;
        return new MmioState(state.Device) { Marks = Judged };
    }
}
