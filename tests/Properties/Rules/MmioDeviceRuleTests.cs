using Virtspec.Model.Features;
using Virtspec.Model.Mmio;
using Virtspec.Model.Rules;
using Xunit;
using static Virtspec.Model.Mmio.MmioRegister;
using static Virtspec.Properties.Rules.MmioScript;

namespace Virtspec.Properties.Rules;

/// <summary>What a device behind MMIO registers shows and does: every rule once kept and once broken.</summary>
public sealed class MmioDeviceRuleTests
{
    internal static readonly RuleCases Cases = new()
    {
        //= mmio.registers.device.1
        { MmioRules.MagicValue, "another", Registers(Read(MagicValue, MmioRegisters.Magic)), Registers(Read(MagicValue, 0x76697274)) },
        //= mmio.registers.device.2
        { MmioRules.Version, "a later one", Registers(Read(MmioRegister.Version, 2)), Registers(Read(MmioRegister.Version, 3)) },
        { MmioRules.Version, "the legacy one", Registers(Read(MmioRegister.Version, 2)), Registers(Read(MmioRegister.Version, 1)) },
        //= mmio.registers.device.3
        { MmioRules.EventShownUntilAcknowledged, "never shown", Registers([.. Begun, Used(), .. Read(InterruptStatus, 1)]), Registers([.. Begun, Used(), .. Read(InterruptStatus, 0)]) },
        { MmioRules.EventShownUntilAcknowledged, "gone by being read", Registers([.. Begun, Used(), .. Read(InterruptStatus, 1), .. Read(InterruptStatus, 1)]), Registers([.. Begun, Used(), .. Read(InterruptStatus, 1), .. Read(InterruptStatus, 0)]) },
        { MmioRules.EventShownUntilAcknowledged, "gone with the other", Registers([.. Begun, Used(), ConfigNoted, Write(InterruptAck, 1), .. Read(InterruptStatus, 2)]), Registers([.. Begun, Used(), ConfigNoted, Write(InterruptAck, 1), .. Read(InterruptStatus, 0)]) },
        //= mmio.registers.device.4
        { MmioRules.OnlyEventsShown, "no such event", Registers([.. Begun, .. Read(InterruptStatus, 0), Used(), .. Read(InterruptStatus, 1)]), Registers([.. Begun, .. Read(InterruptStatus, 0), Used(), .. Read(InterruptStatus, 3)]) },
        { MmioRules.OnlyEventsShown, "an undefined bit", Registers([.. Begun, .. Read(InterruptStatus, 0), .. Read(InterruptStatus, 0)]), Registers([.. Begun, .. Read(InterruptStatus, 0), .. Read(InterruptStatus, 4)]) },
        { MmioRules.OnlyEventsShown, "acknowledged", Registers([.. Interrupted, .. Read(InterruptStatus, 1), Write(InterruptAck, 1), .. Read(InterruptStatus, 0)]), Registers([.. Interrupted, .. Read(InterruptStatus, 1), Write(InterruptAck, 1), .. Read(InterruptStatus, 1)]) },
        //= mmio.registers.device.5a
        { MmioRules.ResetClearsInterrupts, "left standing", Registers([.. Begun, Used(), .. Reset, .. Read(InterruptStatus, 0)]), Registers([.. Begun, Used(), .. Reset, .. Read(InterruptStatus, 1)]) },
        //= mmio.registers.device.5b
        { MmioRules.ResetClearsReady, "left standing", Registers([.. Enabled, .. Reset, .. Read(QueueReady, 0)]), Registers([.. Enabled, .. Reset, .. Read(QueueReady, 1)]) },
        { MmioRules.ResetClearsReady, "of another queue", Registers([.. Enabled, .. Reset, Write(QueueSel, 1), .. Read(QueueReady, 0)]), Registers([.. Enabled, .. Reset, Write(QueueSel, 1), .. Read(QueueReady, 1)]) },
        //= mmio.registers.device.6
        { MmioRules.GenerationChanges, "a change between two words", Changing(1, 4, Change(0, 8)), Changing(0, 4, Change(0, 8)) },
        { MmioRules.GenerationChanges, "a change of two fields", Changing(1, 12, Change(0, 16)), Changing(0, 12, Change(0, 16)) },
        //= mmio.registers.device.7
        { MmioRules.NoAccessUnlessReady, "stopped", Registers([.. Enabled, Access(), Write(QueueReady, 0), Access(), .. Read(QueueReady, 0)]), Registers([.. Stopped, Access()]) },
        { MmioRules.NoAccessUnlessReady, "never enabled", Registers([.. Enabled, Access()]), Registers([.. Selected, .. Read(QueueReady, 0), Access()]) },
        { MmioRules.NoAccessUnlessReady, "reset", Registers([.. ResetDone, Write(QueueReady, 1), Access()]), Registers([.. ResetDone, Access()]) },
        //= mmio.registers.device.8
        { MmioRules.ResetClearsQueueReset, "left standing", Registers([.. ResetAsked, .. Reset, Write(QueueSel, 0), .. Read(QueueReset, 0)]), Registers([.. ResetAsked, .. Reset, Write(QueueSel, 0), .. Read(QueueReset, 1)]) },
        //= mmio.registers.device.9
        { MmioRules.QueueResetZeroWhenReady, "1", Registers([.. Enabled, .. Read(QueueReset, 0)]), Registers([.. Enabled, .. Read(QueueReset, 1)]) },
        { MmioRules.QueueResetZeroWhenReady, "1 after a reset of the queue", Registers([.. ResetDone, Write(QueueReady, 1), .. Read(QueueReset, 0)]), Registers([.. ResetDone, Write(QueueReady, 1), .. Read(QueueReset, 1)]) },
        //= mmio.registers.device.10
        { MmioRules.QueueIsReset, "never over", Registers([.. ResetAsked, .. Read(QueueReset, 1), Settle(), .. Read(QueueReset, 0), .. Read(QueueReady, 0)]), Registers([.. ResetAsked, .. Read(QueueReset, 1), Settle(), .. Read(QueueReset, 1)]) },
        //= mmio.registers.device.11
        { MmioRules.QueueResetShown, "over and going on again", Registers([.. ResetAsked, .. Read(QueueReset, 1), .. Read(QueueReset, 0)]), Registers([.. ResetAsked, .. Read(QueueReset, 0), .. Read(QueueReset, 1)]) },
        { MmioRules.QueueResetShown, "over for good and going on again", Registers([.. ResetAsked, .. Read(QueueReset, 1), .. Read(QueueReset, 0)]), Registers([.. ResetDone, .. Read(QueueReset, 1)]) },
        { MmioRules.QueueResetShown, "work on the queue goes on", Registers([.. ResetAsked, .. Read(QueueReset, 1), Access()]), Registers([.. ResetShown, Access()]) },
        //= mmio.registers.device.12
        { MmioRules.QueueResetClearsReady, "still ready", Registers(ResetDone), Registers([.. ResetShown, .. Read(QueueReady, 1)]) },
        { MmioRules.QueueResetClearsReady, "ready by itself", Registers(ResetDone), Registers([.. ResetDone, .. Read(QueueReady, 1)]) },
    };

