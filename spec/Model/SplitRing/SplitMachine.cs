using Virtspec.Model.Rules;

namespace Virtspec.Model.SplitRing;

/// <summary>
/// The split virtqueue (VIRTIO 1.4, 2.7) as a pure function of state and event. Both sides are judged: the driver by what it writes, the
/// device by what is seen of it.
/// </summary>
internal static class SplitMachine
{
    /// <summary>A queue as the driver sets it up.</summary>
    /// <param name="layout">Size and addresses.</param>
    /// <param name="features">Negotiated features.</param>
    /// <param name="availIdx">avail idx in memory, the base it starts from.</param>
    /// <param name="usedIdx">used idx in memory.</param>
    /// <param name="usedFlags">used flags in memory, which the driver set up.</param>
    /// <param name="log">Where verdicts go.</param>
    internal static SplitState Configure(in SplitLayout layout, ulong features, ushort availIdx, ushort usedIdx, ushort usedFlags, RuleLog log)
    {
        var aligned = layout.DescriptorTable % 16 == 0 && layout.Avail % 2 == 0 && layout.Used % 4 == 0;
        log.Check(aligned, SplitRules.PartsAligned, "a misaligned part of the virtqueue", "descriptor table at 16, available ring at 2, used ring at 4 bytes");
        log.Check(usedFlags == 0, SplitRules.UsedFlagsStartZero, $"used flags start as {usedFlags}", "0");
        return new SplitState(layout, features)
        {
            Base = availIdx,
            AvailIdx = availIdx,
            UsedIdx = usedIdx,
            UsedStart = usedIdx,
            JudgedUsed = usedIdx,
        };
    }

    /// <summary>Buffers came back: after the kicks that the device asked for, or only after one more.</summary>
    internal static void KickTaken(bool heard, RuleLog log) =>
        log.Check(heard, SplitRules.KickTaken, "a buffer was served only after a further kick", "served after the kick that the device asked for, or without one where it asked for none");

    internal static SplitState Step(SplitState state, in SplitEvent e, RuleLog log) => e.Kind switch
    {
        SplitEventKind.AvailIdx => SplitDriverSteps.AvailIdx(state, e.Index, log),
        SplitEventKind.Exposed => SplitDriverSteps.Exposed(state, e.Chain!, log),
        SplitEventKind.ExposedRewritten => SplitDriverSteps.ExposedRewritten(state, e.Index, log),
        SplitEventKind.AvailFlags => SplitDriverSteps.AvailFlags(state, e.Index, log),
        SplitEventKind.UsedEvent => SplitDriverSteps.UsedEvent(state, e.Index),
        SplitEventKind.KickDecided => SplitDriverSteps.KickDecided(state, e.Index, (ushort)e.Length, e.Flag, log),
        SplitEventKind.Kicked => SplitDriverSteps.Kicked(state, e.Flag),
        SplitEventKind.UsedIdx => SplitDeviceSteps.UsedIdx(state, e.Index, log),
        SplitEventKind.UsedElement => SplitDeviceSteps.UsedElement(state, e.Index, e.Id, (uint)e.Length, log),
        SplitEventKind.UsedElementAgain => SplitDeviceSteps.UsedElementAgain(state, e.Index, e.Id, (uint)e.Length, log),
        SplitEventKind.UsedFlags => SplitDeviceSteps.UsedFlags(state, e.Index, log),
        SplitEventKind.Called => SplitDeviceSteps.Called(state),
        SplitEventKind.CallDecided => SplitDeviceSteps.CallDecided(state, e.Index, (ushort)e.Length, e.Flag, log),
        SplitEventKind.CallsGiven => SplitDriverSteps.CallsGiven(state, given: e.Flag),
        SplitEventKind.Run => SplitDeviceSteps.Run(state, started: e.Flag, enabled: e.Id != 0),
        SplitEventKind.Stopped => SplitDeviceSteps.Stopped(state, e.Index, log),
        SplitEventKind.Based => SplitDriverSteps.Based(state, e.Index, log),
        SplitEventKind.Touched => MemorySteps.Touched(state, (MemoryArea)e.Length, e.Index, e.Id, log),
        SplitEventKind.Untouched => MemorySteps.Untouched(state, (MemoryArea)e.Length, log),
        SplitEventKind.Written => MemorySteps.Written(state, e.Index, e.Flag, e.Length, log),
        SplitEventKind.Served => SplitDeviceSteps.Served(state, e.Chain!, ok: e.Flag, plain: e.Id != 0, log),
        SplitEventKind.Settled => SettledSteps.Settled(state, log),
        _ => throw new ArgumentOutOfRangeException(nameof(e), e.Kind, "no such split ring event"),
    };
}
