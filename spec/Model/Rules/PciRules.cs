namespace Virtspec.Model.Rules;

/// <summary>Virtio over the PCI bus. The catalogue says what each id asks for.</summary>
internal static class PciRules
{
    internal static readonly Rule VendorId = new("pci.discovery.device.1");
    internal static readonly Rule DeviceIdOfType = new("pci.discovery.device.2");
    internal static readonly Rule ModernDeviceId = new("pci.discovery.device.4");
    internal static readonly Rule ModernRevision = new("pci.discovery.device.5");
    internal static readonly Rule ModernSubsystem = new("pci.discovery.device.6");
    internal static readonly Rule MatchesModernId = new("pci.discovery.driver.1");
    internal static readonly Rule MatchesTransitionalId = new("pci.discovery.driver.2");
    internal static readonly Rule MatchesAnyRevision = new("pci.discovery.driver.3");

    internal static readonly Rule NarrowAccess = new("pci.layout.driver.1a");
    internal static readonly Rule WordAccess = new("pci.layout.driver.1b");
    internal static readonly Rule DoubleWordAccess = new("pci.layout.driver.1c");
    internal static readonly Rule HalvesIndependent = new("pci.layout.device.1");

    internal static readonly Rule IgnoresReservedType = new("pci.capabilities.driver.1");
    internal static readonly Rule AcceptsLongCapability = new("pci.capabilities.driver.3");
    internal static readonly Rule IgnoresReservedBar = new("pci.capabilities.driver.4");
    internal static readonly Rule HandlesLargeLength = new("pci.capabilities.driver.6a");
    internal static readonly Rule CapabilitiesLeftAlone = new("pci.capabilities.driver.7");
    internal static readonly Rule CapabilityLengthWhole = new("pci.capabilities.device.1");

    internal static readonly Rule CommonAligned = new("pci.common.device.1");
    internal static readonly Rule CommonPresent = new("pci.common.device.2");
    internal static readonly Rule OfferByWindow = new("pci.common.device.3");
    internal static readonly Rule AcceptedBitsShown = new("pci.common.device.4");
    internal static readonly Rule GenerationChanges = new("pci.common.device.6");
    internal static readonly Rule ResetOnZero = new("pci.common.device.7");
    internal static readonly Rule DisabledOnReset = new("pci.common.device.8");
    internal static readonly Rule QueueResetZeroOnReset = new("pci.common.device.9");
    internal static readonly Rule QueueResetZeroOnEnable = new("pci.common.device.10");
    internal static readonly Rule QueueResets = new("pci.common.device.11");
    internal static readonly Rule QueueResetShownWhileOngoing = new("pci.common.device.12");
    internal static readonly Rule DisabledOnQueueReset = new("pci.common.device.13");
    internal static readonly Rule UnavailableQueueHasNoSize = new("pci.common.device.14");
    internal static readonly Rule SplitSizeShown = new("pci.common.device.15");
    internal static readonly Rule AdminQueuesBeyondOthers = new("pci.common.device.16a");
    internal static readonly Rule AdminQueuesFit = new("pci.common.device.16b");

    internal static readonly Rule ReadOnlyFields = new("pci.common.driver.1");
    internal static readonly Rule PackedSizeWritten = new("pci.common.driver.2");
    internal static readonly Rule SplitSizeWritten = new("pci.common.driver.3");
    internal static readonly Rule ConfiguresBeforeEnabling = new("pci.common.driver.4");
    internal static readonly Rule WaitsForReset = new("pci.common.driver.5");
    internal static readonly Rule NeverDisables = new("pci.common.driver.6");
    internal static readonly Rule WaitsForQueueReset = new("pci.common.driver.7");
    internal static readonly Rule AdminQueueInRange = new("pci.common.driver.10");

