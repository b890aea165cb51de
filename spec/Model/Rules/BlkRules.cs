namespace Virtspec.Model.Rules;

/// <summary>The block device. The catalogue says what each id asks for.</summary>
internal static class BlkRules
{
    internal static readonly Rule OffersFlush = new("blk.init.device.1a");
    internal static readonly Rule FlushWithConfigWce = new("blk.init.device.1b");
    internal static readonly Rule WritebackZeroWithoutFlush = new("blk.init.device.2");
    internal static readonly Rule PaddingZero = new("blk.init.device.3");
    internal static readonly Rule ZonedOnlyWhenZoned = new("blk.init.device.4");
    internal static readonly Rule ZonedFieldsZero = new("blk.init.device.6");
    internal static readonly Rule ZonedPaddingZero = new("blk.init.device.17");
    internal static readonly Rule RequestWithinCapacity = new("blk.operation.driver.2");
    internal static readonly Rule FlushSectorZero = new("blk.operation.driver.4");
    internal static readonly Rule FlushWithoutData = new("blk.operation.driver.5");
    internal static readonly Rule DataInSectors = new("blk.operation.driver.6");
    internal static readonly Rule WholeSegments = new("blk.operation.driver.7");
    internal static readonly Rule IdentityBuffer = new("blk.operation.driver.8");
    internal static readonly Rule DiscardSegments = new("blk.operation.driver.9");
    internal static readonly Rule SecureEraseSegments = new("blk.operation.driver.10");
    internal static readonly Rule WriteZeroesSegments = new("blk.operation.driver.11");
    internal static readonly Rule DiscardWithoutUnmap = new("blk.operation.driver.14");
    internal static readonly Rule DataWithinSegments = new("inv.blk.segments");
    internal static readonly Rule ReadOnlyWriteFails = new("blk.operation.device.3a");
    internal static readonly Rule ReadOnlyNotWritten = new("blk.operation.device.3b");
    internal static readonly Rule UnknownFlagUnsupported = new("blk.operation.device.4");
    internal static readonly Rule DiscardUnmapUnsupported = new("blk.operation.device.5");
    internal static readonly Rule ZeroesReadBack = new("blk.operation.device.8");
    internal static readonly Rule LifetimeDefined = new("blk.operation.device.15");
    internal static readonly Rule ZoneRequestUnsupported = new("blk.operation.device.16");
    internal static readonly Rule ReadsWhatWasWritten = new("inv.blk.read-data");
    internal static readonly Rule LastWriteWins = new("inv.blk.overlapping-writes");
    internal static readonly Rule ReadsWholeSectors = new("inv.blk.overlapping-reads");
    internal static readonly Rule StatusFits = new("inv.blk.status");
    internal static readonly Rule UnknownTypeUnsupported = new("inv.blk.unsupported-type");
    internal static readonly Rule NotOfferedUnsupported = new("inv.blk.not-offered");
    internal static readonly Rule ReadOnlyRangesFail = new("inv.blk.read-only");
    internal static readonly Rule BeyondCapacityFails = new("inv.blk.bounds");
    internal static readonly Rule IdentityStable = new("inv.blk.identity");
    internal static readonly Rule CapacityStable = new("inv.blk.capacity");
    internal static readonly Rule QueueCountPositive = new("inv.blk.num-queues");
    internal static readonly Rule LimitsLeaveRoom = new("inv.blk.limits");
    internal static readonly Rule BlockSizeUsable = new("inv.blk.blk-size");
    internal static readonly Rule TopologyFits = new("inv.blk.topology");
    internal static readonly Rule WritebackKept = new("inv.blk.writeback");

    /// <summary>Runs the initializers above, so that <see cref="Rule.All"/> has them.</summary>
    internal static void Register() => System.Runtime.CompilerServices.RuntimeHelpers.RunClassConstructor(typeof(BlkRules).TypeHandle);
}
