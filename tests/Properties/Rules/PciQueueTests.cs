using Virtspec.Model.Features;
using Virtspec.Model.Pci;
using Virtspec.Model.Rules;
using Xunit;
using static Virtspec.Properties.Rules.PciScript;

namespace Virtspec.Properties.Rules;

/// <summary>A virtqueue in the common configuration structure, and its notifications: every rule once kept and once broken.</summary>
public sealed class PciQueueTests
{
    private static readonly PciEvent[] Select = [.. Negotiated(Feature.RingReset), Write(PciField.QueueSelect, 0)];
    private static readonly PciEvent[] Up = [.. Select, .. Addresses, Write(PciField.QueueEnable, 1)];
    private static readonly PciEvent[] Pending = [.. Up, Write(PciField.QueueReset, 1)];
    private static readonly PciEvent[] Done = [.. Pending, Show(PciField.QueueReset, 1), Show(PciField.QueueReset, 0)];
    private static readonly PciEvent[] Few = [.. Negotiated(), Show(PciField.NumQueues, 2)];
    private static readonly PciEvent[] FewWithAdmin =
        [.. Negotiated(Feature.AdminVq), Show(PciField.NumQueues, 2), Show(PciField.AdminQueueIndex, 4), Show(PciField.AdminQueueNum, 1)];

    private static readonly PciKick Good = new(4, 0x3000 + (2 * 4), 2, 1);
    private static readonly PciKick Other = Good with { Value = 0 };
    private static readonly PciKick Wide = Good with { Width = 4, Value = 0x12340001 };
    private static readonly PciKick Data = Good with { Value = 77 };

