using Virtspec.Model.Features;
using Virtspec.Model.Mmio;
using Virtspec.Model.Rules;
using Xunit;
using static Virtspec.Model.Mmio.MmioRegister;
using static Virtspec.Properties.Rules.MmioScript;

namespace Virtspec.Properties.Rules;

/// <summary>What a driver does at MMIO registers: every rule once kept and once broken.</summary>
public sealed class MmioDriverRuleTests
{
    private const uint Field64 = 0x100, Field8 = 0x108, Field16 = 0x10a, Field32 = 0x10c;
    private const uint DriverOk = 15;

    private static readonly MmioEvent[] Placeholder = [.. Read(MagicValue, MmioRegisters.Magic), .. Read(MmioRegister.Version, 2), .. Read(DeviceId, 0)];
    private static readonly MmioEvent[] Handling = [.. Interrupted, .. Read(InterruptStatus, 1)];

    internal static readonly RuleCases Cases = new()
    {
        //= mmio.registers.driver.1a
        { MmioRules.OnlyKnownOffsets, "a register of the legacy interface", Registers(Begun), Registers([.. Begun, WriteAt(0x40, 4, 1)]) },
        { MmioRules.OnlyKnownOffsets, "between registers", Registers(Begun), Registers([.. Begun, Ask(0xf8)]) },
        { MmioRules.OnlyKnownOffsets, "behind the last field", Registers([.. Begun, Ask(Field32)]), Registers([.. Begun, Ask(Field32 + 4)]) },
        //= mmio.registers.driver.1b
        { MmioRules.NoWriteToReadOnly, "the maximum", Registers(Begun), Registers([.. Begun, Write(QueueSizeMax, 8)]) },
        { MmioRules.NoWriteToReadOnly, "a length", Registers(Begun), Registers([.. Begun, Write(ShmLenLow, 0)]) },
        //= mmio.registers.driver.1c
        { MmioRules.NoReadOfWriteOnly, "the selection", Registers(Begun), Registers([.. Begun, Ask((uint)QueueSel)]) },
        { MmioRules.NoReadOfWriteOnly, "an address", Registers(Begun), Registers([.. Begun, Ask((uint)QueueDeviceHigh)]) },
        //= mmio.registers.driver.2
        { MmioRules.RegistersWhole, "8 bits", Registers(Begun), Registers([.. Begun, Ask((uint)Status, 1)]) },
        { MmioRules.RegistersWhole, "64 bits", Registers(Begun), Registers([.. Begun, WriteAt((uint)QueueDescLow, 8, 0)]) },
        { MmioRules.RegistersWhole, "misaligned", Registers(Begun), Registers([.. Begun, Ask((uint)Status + 2)]) },
        //= mmio.registers.driver.3a
        { MmioRules.BytesByBytes, "two at once", Registers([.. Begun, Ask(Field8, 1), Ask(Field8 + 1, 1)]), Registers([.. Begun, Ask(Field8, 2)]) },
        //= mmio.registers.driver.3b
        { MmioRules.HalvesByHalves, "half of it", Registers([.. Begun, Ask(Field16, 2)]), Registers([.. Begun, Ask(Field16, 1)]) },
        { MmioRules.HalvesByHalves, "misaligned", Registers([.. Begun, WriteAt(Field16, 2, 1)]), Registers([.. Begun, WriteAt(Field16 + 1, 2, 1)]) },
        //= mmio.registers.driver.3c
        { MmioRules.WordsByWords, "64 bits at once", Registers([.. Begun, Ask(Field64), Ask(Field64 + 4)]), Registers([.. Begun, Ask(Field64, 8)]) },
        { MmioRules.WordsByWords, "half of it", Registers([.. Begun, WriteAt(Field32, 4, 1)]), Registers([.. Begun, WriteAt(Field32, 2, 1)]) },
        { MmioRules.WordsByWords, "misaligned", Registers([.. Begun, Ask(Field64 + 4)]), Registers([.. Begun, Ask(Field64 + 2)]) },
        //= mmio.registers.driver.4a
        { MmioRules.WrongMagicIgnored, "initialized", Registers([.. Nobody, Settle()]), Registers([.. Nobody, Write(Status, 0)]) },
        { MmioRules.WrongMagicIgnored, "its features read", Registers([.. Nobody, Ask((uint)VendorId), Ask((uint)DeviceId), Settle()]), Registers([.. Nobody, Ask((uint)DeviceFeatures)]), MmioRules.DeviceBankFirst },
        { MmioRules.WrongMagicIgnored, "its configuration read", Registers([.. Nobody, Settle()]), Registers([.. Nobody, Ask(Field32)]) },
        //= mmio.registers.driver.5a
        { MmioRules.WrongVersionIgnored, "initialized", Registers([.. Later, Settle()]), Registers([.. Later, Write(Status, 0)]), MmioRules.Version },
        //= mmio.registers.driver.6a
        { MmioRules.PlaceholderIgnored, "given a queue", Registers([.. Placeholder, Settle()]), Registers([.. Placeholder, Write(QueueSel, 0)]) },
        { MmioRules.PlaceholderIgnored, "configured", Registers([.. Placeholder, Settle()]), Registers([.. Placeholder, WriteAt(Field32, 4, 1)]) },
        //= mmio.registers.driver.7
        { MmioRules.DeviceBankFirst, "never selected", Registers([.. Begun, Write(DeviceFeaturesSel, 0), Ask((uint)DeviceFeatures), Ask((uint)DeviceFeatures)]), Registers([.. Begun, Ask((uint)DeviceFeatures)]) },
        //= mmio.registers.driver.8
        { MmioRules.DriverBankFirst, "the other one selected", Registers([.. Begun, Write(DriverFeaturesSel, 0), Write(DriverFeatures, 0)]), Registers([.. Begun, Write(DeviceFeaturesSel, 0), Write(DriverFeatures, 0)]) },
        //= mmio.registers.driver.9
        { MmioRules.SizeWithinMaximum, "one more", Registers([.. Selected, .. Read(QueueSizeMax, Size), Write(QueueSize, Size)]), Registers([.. Selected, .. Read(QueueSizeMax, Size), Write(QueueSize, Size + 1)]) },
        { MmioRules.SizeWithinMaximum, "of another queue", Registers([.. TwoMaxima, Write(QueueSize, Size)]), Registers([.. TwoMaxima, Write(QueueSel, 1), Write(QueueSize, Size)]) },
        { MmioRules.SizeWithinMaximum, "no such queue", Registers([.. Selected, .. Read(QueueSizeMax, Size), Write(QueueSize, Size)]), Registers([.. Selected, .. Read(QueueSizeMax, 0), Write(QueueSize, 1)]) },
        //= mmio.registers.driver.10
        { MmioRules.ReadyQueueUnshaped, "the size", Registers([.. Selected, Write(QueueSize, Size)]), Registers([.. Enabled, Write(QueueSize, Size)]) },
        { MmioRules.ReadyQueueUnshaped, "an address", Registers([.. Stopped, Write(QueueDriverHigh, 0)]), Registers([.. Enabled, Write(QueueDriverHigh, 0)]) },
        { MmioRules.ReadyQueueUnshaped, "a queue seen ready", Registers([.. Selected, .. Read(QueueReady, 0), Write(QueueSize, Size)]), Registers([.. Enabled, Write(QueueReady, 0), .. Read(QueueReady, 1), Write(QueueSize, Size)]) },
        //= mmio.registers.driver.11a
        { MmioRules.StopsByReady, "never stopped", Registers([.. Stopped, Release()]), Registers([.. Enabled, Release()]) },
        //= mmio.registers.driver.11b
        { MmioRules.StopReadBack, "taken back", Registers(Stopped), Registers([.. Enabled, Write(QueueReady, 0), Release()]) },
        { MmioRules.StopReadBack, "given another size", Registers(Stopped), Registers([.. Enabled, Write(QueueReady, 0), Write(QueueSize, Size)]) },
        //= mmio.registers.driver.13a
        { MmioRules.AcknowledgesWhatItSaw, "one more", Registers([.. Handling, Write(InterruptAck, 1)]), Registers([.. Handling, Write(InterruptAck, 3)]) },
        //= mmio.registers.driver.13b
        { MmioRules.AcknowledgesDefinedBits, "bit 2", Registers([.. Handling, Write(InterruptAck, 1)]), Registers([.. Handling, Write(InterruptAck, 5)]) },
        { MmioRules.AcknowledgesDefinedBits, "outside of an interrupt", Registers([.. Begun, Write(InterruptAck, 3)]), Registers([.. Begun, Write(InterruptAck, 1u << 31)]) },
        //= mmio.registers.driver.14
        { MmioRules.AwaitsQueueReset, "enabled", Registers([.. ResetDone, Write(QueueReady, 1)]), Registers([.. ResetAsked, Write(QueueReady, 1)]) },
        { MmioRules.AwaitsQueueReset, "given another size", Registers([.. ResetShown, Write(QueueSize, Size)]), Registers([.. ResetAsked, .. Read(QueueReset, 1), Write(QueueSize, Size)]) },
        { MmioRules.AwaitsQueueReset, "given another size while still ready", Registers([.. ResetShown, Write(QueueSize, Size)]), Registers([.. ResetAsked, .. Read(QueueReady, 1), Write(QueueSize, Size)]) },
        { MmioRules.AwaitsQueueReset, "taken back", Registers([.. ResetShown, Release()]), Registers([.. ResetAsked, Settle(), Release()]) },
        //= mmio.init.driver.1
        { MmioRules.VersionFirst, "neither", Registers(Begun), Registers(Reset) },
        { MmioRules.VersionFirst, "MagicValue alone", Registers(Begun), Registers([.. Read(MagicValue, MmioRegisters.Magic), .. Read(DeviceId, 2), .. Reset]) },
        { MmioRules.VersionFirst, "configuration space", Registers(Identity), Registers(Ask(Field32)) },
        //= mmio.init.driver.2a
        { MmioRules.DeviceIdNext, "left out", Registers(Begun), Registers([.. Read(MagicValue, MmioRegisters.Magic), .. Read(MmioRegister.Version, 2), Ask((uint)VendorId), .. Reset]) },
        //= mmio.init.driver.2b
        { MmioRules.PlaceholderNotInitialized, "reset", Registers([.. Placeholder, Settle()]), Registers([.. Placeholder, Write(Status, 0)]) },
        //= mmio.init.driver.2c
        { MmioRules.PlaceholderNotRead, "its vendor", Registers([.. Placeholder, Settle()]), Registers([.. Placeholder, Ask((uint)VendorId)]) },
        { MmioRules.PlaceholderNotRead, "its configuration", Registers([.. Placeholder, Settle()]), Registers([.. Placeholder, Ask(Field32)]) },
        //= mmio.init.driver.3
        { MmioRules.SharedMemoryUnused, "selected", Registers([.. Begun, Write(Status, DriverOk)]), Registers([.. Begun, Write(ShmSel, 0)]) },
        { MmioRules.SharedMemoryUnused, "measured", Registers([.. Begun, Write(Status, DriverOk)]), Registers([.. Begun, Ask((uint)ShmBaseHigh)]) },
        //= mmio.interrupt.driver.1
        { MmioRules.InterruptLookedAt, "taken for granted", Registers(Handling), Registers([.. Interrupted, Ended]) },
        //= mmio.interrupt.driver.3
        { MmioRules.InterruptAcknowledged, "forgotten", Registers([.. Handling, Write(InterruptAck, 1), Ended]), Registers([.. Handling, Ended]) },
        { MmioRules.InterruptAcknowledged, "forgotten the second time", Registers([.. Handling, Write(InterruptAck, 1), Used(), .. Read(InterruptStatus, 1), Write(InterruptAck, 1), Ended]), Registers([.. Handling, Write(InterruptAck, 1), Used(), .. Read(InterruptStatus, 1), Ended]) },
    };

