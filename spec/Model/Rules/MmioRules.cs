namespace Virtspec.Model.Rules;

/// <summary>The MMIO transport. The catalogue says what each id asks for.</summary>
internal static class MmioRules
{
    internal static readonly Rule MagicValue = new("mmio.registers.device.1");
    internal static readonly Rule Version = new("mmio.registers.device.2");
    internal static readonly Rule EventShownUntilAcknowledged = new("mmio.registers.device.3");
    internal static readonly Rule OnlyEventsShown = new("mmio.registers.device.4");
    internal static readonly Rule ResetClearsInterrupts = new("mmio.registers.device.5a");
    internal static readonly Rule ResetClearsReady = new("mmio.registers.device.5b");
    internal static readonly Rule GenerationChanges = new("mmio.registers.device.6");
    internal static readonly Rule NoAccessUnlessReady = new("mmio.registers.device.7");
    internal static readonly Rule ResetClearsQueueReset = new("mmio.registers.device.8");
    internal static readonly Rule QueueResetZeroWhenReady = new("mmio.registers.device.9");
    internal static readonly Rule QueueIsReset = new("mmio.registers.device.10");
    internal static readonly Rule QueueResetShown = new("mmio.registers.device.11");
    internal static readonly Rule QueueResetClearsReady = new("mmio.registers.device.12");
    internal static readonly Rule OnlyKnownOffsets = new("mmio.registers.driver.1a");
    internal static readonly Rule NoWriteToReadOnly = new("mmio.registers.driver.1b");
    internal static readonly Rule NoReadOfWriteOnly = new("mmio.registers.driver.1c");
    internal static readonly Rule RegistersWhole = new("mmio.registers.driver.2");
    internal static readonly Rule BytesByBytes = new("mmio.registers.driver.3a");
    internal static readonly Rule HalvesByHalves = new("mmio.registers.driver.3b");
    internal static readonly Rule WordsByWords = new("mmio.registers.driver.3c");
    internal static readonly Rule WrongMagicIgnored = new("mmio.registers.driver.4a");
    internal static readonly Rule WrongVersionIgnored = new("mmio.registers.driver.5a");
    internal static readonly Rule PlaceholderIgnored = new("mmio.registers.driver.6a");
    internal static readonly Rule DeviceBankFirst = new("mmio.registers.driver.7");
    internal static readonly Rule DriverBankFirst = new("mmio.registers.driver.8");
    internal static readonly Rule SizeWithinMaximum = new("mmio.registers.driver.9");
    internal static readonly Rule ReadyQueueUnshaped = new("mmio.registers.driver.10");
    internal static readonly Rule StopsByReady = new("mmio.registers.driver.11a");
    internal static readonly Rule StopReadBack = new("mmio.registers.driver.11b");
    internal static readonly Rule AcknowledgesWhatItSaw = new("mmio.registers.driver.13a");
    internal static readonly Rule AcknowledgesDefinedBits = new("mmio.registers.driver.13b");
    internal static readonly Rule AwaitsQueueReset = new("mmio.registers.driver.14");
    internal static readonly Rule VersionFirst = new("mmio.init.driver.1");
    internal static readonly Rule DeviceIdNext = new("mmio.init.driver.2a");
    internal static readonly Rule PlaceholderNotInitialized = new("mmio.init.driver.2b");
    internal static readonly Rule PlaceholderNotRead = new("mmio.init.driver.2c");
    internal static readonly Rule SharedMemoryUnused = new("mmio.init.driver.3");
    internal static readonly Rule InterruptLookedAt = new("mmio.interrupt.driver.1");
    internal static readonly Rule InterruptAcknowledged = new("mmio.interrupt.driver.3");

    /// <summary>Runs the initializers above, so that <see cref="Rule.All"/> has them.</summary>
    internal static void Register() => System.Runtime.CompilerServices.RuntimeHelpers.RunClassConstructor(typeof(MmioRules).TypeHandle);
}
