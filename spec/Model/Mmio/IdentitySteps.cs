using Virtspec.Model.Rules;

namespace Virtspec.Model.Mmio;

/// <summary>
/// What a driver looks at before it does anything with a device, and what it leaves alone after that (VIRTIO 1.4, 4.2.2.2, 4.2.3.1.1). One
/// accusation for one wrong beginning.
/// </summary>
internal static class IdentitySteps
{
    internal static MmioState Accessed(MmioState state, MmioRegister register, bool written, RuleLog log) => register switch
    {
        MmioRegister.MagicValue => state.With(MmioMarks.MagicRead),
        MmioRegister.Version => state.With(MmioMarks.VersionRead),
        _ => Beyond(state, register, written, log),
    };

    /// <summary>An access beyond MagicValue and Version.</summary>
    /// <param name="state">Before it.</param>
    /// <param name="register">Which register, or null for configuration space.</param>
    /// <param name="written">Whether it is a write.</param>
    /// <param name="log">Takes what is found.</param>
    internal static MmioState Beyond(MmioState state, MmioRegister? register, bool written, RuleLog log)
    {
        if (state.Rejection != MmioRejection.None)
            return Rejected(state, register, written, log);
        var looked = state.Has(MmioMarks.MagicRead) && state.Has(MmioMarks.VersionRead);
        if (!state.Has(MmioMarks.PastVersion))
        {
            log.Check(looked, MmioRules.VersionFirst, $"{Name(register)} accessed before MagicValue and Version were read", "both read first");
            state = state.With(MmioMarks.PastVersion);
        }

        if (register == MmioRegister.DeviceId)
            return state.With(MmioMarks.DeviceIdRead);
        if (register == MmioRegister.VendorId || state.Has(MmioMarks.PastIdentity))
            return state;
        if (looked)
            log.Check(state.Has(MmioMarks.DeviceIdRead), MmioRules.DeviceIdNext, $"{Name(register)} accessed before DeviceID was read", "DeviceID read first");
        return state.With(MmioMarks.PastIdentity);
    }

    internal static MmioState MagicShown(MmioState state, uint value, RuleLog log)
    {
        // Nothing is there: no device to blame, and nothing for a driver to drive.
        if (value == MmioRegisters.AllOnes)
            return state with { Rejection = MmioRejection.Magic };
        var right = value == MmioRegisters.Magic;
        log.Check(right, MmioRules.MagicValue, $"MagicValue reads {value:x}", $"{MmioRegisters.Magic:x}");
        return Shown(state, MmioRejection.Magic, right);
    }

    internal static MmioState VersionShown(MmioState state, uint value, RuleLog log)
    {
        if (value == MmioRegisters.AllOnes)
            return state.Rejection == MmioRejection.None ? state with { Rejection = MmioRejection.Version } : state;
        log.Check(value == MmioRegisters.CurrentVersion, MmioRules.Version, $"Version reads {value}", $"{MmioRegisters.CurrentVersion}");
        return value == MmioRegisters.LegacyVersion
            ? state.With(MmioMarks.Legacy)
            : Shown(state, MmioRejection.Version, value == MmioRegisters.CurrentVersion);
    }

    internal static MmioState DeviceIdShown(MmioState state, uint value) => Shown(state, MmioRejection.Placeholder, value != 0);

    internal static void Settled(MmioState state, RuleLog log)
    {
        if (state.Rejection == MmioRejection.Magic)
            log.Holds(MmioRules.WrongMagicIgnored);
        if (state.Rejection == MmioRejection.Version)
            log.Holds(MmioRules.WrongVersionIgnored);
        if (state.Rejection != MmioRejection.Placeholder)
            return;
        log.Holds(MmioRules.PlaceholderIgnored);
        log.Holds(MmioRules.PlaceholderNotInitialized);
        log.Holds(MmioRules.PlaceholderNotRead);
    }

    /// <summary>The first reason to leave a device alone stands until the same register gives another answer.</summary>
    private static MmioState Shown(MmioState state, MmioRejection reason, bool right)
    {
        if (right)
            return state.Rejection == reason ? state with { Rejection = MmioRejection.None } : state;
        return state.Rejection == MmioRejection.None ? state with { Rejection = reason } : state;
    }

    /// <summary>
    /// A driver that may report an error may also read what the report names. Of a placeholder it may not; there the kind of access
    /// says which of three statements it breaks.
    /// </summary>
    private static MmioState Rejected(MmioState state, MmioRegister? register, bool written, RuleLog log)
    {
        var placeholder = state.Rejection == MmioRejection.Placeholder;
        if (register == MmioRegister.DeviceId || (register == MmioRegister.VendorId && !placeholder))
            return state;
        var (rule, what) = state.Rejection switch
        {
            MmioRejection.Magic => (MmioRules.WrongMagicIgnored, "MagicValue was wrong"),
            MmioRejection.Version => (MmioRules.WrongVersionIgnored, "Version was wrong"),
            _ when !written => (MmioRules.PlaceholderNotRead, "DeviceID was 0"),
            _ when register == MmioRegister.Status => (MmioRules.PlaceholderNotInitialized, "DeviceID was 0"),
            _ => (MmioRules.PlaceholderIgnored, "DeviceID was 0"),
        };
        log.Breaks(rule, $"{Name(register)} {(written ? "written" : "read")} although {what}", "the device left alone");
        return state.With(MmioMarks.PastVersion | MmioMarks.PastIdentity) with { Rejection = MmioRejection.None };
    }

    private static string Name(MmioRegister? register) => register?.ToString() ?? "configuration space";
}