    /// <summary>What no driver may be blamed for.</summary>
    private static readonly Dictionary<string, MmioEvent[]> Silent = new()
    {
        ["Version before MagicValue"] = [.. Read(MmioRegister.Version, 2), .. Read(MagicValue, MmioRegisters.Magic), .. Read(DeviceId, 2), .. Reset],
        ["the registers of the legacy interface on a device that has it"] = [.. Legacy, WriteAt(0x28, 4, 4096), WriteAt(0x40, 4, 1), WriteAt(0x100, 1, 1), Settle()],
        ["a placeholder looked at again"] = [.. Placeholder, .. Read(DeviceId, 2), .. Reset],
        ["a size before the maximum is known"] = [.. Selected, Write(QueueSize, 1 << 15)],
        ["a size after a reset"] = [.. Selected, .. Read(QueueSizeMax, 1), .. Reset, Write(QueueSize, 2)],
        ["a queue that nobody selected"] = [.. Begun, Write(QueueReady, 1), Write(QueueSize, 4), Write(QueueReset, 1)],
        ["another queue than the one that is ready"] = [.. Enabled, Write(QueueSel, 1), Write(QueueSize, 4), Release(1)],
        ["a queue reset by the device's reset"] = [.. Enabled, .. Reset, Write(QueueSize, 4), Release()],
        ["a queue enabled again before it stopped"] = [.. Enabled, Write(QueueReady, 0), Write(QueueReady, 1)],
        ["QueueReset where queues are not reset one by one"] = [.. Begun, .. Negotiation(Feature.Version1), Write(QueueSel, 0), Write(QueueReset, 1), Write(QueueSize, 4), Write(QueueReady, 1)],
        ["a kick for a queue that is stopped"] = [.. Stopped, Write(QueueNotify, 1), Write(QueueSize, 4)],
        ["an interrupt that comes again while it is handled"] = [.. Handling, Used(), Of(MmioEventKind.Interrupted), Write(InterruptAck, 1), Ended],
        ["an interrupt without a cause after one that had one"] = [.. Handling, Write(InterruptAck, 1), Ended, Of(MmioEventKind.Interrupted), .. Read(InterruptStatus, 0), Ended],
        ["an interrupt for another device on the line"] = [.. Begun, Of(MmioEventKind.Interrupted), .. Read(InterruptStatus, 0), Ended],
        ["an interrupt acknowledged before it is handled"] = [.. Interrupted, .. Read(InterruptStatus, 1), Write(InterruptAck, 1), Access(), Ended],
        ["one of two events handled"] = [.. Interrupted, Of(MmioEventKind.ConfigNotification), .. Read(InterruptStatus, 3), Write(InterruptAck, 1), Ended],
        ["all events acknowledged to begin with"] = [.. Begun, Write(InterruptAck, 3)],
        ["a device that is gone"] = [.. Interrupted, .. Read(InterruptStatus, MmioRegisters.AllOnes), Ended, Ask(0xf8), Write(QueueSizeMax, 1)],
    };