    /// <summary>What no device may be blamed for.</summary>
    private static readonly Dictionary<string, MmioEvent[]> Silent = new()
    {
        ["all ones where no device is"] = [.. Read(MagicValue, MmioRegisters.AllOnes), .. Read(MmioRegister.Version, MmioRegisters.AllOnes), Settle()],
        ["all ones from a device that went away"] = [.. ResetShown, Used(), .. Read(QueueReady, MmioRegisters.AllOnes), .. Read(InterruptStatus, MmioRegisters.AllOnes), .. Read(QueueReset, MmioRegisters.AllOnes), Write(QueueSize, 4), .. Read(MagicValue, 0), Ask(0xf8), Access(), Settle()],
        ["another device in the place of one that went away"] = [.. Enabled, .. Read(Status, MmioRegisters.AllOnes), .. Identity, .. Read(InterruptStatus, 1), Write(QueueSel, 0), .. Read(QueueReady, 1), Access()],
        ["interrupts and queues that another driver left behind"] = [.. Identity, .. Read(InterruptStatus, 3), Write(QueueSel, 0), .. Read(QueueReady, 1), .. Read(QueueReset, 1), Access()],
        ["anything while a reset goes on"] = [.. ResetAsked, Used(), Write(Status, 0), .. Read(Status, 1), .. Read(InterruptStatus, 1), .. Read(QueueReady, 1), .. Read(QueueReset, 1), Access(), Used(), .. Read(Status, 0), .. Read(InterruptStatus, 0)],
        ["an event during the read that misses it"] = [.. Begun, .. Read(InterruptStatus, 0), Ask((uint)InterruptStatus), Used(), Answer(0)],
        ["an event during the read that shows it"] = [.. Begun, .. Read(InterruptStatus, 0), Ask((uint)InterruptStatus), Used(), Answer(1)],
        ["an event acknowledged before it was seen"] = [.. Begun, .. Read(InterruptStatus, 0), Used(), Write(InterruptAck, 1), .. Read(InterruptStatus, 0)],
        ["a queue that takes its time to stop"] = [.. Enabled, Write(QueueReady, 0), Access(), .. Read(QueueReady, 1), Access(), .. Read(QueueReady, 0)],
        ["QueueReady at 0 while the reset of the queue goes on"] = [.. ResetAsked, .. Read(QueueReady, 0), .. Read(QueueReset, 1), Access(), .. Read(QueueReset, 0), .. Read(QueueReady, 0)],
        ["a reset of a queue that nobody asks after"] = [.. ResetAsked, .. Read(QueueReset, 1), Settle(), .. Reset, .. Read(QueueReady, 0)],
        ["QueueReset where queues are not reset one by one"] = [.. Begun, .. Negotiation(Feature.Version1), Write(QueueSel, 0), .. Read(QueueReset, 1), Write(QueueReady, 1), Write(QueueReset, 1), .. Read(QueueReset, 1), Settle(), .. Read(QueueReset, 1), Access()],
        ["answers about no queue"] = [.. Begun, .. Negotiation(Feature.RingReset), .. Read(QueueReady, 1), .. Read(QueueReset, 1), .. Read(QueueSizeMax, 0)],
        ["a generation that stays while one word changes"] = [.. Identity, .. Read(ConfigGeneration, 7), .. Config(0), Change(0, 4), .. Config(4), .. Read(ConfigGeneration, 7)],
        ["a change before the first word was read"] = [.. Identity, .. Read(ConfigGeneration, 7), Change(0, 8), .. Config(0, 4), .. Read(ConfigGeneration, 7)],
        ["a change after the last word was read"] = [.. Identity, .. Read(ConfigGeneration, 7), .. Config(0, 4), Change(0, 8), .. Read(ConfigGeneration, 7)],
        ["a change after which all was read again"] = [.. Identity, .. Read(ConfigGeneration, 7), .. Config(0), Change(0, 8), .. Config(4, 0), .. Read(ConfigGeneration, 7)],
        ["a change torn in an earlier window"] = [.. Identity, .. Read(ConfigGeneration, 7), .. Config(0), Change(0, 8), .. Config(4), .. Read(ConfigGeneration, 8), .. Read(ConfigGeneration, 8)],
    };

