namespace Virtspec.Model.Rules;

/// <summary>The packed virtqueue. The catalogue says what each id asks for.</summary>
internal static class PackedRules
{
    internal static readonly Rule PartsAligned = new("packed.memory.driver.1");
    internal static readonly Rule BeginsInRingOrder = new("packed.memory.device.1");
    internal static readonly Rule UsesAsCompleted = new("packed.memory.device.2");
    internal static readonly Rule ReadableUntouched = new("packed.desc.device.1a");
    internal static readonly Rule UsesOnlyAvailable = new("packed.desc.device.2");
    internal static readonly Rule UsedUnchanged = new("packed.desc.device.3");
    internal static readonly Rule WritesOnlyItsOwn = new("packed.desc.driver.1");
    internal static readonly Rule AvailableUnchanged = new("packed.desc.driver.2");
    internal static readonly Rule KickNamesNext = new("packed.desc.driver.3");
    internal static readonly Rule ListWithinLimit = new("packed.scatter-gather.driver.1");
    internal static readonly Rule ListWithinQueueSize = new("packed.scatter-gather.driver.2");
    internal static readonly Rule WritableAfterReadable = new("packed.scatter-gather.driver.3");
    internal static readonly Rule SpaceForWhole = new("packed.scatter-gather.driver.5");
    internal static readonly Rule FirstIsLast = new("packed.scatter-gather.driver.6");
    internal static readonly Rule ElementsInOrder = new("packed.scatter-gather.device.1");
    internal static readonly Rule IndirectNegotiated = new("packed.indirect.driver.1");
    internal static readonly Rule TableFlags = new("packed.indirect.driver.2");
    internal static readonly Rule TableWithinLimit = new("packed.indirect.driver.3");
    internal static readonly Rule IndirectUnchained = new("packed.indirect.driver.4");
    internal static readonly Rule BarrierBeforeFlags = new("packed.update-flags.driver.1");
    internal static readonly Rule BarrierBeforeSuppression = new("packed.notify.driver.1");
    internal static readonly Rule KickWhenAsked = new("inv.packed.kick.driver");
    internal static readonly Rule CallWhenAsked = new("inv.packed.call");

    /// <summary>Runs the initializers above, so that <see cref="Rule.All"/> has them.</summary>
    internal static void Register() => System.Runtime.CompilerServices.RuntimeHelpers.RunClassConstructor(typeof(PackedRules).TypeHandle);
}
