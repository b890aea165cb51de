using Virtspec.Model.Features;
using Virtspec.Model.Pci;
using Virtspec.Model.Rules;
using Xunit;
using static Virtspec.Properties.Rules.PciScript;

namespace Virtspec.Properties.Rules;

/// <summary>The common configuration structure apart from virtqueues: every rule once kept and once broken.</summary>
public sealed class PciRegisterTests
{
    private static readonly PciEvent[] WithAdmin = [.. Negotiated(Feature.AdminVq), Show(PciField.NumQueues, 4)];
    private static readonly PciEvent[] Seen = [Show(PciField.ConfigGeneration, 7), ShowConfig(0, 1), ShowConfig(4, 9)];
    private static readonly PciEvent[] Overdue = [Write(PciField.DeviceStatus, 0), Show(Ready), Settled];

    internal static readonly RuleCases Cases = new()
    {
        //= pci.layout.driver.1a
        { PciRules.NarrowAccess, "two fields at once", On(Read(20, 1)), On(Read(20, 2)) },
        { PciRules.NarrowAccess, "written", On(Write(PciField.DeviceStatus, 1)), On(new PciEvent(PciEventKind.Written, 20, 4, 1)), PciRules.ReadOnlyFields },
        //= pci.layout.driver.1b
        { PciRules.WordAccess, "two fields at once", On(Read(16, 2)), On(Read(16, 4)) },
        { PciRules.WordAccess, "a half", On(Read(18, 2)), On(Read(19, 1)) },
        { PciRules.WordAccess, "across the device's fields", On(Read(18, 2), Of(PciEventKind.DeviceConfigRead, 2, 2)), On(Of(PciEventKind.DeviceConfigRead, 1, 2)) },
        //= pci.layout.driver.1c
        { PciRules.DoubleWordAccess, "64 bits at once", On(Read(32, 4), Read(36, 4)), On(Read(32, 8)) },
        { PciRules.DoubleWordAccess, "a half", On(Read(0, 4)), On(Read(2, 2)) },
        { PciRules.DoubleWordAccess, "64 bits of the device's at once", On(Read(0, 4), Of(PciEventKind.DeviceConfigWritten, 4, 4)), On(Of(PciEventKind.DeviceConfigWritten, 0, 8)) },

        //= pci.common.device.3
        { PciRules.OfferByWindow, "another offer", On(Offer(0, 5), Offer(1, 1), Offer(0, 5)), On(Offer(0, 5), Offer(1, 1), Offer(0, 1)) },
        { PciRules.OfferByWindow, "beyond all bits", On(Offer(4, 0)), On(Offer(4, 5)) },
        //= pci.common.device.4
        { PciRules.AcceptedBitsShown, "a bit lost", On(Accept(5, 5)), On(Accept(5, 4)) },
        { PciRules.AcceptedBitsShown, "one that was not offered", On(Accept(7, 5)), On(Accept(7, 1)) },
        //= pci.common.device.6
        { PciRules.GenerationChanges, "the same", On([.. Seen, ShowConfig(0, 2), Show(PciField.ConfigGeneration, 8)]), On([.. Seen, ShowConfig(0, 2), Show(PciField.ConfigGeneration, 7)]) },
        { PciRules.GenerationChanges, "changed before", On([.. Seen, Show(PciField.ConfigGeneration, 8), ShowConfig(0, 2), Show(PciField.ConfigGeneration, 8)]), On([.. Seen, Show(PciField.ConfigGeneration, 7), ShowConfig(4, 8), Show(PciField.ConfigGeneration, 7)]) },
        //= pci.common.device.7
        { PciRules.ResetOnZero, "never done", On([.. Negotiated(), Write(PciField.DeviceStatus, 0), Show(Ready), Show(PciField.DeviceStatus, 0)]), On([.. Negotiated(), .. Overdue, Show(Ready)]) },
        { PciRules.ResetOnZero, "said to be done", On([.. Reset, Show(PciField.DeviceStatus, 0)]), On([.. Negotiated(), .. Reset, Show(Ready)]) },
        //= pci.common.device.16a
        { PciRules.AdminQueuesBeyondOthers, "among the others", On([.. WithAdmin, Show(PciField.AdminQueueIndex, 4)]), On([.. WithAdmin, Show(PciField.AdminQueueIndex, 3)]) },
        //= pci.common.device.16b
        { PciRules.AdminQueuesFit, "one too many", On([.. WithAdmin, .. Admin(0xfffe, 2)]), On([.. WithAdmin, .. Admin(0xfffe, 3)]) },

        //= pci.common.driver.1
        { PciRules.ReadOnlyFields, "num_queues", On(Write(PciField.QueueSelect, 1)), On(Write(PciField.NumQueues, 1)) },
        { PciRules.ReadOnlyFields, "queue_notif_config_data", On(Write(PciField.QueueSelect, 1)), On(Write(PciField.QueueNotifConfigData, 1)) },
        //= pci.common.driver.5
        { PciRules.WaitsForReset, "status", On([.. Reset, Write(Noticed)]), On(Write(PciField.DeviceStatus, 0), Write(Noticed)) },
        { PciRules.WaitsForReset, "features", On([.. Reset, Write(Noticed)]), On(Write(PciField.DeviceStatus, 0), Show(Ready), Write(PciField.DriverFeatureSelect, 0), Write(PciField.DriverFeature, 0)) },
        { PciRules.WaitsForReset, "a virtqueue", On(Negotiated()), On(Write(PciField.DeviceStatus, 0), Write(PciField.QueueSelect, 0), Write(PciField.QueueSize, 8)) },
        //= pci.common.driver.10
        { PciRules.AdminQueueInRange, "behind them", On([.. WithAdmin, .. Admin(6, 2), .. Enables(7)]), On([.. WithAdmin, .. Admin(6, 2), .. Enables(8)]) },
        { PciRules.AdminQueueInRange, "before them", On([.. WithAdmin, .. Admin(6, 2), .. Enables(0), .. Enables(6)]), On([.. WithAdmin, .. Admin(6, 2), .. Enables(5)]) },
    };

