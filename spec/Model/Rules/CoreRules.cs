namespace Virtspec.Model.Rules;

/// <summary>Device status, features, reset, configuration space and suspend. The catalogue says what each id asks for.</summary>
internal static class CoreRules
{
    internal static readonly Rule StatusSteps = new("core.status.driver.1");
    internal static readonly Rule StatusBitsStay = new("core.status.driver.2");
    internal static readonly Rule ResetAfterFailed = new("core.status.driver.3");
    internal static readonly Rule NothingBeforeDriverOk = new("core.status.device.1");
    internal static readonly Rule NeedsResetIsAnnounced = new("core.status.device.3");
    internal static readonly Rule AcceptOnlyOffered = new("core.features.driver.1a");
    internal static readonly Rule AcceptWithDependencies = new("core.features.driver.1b");
    internal static readonly Rule AcceptOnlyDefined = new("core.features.driver.3b");
    internal static readonly Rule OfferWithDependencies = new("core.features.device.1");
    internal static readonly Rule AcceptValidSubset = new("core.features.device.2a");
    internal static readonly Rule RefuseInvalidSubset = new("core.features.device.2b");
    internal static readonly Rule OfferOnlyDefined = new("core.features.device.3");
    internal static readonly Rule RenegotiateSame = new("core.features.device.4");
    internal static readonly Rule ResetClearsStatus = new("core.reset.device.1");
    internal static readonly Rule SilentAfterReset = new("core.reset.device.2");
    internal static readonly Rule ResetCompleteOnZero = new("core.reset.driver.1");
    internal static readonly Rule ReadsAnewWhenChanged = new("core.config.driver.1a");
    internal static readonly Rule ReadsBetweenGenerations = new("core.config.driver.1b");
    internal static readonly Rule FieldsOfOfferedFeatures = new("core.config.driver.2");
    internal static readonly Rule ConfigReadableEarly = new("core.config.device.1");
    internal static readonly Rule ResetQueueSilent = new("core.queue-reset.device.1");
    internal static readonly Rule ResetQueueAtDefaults = new("core.queue-reset.device.2");
    internal static readonly Rule QueueResetIsVerified = new("core.queue-reset.driver.1");
    internal static readonly Rule ReenabledByNewParameters = new("core.queue-reenable.device.1");
    internal static readonly Rule ReenabledAfterSetUp = new("core.queue-reenable.driver.1");
    internal static readonly Rule InitInSequence = new("core.init.driver.1");
    internal static readonly Rule NoConfigWriteWhileNegotiating = new("core.init.driver.2b");
    internal static readonly Rule FeaturesFixedAfterFeaturesOk = new("core.init.driver.3");
    internal static readonly Rule StopsWhenRefused = new("core.init.driver.5");
    internal static readonly Rule NoKickBeforeDriverOk = new("core.init.driver.6");
    internal static readonly Rule ExposedEntriesUnchanged = new("core.cleanup.driver.1");
    internal static readonly Rule NotLiveBeforeTakenBack = new("core.cleanup.driver.2");
    internal static readonly Rule SuspendOnlyWhenRunning = new("core.suspend.driver.1");
    internal static readonly Rule SuspensionIsVerified = new("core.suspend.driver.2");
    internal static readonly Rule NoBuffersWhileSuspended = new("core.suspend.driver.3");
    internal static readonly Rule NoKicksWhileSuspended = new("core.suspend.driver.4");
    internal static readonly Rule NoConfigWritesWhileSuspended = new("core.suspend.driver.5");
    internal static readonly Rule ResumedBeforeOperation = new("core.suspend.driver.6");
    internal static readonly Rule SuspendIgnoredUninitialized = new("core.suspend.device.1");
    internal static readonly Rule SilentWhileSuspended = new("core.suspend.device.3");
    internal static readonly Rule NoChangeAnnouncedWhileSuspended = new("core.suspend.device.4");
    internal static readonly Rule ChangeAnnouncedOnResume = new("core.suspend.device.5");
    internal static readonly Rule SuspendOrNeedsReset = new("core.suspend.device.6");
    internal static readonly Rule ResumeOrNeedsReset = new("core.suspend.device.7");
    internal static readonly Rule DriverAcceptsVersion1 = new("core.reserved-features.driver.1");
    internal static readonly Rule AcceptSrIovWithCapability = new("core.reserved-features.driver.9");
    internal static readonly Rule SrIovBeforeVirtualFunctions = new("core.reserved-features.driver.10");
    internal static readonly Rule DeviceOffersVersion1 = new("core.reserved-features.device.1");
    internal static readonly Rule UsesInOrder = new("core.reserved-features.device.5");
    internal static readonly Rule SrIovWithCapability = new("core.reserved-features.device.8a");
    internal static readonly Rule NoSrIovWithoutCapability = new("core.reserved-features.device.8b");

    /// <summary>Runs the initializers above, so that <see cref="Rule.All"/> has them.</summary>
    internal static void Register() => System.Runtime.CompilerServices.RuntimeHelpers.RunClassConstructor(typeof(CoreRules).TypeHandle);
}
