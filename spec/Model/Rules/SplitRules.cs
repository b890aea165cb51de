namespace Virtspec.Model.Rules;

/// <summary>The split virtqueue, and what the memory around it shows. The catalogue says what each id asks for.</summary>
internal static class SplitRules
{
    internal static readonly Rule PartsAligned = new("split.queue.driver.1");
    internal static readonly Rule AnyArrangement = new("split.framing.device.1");
    internal static readonly Rule WritableAfterReadable = new("split.framing.driver.1");
    internal static readonly Rule ReadableUntouched = new("split.desc.device.1a");
    internal static readonly Rule DescriptorTableUntouched = new("split.desc.device.2");
    internal static readonly Rule ChainFinite = new("split.desc.driver.1");
    internal static readonly Rule InOrderNext = new("split.desc.driver.2");
    internal static readonly Rule IndirectNegotiated = new("split.indirect.driver.1");
    internal static readonly Rule IndirectNotNested = new("split.indirect.driver.2");
    internal static readonly Rule ChainWithinQueueSize = new("split.indirect.driver.3");
    internal static readonly Rule IndirectWithoutNext = new("split.indirect.driver.4");
    internal static readonly Rule IndirectInOrder = new("split.indirect.driver.5");
    internal static readonly Rule IndirectWriteFlagIgnored = new("split.indirect.device.1");
    internal static readonly Rule IndirectAfterDirect = new("split.indirect.device.2");
    internal static readonly Rule AvailIdxForward = new("split.avail.driver.1");
    internal static readonly Rule AvailFlagsDefined = new("split.used-notification.driver.1");
    internal static readonly Rule AvailFlagsZeroWithEventIdx = new("split.used-notification.driver.3");
    internal static readonly Rule UsedEventIgnored = new("split.used-notification.device.1");
    internal static readonly Rule NoCallWhenFlagged = new("split.used-notification.device.2");
    internal static readonly Rule CallWhenNotFlagged = new("split.used-notification.device.3");
    internal static readonly Rule AvailFlagIgnoredWithEventIdx = new("split.used-notification.device.4");
    internal static readonly Rule CallAtUsedEvent = new("split.used-notification.device.5");
    internal static readonly Rule NoCallOtherwise = new("split.used-notification.device.6");
    internal static readonly Rule LengthBeforeIdx = new("split.used.device.1");
    internal static readonly Rule LengthWritten = new("split.used.device.2");
    internal static readonly Rule UsedFlagsStartZero = new("split.avail-notification.driver.1");
    internal static readonly Rule NoKickWhenFlagged = new("split.avail-notification.driver.3");
    internal static readonly Rule KickWhenNotFlagged = new("split.avail-notification.driver.4");
    internal static readonly Rule KickAtAvailEvent = new("split.avail-notification.driver.6");
    internal static readonly Rule NoKickOtherwise = new("split.avail-notification.driver.7");
    internal static readonly Rule UsedFlagsDefined = new("split.avail-notification.device.1");
    internal static readonly Rule UsedFlagsZeroWithEventIdx = new("split.avail-notification.device.3");
    internal static readonly Rule SpuriousKickHandled = new("split.avail-notification.device.5");
    internal static readonly Rule EntryBeforeIdx = new("split.update-idx.driver.1");
    internal static readonly Rule IdxBeforeAdvice = new("split.notify.driver.1");
    internal static readonly Rule EntryAfterIdx = new("inv.split.take-order");
    internal static readonly Rule NoStaleEntry = new("inv.split.stale-entry");
    internal static readonly Rule ElementBeforeIdx = new("inv.split.complete-order");
    internal static readonly Rule UsedIdxBeforeAdvice = new("inv.split.call-order");
    internal static readonly Rule DeviceLooksAgain = new("inv.split.look-again-avail");
    internal static readonly Rule ElementAfterIdx = new("inv.split.reclaim-order.driver");
    internal static readonly Rule NoStaleElement = new("inv.split.stale-element.driver");
    internal static readonly Rule DriverLooksAgain = new("inv.split.look-again-used.driver");
    internal static readonly Rule UsedIdKnown = new("inv.split.used-id");
    internal static readonly Rule UsedOnce = new("inv.split.used-once");
    internal static readonly Rule UsedIdxForward = new("inv.split.used-idx");
    internal static readonly Rule UsedElementStable = new("inv.split.used-stable");
    internal static readonly Rule UsedLengthFits = new("inv.split.used-len");
    internal static readonly Rule KickTaken = new("inv.split.kick-taken");
    internal static readonly Rule BuffersComplete = new("inv.split.completes");
    internal static readonly Rule AvailEntryInTable = new("inv.split.avail-entry.driver");
    internal static readonly Rule QueueNotOverfull = new("inv.split.queue-full.driver");
    internal static readonly Rule UnrelatedUntouched = new("inv.memory.unrelated");
    internal static readonly Rule DriverAreaUntouched = new("inv.memory.driver-area");
    internal static readonly Rule IndirectTableUntouched = new("inv.memory.indirect-table");
    internal static readonly Rule NothingBeyondBuffer = new("inv.memory.beyond");
    internal static readonly Rule StopDrains = new("inv.queue.stop-drains");
    internal static readonly Rule ResumeGoesOn = new("inv.queue.resume");
    internal static readonly Rule StartsAtBase = new("inv.queue.base.driver");

    /// <summary>Runs the initializers above, so that <see cref="Rule.All"/> has them.</summary>
    internal static void Register() => System.Runtime.CompilerServices.RuntimeHelpers.RunClassConstructor(typeof(SplitRules).TypeHandle);
}