    internal static readonly Rule NotifyPresent = new("pci.notify-capability.device.1");
    internal static readonly Rule NotifyAlignedToWord = new("pci.notify-capability.device.2");
    internal static readonly Rule MultiplierForWords = new("pci.notify-capability.device.3");
    internal static readonly Rule NotifyHoldsWord = new("pci.notify-capability.device.4a");
    internal static readonly Rule NotifyHoldsWordOfEach = new("pci.notify-capability.device.5");
    internal static readonly Rule MultiplierForDoubleWords = new("pci.notify-capability.device.6");
    internal static readonly Rule NotifyAlignedToDoubleWord = new("pci.notify-capability.device.7");
    internal static readonly Rule NotifyHoldsDoubleWord = new("pci.notify-capability.device.8a");
    internal static readonly Rule NotifyHoldsDoubleWordOfEach = new("pci.notify-capability.device.9");

    internal static readonly Rule IsrPresent = new("pci.isr.device.1");
    internal static readonly Rule IsrShowsConfigChange = new("pci.isr.device.2");
    internal static readonly Rule IsrShowsQueue = new("pci.isr.device.3");
    internal static readonly Rule InterruptStatusIsIsr = new("pci.isr.device.4");
    internal static readonly Rule IsrClearedByRead = new("pci.isr.device.5");
    internal static readonly Rule IsrUnreadWithMsix = new("pci.isr.driver.1");

    internal static readonly Rule DeviceConfigAligned = new("pci.device-config.device.1");
    internal static readonly Rule SharedMemoryInsideBar = new("pci.shared-memory.device.1");
    internal static readonly Rule SharedMemoryIdUnique = new("pci.shared-memory.device.2");
    internal static readonly Rule VendorDataForeign = new("pci.vendor-data.device.1");
    internal static readonly Rule VendorDataPadded = new("pci.vendor-data.device.2");
    internal static readonly Rule VendorQualifiedBeforeWriting = new("pci.vendor-data.driver.2b");

    internal static readonly Rule ConfigAccessPresent = new("pci.config-access.device.1");
    internal static readonly Rule WindowWrites = new("pci.config-access.device.2");
    internal static readonly Rule WindowReads = new("pci.config-access.device.3");
    internal static readonly Rule WindowOffsetAligned = new("pci.config-access.driver.1a");
    internal static readonly Rule WindowAccessAligned = new("pci.config-access.driver.1b");
    internal static readonly Rule WindowInsideStructure = new("pci.config-access.driver.2");

    internal static readonly Rule SeveralVectors = new("pci.msix.device.1");
    internal static readonly Rule MapsAnyVector = new("pci.msix.device.4");
    internal static readonly Rule Unmaps = new("pci.msix.device.5");
    internal static readonly Rule MappedVectorShown = new("pci.msix.device.6");
    internal static readonly Rule UnmappedOnReset = new("pci.msix.device.7");
    internal static readonly Rule MappingRarelyFails = new("pci.msix.device.8");
    internal static readonly Rule MappingFailureShown = new("pci.msix.device.9");
    internal static readonly Rule TakesAnyTableSize = new("pci.msix.driver.1");
    internal static readonly Rule VectorInsideTable = new("pci.msix.driver.4");
    internal static readonly Rule MappingVerified = new("pci.msix.driver.5");

    internal static readonly Rule WordKick = new("pci.kick.driver.1");
    internal static readonly Rule DoubleWordKick = new("pci.kick.driver.2");
    internal static readonly Rule KickHasIndex = new("pci.kick.driver.3");
    internal static readonly Rule DataKickHasIndex = new("pci.kick.driver.4");
    internal static readonly Rule KickHasConfigData = new("pci.kick.driver.5");
    internal static readonly Rule DataKickHasConfigData = new("pci.kick.driver.6");

    internal static readonly Rule NoCallWithoutVector = new("pci.call.device.1");
    internal static readonly Rule NoConfigCallWithoutVector = new("pci.config-change.device.1");
    internal static readonly Rule HandlesSharedInterrupt = new("pci.config-change.driver.1");

    /// <summary>Runs the initializers above, so that <see cref="Rule.All"/> has them.</summary>
    internal static void Register() => System.Runtime.CompilerServices.RuntimeHelpers.RunClassConstructor(typeof(PciRules).TypeHandle);
}