    internal static readonly RuleCases Cases = new()
    {
        //= pci.layout.device.1
        { PciRules.HalvesIndependent, "one clears the other", On([.. Select, .. Halves, Show(32, 0x5000)]), On([.. Select, .. Halves, Show(32, 0)]) },
        { PciRules.HalvesIndependent, "one overwrites the other", On([.. Select, .. Halves, Show(36, 7)]), On([.. Select, .. Halves, Show(36, 0x5000)]) },
        //= pci.common.device.8
        { PciRules.DisabledOnReset, "enabled before", On([.. Up, .. Reset, Write(PciField.QueueSelect, 0), Show(PciField.QueueEnable, 0)]), On([.. Up, .. Reset, Write(PciField.QueueSelect, 0), Show(PciField.QueueEnable, 1)]) },
        //= pci.common.device.9
        { PciRules.QueueResetZeroOnReset, "1", On([.. Select, Show(PciField.QueueReset, 0)]), On([.. Select, Show(PciField.QueueReset, 1)]) },
        //= pci.common.device.10
        { PciRules.QueueResetZeroOnEnable, "1", On([.. Up, Show(PciField.QueueReset, 0)]), On([.. Up, Show(PciField.QueueReset, 1)]) },
        { PciRules.QueueResetZeroOnEnable, "enabled again", On([.. Done, .. Enabled, Show(PciField.QueueReset, 0)]), On([.. Done, .. Enabled, Show(PciField.QueueReset, 1)]) },
        //= pci.common.device.11
        { PciRules.QueueResets, "never done", On(Done), On([.. Pending, Show(PciField.QueueReset, 1), Settled, Show(PciField.QueueReset, 1)]) },
        //= pci.common.device.12
        { PciRules.QueueResetShownWhileOngoing, "another value", On(Done), On([.. Pending, Show(PciField.QueueReset, 2)]) },
        { PciRules.QueueResetShownWhileOngoing, "0 in between", On(Done), On([.. Done, Show(PciField.QueueReset, 1)]) },
        //= pci.common.device.13
        { PciRules.DisabledOnQueueReset, "still enabled", On([.. Done, Show(PciField.QueueEnable, 0)]), On([.. Done, Show(PciField.QueueEnable, 1)]) },
        { PciRules.DisabledOnQueueReset, "done at once", On([.. Pending, Show(PciField.QueueEnable, 1), Show(PciField.QueueReset, 0), Show(PciField.QueueEnable, 0)]), On([.. Pending, Show(PciField.QueueReset, 0), Show(PciField.QueueEnable, 1)]) },
        //= pci.common.device.14
        { PciRules.UnavailableQueueHasNoSize, "beyond num_queues", On([.. Few, .. Size(2, 0)]), On([.. Few, .. Size(2, 8)]) },
        { PciRules.UnavailableQueueHasNoSize, "before the administration virtqueues", On([.. FewWithAdmin, .. Size(3, 0)]), On([.. FewWithAdmin, .. Size(3, 8)]) },
        { PciRules.UnavailableQueueHasNoSize, "behind the administration virtqueues", On([.. FewWithAdmin, .. Size(4, 8), .. Size(5, 0)]), On([.. FewWithAdmin, .. Size(5, 8)]) },
        //= pci.common.device.15
        { PciRules.SplitSizeShown, "6", On([.. Few, .. Size(1, 8), .. Size(0, 0)]), On([.. Few, .. Size(1, 6)]) },

        //= pci.common.driver.2
        { PciRules.PackedSizeWritten, "0", On([.. Negotiated(Feature.RingPacked), .. Sized(6)]), On([.. Negotiated(Feature.RingPacked), .. Sized(0)]) },
        //= pci.common.driver.3
        { PciRules.SplitSizeWritten, "6", On([.. Negotiated(), .. Sized(8)]), On([.. Negotiated(), .. Sized(6)]) },
        { PciRules.SplitSizeWritten, "0", On([.. Negotiated(), .. Sized(1)]), On([.. Negotiated(), .. Sized(0)]) },
        //= pci.common.driver.4
        { PciRules.ConfiguresBeforeEnabling, "an address missing", On(Up), On([.. Select, .. Addresses[..4], Write(PciField.QueueEnable, 1)]) },
        { PciRules.ConfiguresBeforeEnabling, "an address later", On(Up), On([.. Up, .. Address(PciField.QueueDesc, 0x9000)]) },
        { PciRules.ConfiguresBeforeEnabling, "the size later", On([.. Select, Write(PciField.QueueSize, 8), .. Up[Select.Length..]]), On([.. Up, Write(PciField.QueueSize, 8)]) },
        { PciRules.ConfiguresBeforeEnabling, "after its reset", On([.. Done, .. Addresses, Write(PciField.QueueEnable, 1)]), On([.. Done, Write(PciField.QueueEnable, 1)]) },
        //= pci.common.driver.6
        { PciRules.NeverDisables, "0", On(Up), On([.. Up, Write(PciField.QueueEnable, 0)]) },
        //= pci.common.driver.7
        { PciRules.WaitsForQueueReset, "enabled too early", On([.. Done, .. Enabled]), On([.. Pending, Show(PciField.QueueReset, 1), .. Enabled]) },

        //= pci.kick.driver.1
        { PciRules.WordKick, "32 bits", Kick(Good), Kick(Wide) },
        //= pci.kick.driver.2
        { PciRules.DoubleWordKick, "16 bits", Kick(Wide, Feature.NotificationData), Kick(Good, Feature.NotificationData) },
        //= pci.kick.driver.3
        { PciRules.KickHasIndex, "another index", Kick(Good), Kick(Other) },
        { PciRules.KickHasIndex, "the data", Kick(Good), Kick(Data) },
        //= pci.kick.driver.4
        { PciRules.DataKickHasIndex, "another index", Kick(Wide, Feature.NotificationData), Kick(Wide with { Value = 0x10000 }, Feature.NotificationData) },
        //= pci.kick.driver.5
        { PciRules.KickHasConfigData, "the index", Kick(Data, Feature.NotifConfigData), Kick(Good, Feature.NotifConfigData) },
        //= pci.kick.driver.6
        { PciRules.DataKickHasConfigData, "the index", Kick(Wide with { Value = 0x1004d }, Feature.NotificationData, Feature.NotifConfigData), Kick(Wide, Feature.NotificationData, Feature.NotifConfigData) },
    };