    public static TheoryData<string> SilentNames => [.. Silent.Keys];

    [Theory]
    [MemberData(nameof(SilentNames))]
    public void No_driver_is_blamed_for(string name)
    {
        var log = new RuleLog();
        Run(log, Silent[name]);
        Assert.DoesNotContain(log.Breaches, breach => breach.Rule != MmioRules.Version);
    }

    [Fact]
    public void A_device_type_that_nobody_named_says_nothing_about_configuration_and_shared_memory()
    {
        var log = new RuleLog();
        MmioEvent[] steps = [.. Begun, Ask(Field64, 8), Ask(0x4000, 3), Write(ShmSel, 0), Write(Status, DriverOk)];
        _ = steps.Aggregate(new MmioState(), (state, e) => MmioMachine.Step(state, e, log));
        Assert.Empty(log.Breaches);
        Assert.Equal(0, log.HeldCount(MmioRules.SharedMemoryUnused));
    }

    [Fact]
    public void A_driver_that_used_shared_memory_has_not_left_it_alone()
    {
        var log = new RuleLog();
        Run(log, [.. Begun, Write(ShmSel, 0), Write(Status, DriverOk)]);
        Assert.Equal(0, log.HeldCount(MmioRules.SharedMemoryUnused));
    }

    [Fact]
    public void Features_are_put_together_from_both_banks_and_in_force_when_the_device_takes_them()
    {
        const uint EventIdx = 1u << Feature.EventIdx, Refused = 3, Taken = 11;
        MmioEvent[] low = [Write(DriverFeaturesSel, 0), Write(DriverFeatures, EventIdx)];
        MmioEvent[] high = [Write(DriverFeaturesSel, 1), Write(DriverFeatures, 0x101)];
        MmioEvent[] none = [Write(DriverFeaturesSel, 2), Write(DriverFeatures, 7), Write(Status, Taken)];
        foreach (var written in new MmioEvent[][] { [.. Begun, .. low, .. high, .. none], [.. Begun, .. high, .. low, .. none] })
        {
            Assert.Equal(0x101_0000_0000UL | EventIdx, Run(new RuleLog(), [.. written, .. Read(Status, Taken)]).Negotiated);
            Assert.Equal(0UL, Run(new RuleLog(), [.. written, .. Read(Status, Refused)]).Negotiated);
        }
    }

    private static MmioEvent Ended => Of(MmioEventKind.InterruptEnded);

    /// <summary>Nothing is there.</summary>
    private static MmioEvent[] Nobody => Read(MagicValue, MmioRegisters.AllOnes);

    /// <summary>A version of the future.</summary>
    private static MmioEvent[] Later => [.. Read(MagicValue, MmioRegisters.Magic), .. Read(MmioRegister.Version, 3)];

    private static MmioEvent[] Legacy => [.. Read(MagicValue, MmioRegisters.Magic), .. Read(MmioRegister.Version, 1)];

    private static MmioEvent[] TwoMaxima => [.. Selected, Write(QueueSel, 1), .. Read(QueueSizeMax, 4), Write(QueueSel, 0), .. Read(QueueSizeMax, Size)];
}
