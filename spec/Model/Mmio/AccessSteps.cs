using Virtspec.Model.Rules;

namespace Virtspec.Model.Mmio;

/// <summary>Where, how wide and in which direction the driver accesses registers (VIRTIO 1.4, 4.2.2). What is wrong here has no effect to judge.</summary>
internal static class AccessSteps
{
    internal static MmioState Read(MmioState state, uint offset, uint width, RuleLog log)
    {
        state = state with { Pending = null };
        if (offset >= MmioRegisters.ConfigSpace)
            return Config(state, offset, width, log) ? Pend(IdentitySteps.Beyond(state, null, written: false, log), offset) : state;
        if (Control(offset, width, log) is not { } register)
            return state;
        if ((register.Direction() & MmioDirection.Read) == 0)
        {
            log.Breaks(MmioRules.NoReadOfWriteOnly, $"{register} read, which can only be written", "no read");
            return state;
        }

        log.Holds(MmioRules.NoReadOfWriteOnly);
        return Pend(Follow(IdentitySteps.Accessed(state, register, written: false, log), register, log), offset);
    }

    internal static MmioState Write(MmioState state, uint offset, uint width, uint value, RuleLog log)
    {
        state = state with { Pending = null };
        if (offset >= MmioRegisters.ConfigSpace)
            return Config(state, offset, width, log) ? IdentitySteps.Beyond(state, null, written: true, log) : state;
        if (Control(offset, width, log) is not { } register)
            return state;
        if ((register.Direction() & MmioDirection.Write) == 0)
        {
            log.Breaks(MmioRules.NoWriteToReadOnly, $"{value:x} written to {register}, which can only be read", "no write");
            return state;
        }

        log.Holds(MmioRules.NoWriteToReadOnly);
        return Follow(IdentitySteps.Accessed(state, register, written: true, log), register, value, log);
    }

    /// <summary>The control register that an access reaches whole, or null after a breach.</summary>
    private static MmioRegister? Control(uint offset, uint width, RuleLog log)
    {
        var register = (MmioRegister)(offset & ~3u);
        var known = Enum.IsDefined(register);
        log.Check(known, MmioRules.OnlyKnownOffsets, $"an access at {offset:x}, where no register is", "registers and configuration fields only");
        if (!known)
            return null;
        var whole = width == 4 && offset % 4 == 0;
        log.Check(whole, MmioRules.RegistersWhole, $"{width} bytes accessed at {offset:x}", "32 bits, aligned");
        return whole ? register : null;
    }

    /// <summary>Whether an access to configuration space fits the field it begins in; true as well where the device type is not known.</summary>
    private static bool Config(MmioState state, uint offset, uint width, RuleLog log)
    {
        if (state.Device is not { } device)
            return true;
        var field = device.FieldAt(offset - MmioRegisters.ConfigSpace);
        log.Check(field is not null, MmioRules.OnlyKnownOffsets, $"an access at {offset:x}, where the device type has no field", "registers and configuration fields only");
        if (field is not { } known)
            return false;
        var (rule, asked) = known.Width switch
        {
            1 => (MmioRules.BytesByBytes, 1u),
            2 => (MmioRules.HalvesByHalves, 2u),
            _ => (MmioRules.WordsByWords, 4u),
        };
        var fits = width == asked && offset % asked == 0;
        log.Check(fits, rule, $"{width} bytes accessed at {offset:x} in a field of {known.Width}", $"{asked} bytes, aligned");
        return fits;
    }

    private static MmioState Follow(MmioState state, MmioRegister register, RuleLog log)
    {
        if (register.IsSharedMemory())
            return SharedMemorySteps.Used(state, register, log);
        return register switch
        {
            MmioRegister.DeviceFeatures => FeatureBankSteps.Read(state, log),
            MmioRegister.QueueReady => QueueDriverSteps.ReadyRead(state, log),
            MmioRegister.InterruptStatus => InterruptSteps.StatusRead(state, log),
            _ => state,
        };
    }

    private static MmioState Follow(MmioState state, MmioRegister register, uint value, RuleLog log)
    {
        if (register.IsSharedMemory())
            return SharedMemorySteps.Used(state, register, log);
        return register switch
        {
            MmioRegister.DeviceFeaturesSel => state.With(MmioMarks.DeviceBankSelected),
            MmioRegister.DriverFeaturesSel => state with { DriverBank = value },
            MmioRegister.DriverFeatures => FeatureBankSteps.Written(state, value, log),
            MmioRegister.QueueSel => state with { Selected = value },
            MmioRegister.InterruptAck => InterruptSteps.Acknowledged(state, value, log),
            MmioRegister.Status => StatusSteps.Written(state, value, log),
            MmioRegister.QueueNotify => state,
            _ => QueueDriverSteps.Written(state, register, value, log),
        };
    }

    private static MmioState Pend(MmioState state, uint offset) => state with { Pending = new MmioPending(offset, state.Raised) };
}