    public static TheoryData<string> SilentNames => [.. Silent.Keys];

    [Theory]
    [MemberData(nameof(SilentNames))]
    public void Nobody_is_blamed_for(string name)
    {
        var log = new RuleLog();
        Run(log, Silent[name]);
        Assert.Empty(log.Breaches);
    }

    /// <summary>A 0 in Status proves no reset: what then was not cleared is the device's fault, and never that of a driver who took its word.</summary>
    [Fact]
    public void A_device_that_shows_status_0_and_resets_nothing_is_found_out()
    {
        var log = new RuleLog();
        Run(log, [.. Enabled, Used(), .. Reset, Write(QueueSize, Size), .. Read(QueueReady, 1), .. Read(InterruptStatus, 1), Access()]);
        Assert.Equal([MmioRules.ResetClearsReady, MmioRules.ResetClearsInterrupts], log.Breaches.Select(breach => breach.Rule));
    }

    [Fact]
    public void A_queue_enabled_in_the_middle_of_its_reset_convicts_the_driver_alone()
    {
        var log = new RuleLog();
        Run(log, [.. ResetAsked, Write(QueueReady, 1), .. Read(QueueReset, 1), Settle(), .. Read(QueueReset, 1), Access()]);
        Assert.Equal([MmioRules.AwaitsQueueReset], log.Breaches.Select(breach => breach.Rule));
    }

    [Fact]
    public void An_access_that_reaches_no_register_has_no_answer_to_judge()
    {
        var log = new RuleLog();
        Run(log, [.. Begun, Ask((uint)MagicValue), Ask(0xf8), Answer(0)]);
        Assert.Equal([MmioRules.OnlyKnownOffsets], log.Breaches.Select(breach => breach.Rule));
    }

    private static MmioEvent ConfigNoted => Of(MmioEventKind.ConfigNotification);

    /// <summary>The generation is 0, then the first word is read, something changes, and another word is read.</summary>
    private static Action<RuleLog> Changing(uint generation, uint second, MmioEvent change) =>
        Registers([.. Identity, .. Read(ConfigGeneration, 0), .. Config(0), change, .. Config(second), .. Read(ConfigGeneration, generation)]);
}
