using Virtspec.Model.Pci;
using Virtspec.Model.Rules;
using Xunit;
using static Virtspec.Model.Pci.PciIsrEventKind;

namespace Virtspec.Properties.Rules;

/// <summary>ISR status: every rule once kept and once broken.</summary>
public sealed class PciIsrTests
{
    private const int Queue = 1;
    private const int Config = 2;
    private const int Both = 3;

    internal static readonly RuleCases Cases = new()
    {
        //= pci.isr.device.2
        { PciRules.IsrShowsConfigChange, "clear", On((Interrupted, Config), (Shown, Config)), On((Interrupted, Config), (Shown, Queue)) },
        //= pci.isr.device.3
        { PciRules.IsrShowsQueue, "clear", On((Interrupted, Queue), (Shown, Both)), On((Interrupted, Queue), (Shown, 0)) },
        //= pci.isr.device.4
        { PciRules.InterruptStatusIsIsr, "clear", On((Interrupted, Queue), (StatusShown, 1), (Shown, Queue)), On((Interrupted, Queue), (StatusShown, 0)) },
        { PciRules.InterruptStatusIsIsr, "set for nothing", On((StatusShown, 1), (Shown, Queue)), On((StatusShown, 1), (Shown, 0)) },
        //= pci.isr.device.5
        { PciRules.IsrClearedByRead, "shown again", On((Interrupted, Queue), (Shown, Queue), (Shown, 0)), On((Interrupted, Queue), (Shown, Queue), (Settled, 0), (Shown, Queue), (Shown, Queue), (Settled, 0)) },
        //= pci.isr.driver.1
        { PciRules.IsrUnreadWithMsix, "read", On((MsixEnabled, 1), (Interrupted, Queue), (Settled, 0)), On((MsixEnabled, 1), (Interrupted, Queue), (Read, 0)) },
        //= pci.config-change.driver.1
        { PciRules.HandlesSharedInterrupt, "the virtqueues forgotten", On((Interrupted, Both), (Handled, Both)), On((Interrupted, Both), (Handled, Config)) },
        { PciRules.HandlesSharedInterrupt, "another in between", On((Interrupted, Both), (Interrupted, Queue), (Handled, Both)), On((Interrupted, Both), (Interrupted, Queue), (Handled, Queue)) },
    };

    [Fact]
    public void An_interrupt_on_its_way_while_ISR_status_is_read_is_no_fault()
    {
        var log = new RuleLog();
        On((Shown, Queue), (Interrupted, Queue), (Shown, 0), (Settled, 0))(log);
        On((Interrupted, Queue), (Shown, Queue), (Interrupted, Queue), (Shown, 0), (Settled, 0))(log);
        On((Interrupted, Queue), (Shown, Queue), (Shown, Queue), (Interrupted, Queue), (Settled, 0))(log);
        On((Shown, Queue), (Shown, Queue), (Interrupted, Queue), (Settled, 0))(log);
        On((Interrupted, Queue), (Shown, Queue), (Shown, Queue), (Settled, 0))(log);
        On((Interrupted, Config), (Shown, 0xff), (Settled, 0))(log);
        Assert.Empty(log.Breaches);
    }

    private static Action<RuleLog> On(params (PciIsrEventKind Kind, int Value)[] events) => log =>
    {
        var state = default(PciIsrState);
        foreach (var (kind, value) in events)
            state = PciIsr.Step(state, new PciIsrEvent(kind, value), log);
    };
}
