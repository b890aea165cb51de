using Virtspec.Model.Pci;
using Virtspec.Model.Rules;
using Xunit;
using static Virtspec.Model.Pci.PciConfigEventKind;
using static Virtspec.Properties.Rules.PciScript;

namespace Virtspec.Properties.Rules;

/// <summary>PCI configuration space and the window in it: every rule once kept and once broken.</summary>
public sealed class PciConfigAccessTests
{
    private const int Window = 0x84;
    private const uint QueueSelect = (uint)PciField.QueueSelect;

    private static readonly PciConfigEvent[] AtQueueSelect = [Bar(4), Length(2), Offset(QueueSelect)];

    internal static readonly RuleCases Cases = new()
    {
        //= pci.capabilities.driver.7
        { PciRules.CapabilitiesLeftAlone, "an offset", On(Config(Written, 4, 2, 6)), On(Config(Written, 0x48, 4, 0)) },
        //= pci.vendor-data.driver.2b
        { PciRules.VendorQualifiedBeforeWriting, "not read", On(Config(Read, 0xb4, 2), Config(Written, 0xb8, 4, 1)), On(Config(Read, 0xb0, 4), Config(Written, 0xb8, 4, 1)) },
        //= pci.config-access.driver.1a
        { PciRules.WindowOffsetAligned, "odd", On(AtQueueSelect), On(Bar(4), Length(2), Offset(21)) },
        //= pci.config-access.driver.1b
        { PciRules.WindowAccessAligned, "length last", On([.. AtQueueSelect, Data(Read)]), On([.. AtQueueSelect, Length(4), Data(Read)]) },
        //= pci.config-access.driver.2
        { PciRules.WindowInsideStructure, "between structures", On([.. AtQueueSelect, Data(Read)]), On(Bar(4), Length(4), Offset(0x1800), Data(Read)) },
        { PciRules.WindowInsideStructure, "another BAR", On([.. AtQueueSelect, Data(Written)]), On([.. AtQueueSelect, Bar(3), Data(Written)]) },
        //= pci.config-access.device.2
        { PciRules.WindowWrites, "lost", On([.. AtQueueSelect, Data(Written, 5), Direct(BarShown, 5)]), On([.. AtQueueSelect, Data(Written, 5), Direct(BarShown, 0)]) },
        { PciRules.WindowWrites, "all four bytes", On([.. AtQueueSelect, Data(Written, 0x70005), Direct(BarShown, 5)]), On([.. AtQueueSelect, Data(Written, 0x70005), Direct(BarShown, 7)]) },
        //= pci.config-access.device.3
        { PciRules.WindowReads, "another value", On([.. AtQueueSelect, Direct(BarWritten, 5), Data(Read), Data(Shown, 5)]), On([.. AtQueueSelect, Direct(BarWritten, 5), Data(Read), Data(Shown, 0)]) },
    };

    [Fact]
    public void Whoever_dumps_configuration_space_breaks_nothing()
    {
        var log = new RuleLog();
        On([.. Enumerable.Range(0, 64).Select(i => Config(Read, 4 * i, 4))])(log);
        Assert.Empty(log.Breaches);
    }

    [Fact]
    public void A_window_may_be_moved_in_any_order_and_is_none_without_a_length()
    {
        var log = new RuleLog();
        On(Bar(4), Length(4), Offset(0), Data(Read), Offset(QueueSelect), Length(2), Data(Read))(log);
        On(Bar(4), Length(0), Offset(0x1800), Data(Read))(log);
        Assert.Empty(log.Breaches);
    }

    [Fact]
    public void Of_two_accesses_through_the_window_either_may_have_been_lost()
    {
        var log = new RuleLog();
        On([.. AtQueueSelect, Data(Written, 5), Data(Read), Data(Shown, 0)])(log);
        Assert.Empty(log.Breaches);
    }

    [Fact]
    public void Registers_are_expected_to_hold_nothing_across_a_reset_or_from_a_function_that_is_gone()
    {
        var log = new RuleLog();
        On([.. AtQueueSelect, Data(Written, 5), new(BarWritten, (uint)PciField.DeviceStatus, 1, 0, 4), Direct(BarShown, 0)])(log);
        On([.. AtQueueSelect, Data(Written, 5), Direct(BarShown, 0xffff)])(log);
        On([.. AtQueueSelect, Direct(BarWritten, 5), Data(Read), Data(Shown, uint.MaxValue)])(log);
        Assert.Empty(log.Breaches);
    }

    private static PciConfigEvent Config(PciConfigEventKind kind, int offset, int width, uint value = 0) => new(kind, (ulong)offset, width, value);

    private static PciConfigEvent Bar(byte bar) => Config(Written, Window + 4, 1, bar);

    private static PciConfigEvent Offset(uint offset) => Config(Written, Window + 8, 4, offset);

    private static PciConfigEvent Length(uint length) => Config(Written, Window + 12, 4, length);

    private static PciConfigEvent Data(PciConfigEventKind kind, uint value = 0) => Config(kind, Window + 16, 4, value);

    private static PciConfigEvent Direct(PciConfigEventKind kind, ushort value) => new(kind, QueueSelect, 2, value, 4);

    private static Action<RuleLog> On(params PciConfigEvent[] events) => log =>
    {
        var state = new PciConfigState();
        foreach (var e in events)
            state = PciConfigAccess.Step(state, e, Function, log);
    };
}