    private static PciEvent[] Halves =>
        [new(PciEventKind.Written, 36, 4, 7), new(PciEventKind.Written, 32, 4, 0x5000)];

    [Fact]
    public void A_virtqueue_whose_reset_is_pending_may_show_itself_enabled_or_not()
    {
        var log = new RuleLog();
        Run(Function, [.. Pending, Show(PciField.QueueEnable, 1), Show(PciField.QueueEnable, 0), Show(PciField.QueueReset, 1), Show(PciField.QueueEnable, 1)], log);
        Assert.Empty(log.Breaches);
    }

    [Fact]
    public void Virtqueues_at_one_address_are_told_apart_by_what_is_written_alone()
    {
        var log = new RuleLog();
        var shared = Function.With(Notify with { Multiplier = 0 });
        var state = Run(shared, Kicked([]), log);
        PciKickRules.Judge(state, shared, new PciKick(4, 0x3000, 2, 0), log);
        PciKickRules.Judge(state, shared, new PciKick(4, 0x3000, 2, 1), log);
        Assert.Empty(log.Breaches);
        PciKickRules.Judge(state, shared, new PciKick(4, 0x3000, 2, 2), log);
        Assert.Same(PciRules.KickHasIndex, Assert.Single(log.Breaches).Rule);
    }

    [Fact]
    public void A_virtqueue_whose_address_is_not_known_may_be_meant_by_any_notification()
    {
        var log = new RuleLog();
        PciEvent[] another = [Write(PciField.QueueSelect, 3), .. Addresses, Write(PciField.QueueEnable, 1)];
        PciKickRules.Judge(Run(Function, [.. Kicked([]), .. another], log), Function, Good with { Value = 3 }, log);
        PciKickRules.Judge(Run(Function, [.. Kicked([Feature.NotifConfigData]), .. another], log), Function, Good with { Value = 3 }, log);
        Assert.Empty(log.Breaches);
    }

    [Fact]
    public void A_write_elsewhere_is_no_notification()
    {
        var log = new RuleLog();
        var state = Run(Function, Kicked([]), log);
        log.Clear();
        PciKickRules.Judge(state, Function, Other with { Address = 0x2000 }, log);
        PciKickRules.Judge(state, Function, Other with { Bar = 2 }, log);
        Assert.True(log.IsEmpty);
    }

    /// <summary>Virtqueues 0 and 1, notified at 0 and 2 with the data 66 and 77.</summary>
    private static PciEvent[] Kicked(int[] features) =>
    [
        .. Negotiated(features),
        Write(PciField.QueueSelect, 0), Show(PciField.QueueNotifyOff, 0), Show(PciField.QueueNotifConfigData, 66), .. Addresses, Write(PciField.QueueEnable, 1),
        Write(PciField.QueueSelect, 1), Show(PciField.QueueNotifyOff, 2), Show(PciField.QueueNotifConfigData, 77), .. Addresses, Write(PciField.QueueEnable, 1),
    ];

    private static Action<RuleLog> Kick(PciKick kick, params int[] features) =>
        log => PciKickRules.Judge(Run(Function, Kicked(features), log), Function, kick, log);

    private static PciEvent Show(int offset, uint value) => new(PciEventKind.Shown, offset, 4, value);

    private static PciEvent Show(PciField field, ulong value) => PciScript.Show(field, value);

    private static PciEvent[] Size(ushort queue, ushort size) => [Write(PciField.QueueSelect, queue), Show(PciField.QueueSize, size)];

    private static PciEvent[] Sized(ushort size) => [Write(PciField.QueueSelect, 0), Write(PciField.QueueSize, size)];
}
