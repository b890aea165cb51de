using Virtspec.Model.Rules;

namespace Virtspec.Model.Pci;

/// <summary>Bits of ISR status (VIRTIO 1.4, 4.1.4.5).</summary>
[Flags]
internal enum PciIsrBits
{
    None = 0,

    /// <summary>A used buffer notification.</summary>
    Queue = 1,

    /// <summary>A configuration change notification.</summary>
    Config = 2,
}

/// <summary>What can happen around ISR status.</summary>
internal enum PciIsrEventKind
{
    /// <summary>The driver enabled MSI-X (Value 1), or disabled it.</summary>
    MsixEnabled,

    /// <summary>The device sent one interrupt, for the causes in Value, whether or not it was masked on its way.</summary>
    Interrupted,

    /// <summary>The driver's handler is done with all interrupts so far, and looked at virtqueues, the configuration, or both (Value).</summary>
    Handled,

    /// <summary>The driver reads ISR status.</summary>
    Read,

    /// <summary>ISR status read as Value.</summary>
    Shown,

    /// <summary>The Interrupt Status bit of the PCI Status register read as Value, 0 or 1.</summary>
    StatusShown,

    /// <summary>The device completed a reset.</summary>
    Reset,

    /// <summary>Long enough has passed for whatever was going to happen.</summary>
    Settled,
}

/// <summary>One event; the kind says what the value is.</summary>
internal readonly record struct PciIsrEvent(PciIsrEventKind Kind, int Value = 0);

/// <summary>What is known of ISR status.</summary>
/// <param name="Msix">Whether MSI-X is enabled.</param>
/// <param name="Owed">Bits that must be set, for interrupts were sent and no read took the bits since.</param>
/// <param name="Taken">Bits that reads have taken since all was settled last: they may stand for interrupts yet to come.</param>
/// <param name="Interrupts">Causes of all interrupts since all was settled last.</param>
/// <param name="Unread">Causes of interrupts since the driver read ISR status last.</param>
/// <param name="Shared">Whether an interrupt that the driver is not done with was sent for both causes.</param>
/// <param name="Last">Whether the last read since all was settled showed a bit; null without one.</param>
/// <param name="Stuck">Bits that a read showed although the read before had taken them, and no interrupt came between.</param>
/// <param name="StatusSet">Whether the Interrupt Status bit was seen set and ISR status not read since.</param>
internal readonly record struct PciIsrState(
    bool Msix = false,
    PciIsrBits Owed = PciIsrBits.None,
    PciIsrBits Taken = PciIsrBits.None,
    PciIsrBits Interrupts = PciIsrBits.None,
    PciIsrBits Unread = PciIsrBits.None,
    bool Shared = false,
    bool? Last = null,
    PciIsrBits Stuck = PciIsrBits.None,
    bool StatusSet = false);

/// <summary>
/// ISR status: set before an interrupt, cleared by a read (VIRTIO 1.4, 4.1.4.5.1 and 4.1.5.4.2). Device and driver race: a read may take a bit
/// whose interrupt is still to come, and one bit may stand for several. So blame is laid only where no such order explains what was seen.
/// </summary>
internal static class PciIsr
{
    private const PciIsrBits Both = PciIsrBits.Queue | PciIsrBits.Config;

    internal static PciIsrState Step(PciIsrState state, in PciIsrEvent e, RuleLog log) => e.Kind switch
    {
        PciIsrEventKind.MsixEnabled => new PciIsrState(e.Value != 0),
        PciIsrEventKind.Interrupted => Interrupted(state, (PciIsrBits)e.Value),
        PciIsrEventKind.Handled => Handled(state, (PciIsrBits)e.Value, log),
        PciIsrEventKind.Read => Read(state, log),
        PciIsrEventKind.Shown => e.Value == byte.MaxValue ? state : Shown(state, (PciIsrBits)e.Value & Both, log),
        PciIsrEventKind.StatusShown => StatusShown(state, e.Value != 0, log),
        PciIsrEventKind.Reset => new PciIsrState(state.Msix),
        PciIsrEventKind.Settled => Settled(state, log),
        _ => throw new ArgumentOutOfRangeException(nameof(e), e.Kind, "no such event of ISR status"),
    };

    private static PciIsrState Interrupted(in PciIsrState state, PciIsrBits causes) => state with
    {
        // With MSI-X the register is not in use, whatever the obligation to set its second bit leaves open.
        Owed = state.Msix ? PciIsrBits.None : state.Owed | (causes & ~state.Taken),
        Interrupts = state.Interrupts | causes,
        Unread = state.Unread | causes,
        Shared = state.Shared || causes == Both,
        Stuck = state.Stuck & ~causes,
    };

    private static PciIsrState Handled(in PciIsrState state, PciIsrBits causes, RuleLog log)
    {
        if (state.Shared)
            log.Check(causes == Both, PciRules.HandlesSharedInterrupt, $"an interrupt for virtqueues and configuration, handled for {causes}", "both handled");
        return state with { Shared = false };
    }

    private static PciIsrState Read(in PciIsrState state, RuleLog log)
    {
        if (state.Msix && state.Unread == PciIsrBits.Queue)
            log.Breaks(PciRules.IsrUnreadWithMsix, "ISR status read after a queue interrupt with MSI-X", "not read");
        return state with { Unread = PciIsrBits.None };
    }

    private static PciIsrState Shown(in PciIsrState state, PciIsrBits bits, RuleLog log)
    {
        Owes(PciIsrBits.Config, state, bits, PciRules.IsrShowsConfigChange, log);
        Owes(PciIsrBits.Queue, state, bits, PciRules.IsrShowsQueue, log);
        if (state.StatusSet && !state.Msix)
            log.Check(bits != PciIsrBits.None, PciRules.InterruptStatusIsIsr, "the Interrupt Status bit was set and ISR status reads 0", "both set, or both clear");
        if (state.Last is true && bits == PciIsrBits.None)
            log.Holds(PciRules.IsrClearedByRead);
        return state with
        {
            Owed = PciIsrBits.None,
            Taken = state.Taken | bits,
            Last = bits != PciIsrBits.None,
            Stuck = state.Stuck | (state.Last is null ? PciIsrBits.None : bits & ~state.Interrupts),
            StatusSet = false,
        };
    }

    private static void Owes(PciIsrBits bit, in PciIsrState state, PciIsrBits bits, Rule rule, RuleLog log)
    {
        if ((state.Owed & bit) != 0)
            log.Check((bits & bit) != 0, rule, $"the {bit} bit of ISR status is clear after its interrupt", "set before the interrupt");
    }

    private static PciIsrState StatusShown(in PciIsrState state, bool set, RuleLog log)
    {
        if (state.Owed != PciIsrBits.None)
            log.Check(set, PciRules.InterruptStatusIsIsr, $"the Interrupt Status bit is clear with {state.Owed} in ISR status", "set");
        return state with { StatusSet = set };
    }

    private static PciIsrState Settled(in PciIsrState state, RuleLog log)
    {
        if (state.Stuck != PciIsrBits.None)
            log.Breaks(PciRules.IsrClearedByRead, $"ISR status shows {state.Stuck} again after a read, with no interrupt for it", "0 after a read");
        if (state.Msix && state.Unread == PciIsrBits.Queue)
            log.Holds(PciRules.IsrUnreadWithMsix);
        return new PciIsrState(state.Msix, state.Owed, Shared: state.Shared, StatusSet: state.StatusSet);
    }
}