    [Fact]
    public void All_ones_are_no_value_of_any_register()
    {
        var log = new RuleLog();
        var known = Run(Function, [.. Negotiated(Feature.RingReset, Feature.AdminVq), .. Seen, .. Offer(0, 5), .. Enabled, Write(PciField.QueueReset, 1), Settled], log);
        foreach (var field in Enum.GetValues<PciField>())
        {
            var width = Math.Min(PciRegister.Width(field), 4);
            PciMachine.Step(known, new PciEvent(PciEventKind.Shown, (int)field, width, uint.MaxValue >> (32 - (8 * width))), Function, log);
        }

        PciMachine.Step(known, new PciEvent(PciEventKind.DeviceConfigShown, 0, 4, uint.MaxValue), Function, log);
        Assert.Empty(log.Breaches);
    }

    [Fact]
    public void A_configuration_that_the_driver_changes_needs_no_other_generation()
    {
        var log = new RuleLog();
        Run(Function, [.. Seen, Of(PciEventKind.DeviceConfigWritten, 0, 1), ShowConfig(0, 2), Show(PciField.ConfigGeneration, 7)], log);
        Assert.Empty(log.Breaches);
    }

    [Fact]
    public void A_generation_that_was_seen_to_change_may_be_any_afterwards()
    {
        var log = new RuleLog();
        Run(Function, [.. Seen, Show(PciField.ConfigGeneration, 8), ShowConfig(0, 2), Show(PciField.ConfigGeneration, 7)], log);
        Assert.Empty(log.Breaches);
    }

    [Fact]
    public void While_a_reset_goes_on_registers_may_show_anything()
    {
        var log = new RuleLog();
        Run(Function, [.. Negotiated(Feature.RingReset), .. Enabled, Write(PciField.DeviceStatus, 0), Write(PciField.QueueSelect, 0), Show(PciField.QueueEnable, 1), Show(PciField.QueueReset, 1), .. Offer(0, 5), .. Offer(0, 1)], log);
        Assert.Empty(log.Breaches);
    }

    private static PciEvent Of(PciEventKind kind, int offset, int width, ulong value = 0) => new(kind, offset, width, value);

    private static PciEvent Read(int offset, int width) => Of(PciEventKind.Read, offset, width);

    private static PciEvent ShowConfig(int offset, byte value) => Of(PciEventKind.DeviceConfigShown, offset, 1, value);

    private static PciEvent[] Offer(uint window, uint bits) => [Write(PciField.DeviceFeatureSelect, window), Show(PciField.DeviceFeature, bits)];

    private static PciEvent[] Accept(uint written, uint shown) =>
        [.. Offer(0, 5), Write(PciField.DriverFeatureSelect, 0), Write(PciField.DriverFeature, written), Show(PciField.DriverFeature, shown)];

    private static PciEvent[] Admin(ushort index, ushort count) => [Show(PciField.AdminQueueIndex, index), Show(PciField.AdminQueueNum, count)];

    private static PciEvent[] Enables(ushort queue) => [Write(PciField.QueueSelect, queue), .. Addresses, Write(PciField.QueueEnable, 1)];

    private static Action<RuleLog> On(params PciEvent[][] events) => PciScript.On([.. events.SelectMany(some => some)]);

    private static Action<RuleLog> On(params PciEvent[] events) => PciScript.On(events);
}
