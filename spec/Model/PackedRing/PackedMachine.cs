using Virtspec.Model.Rules;

namespace Virtspec.Model.PackedRing;

/// <summary>
/// The packed virtqueue (VIRTIO 1.4, 2.8) as a pure function of state and event. Both sides are judged: the driver by what it writes, the
/// device by what is seen of it.
/// </summary>
internal static class PackedMachine
{
    /// <summary>A queue as the driver sets it up, its memory zero.</summary>
    /// <param name="layout">Size, addresses and limit.</param>
    /// <param name="features">Negotiated features.</param>
    /// <param name="log">Where verdicts go.</param>
    internal static PackedState Configure(in PackedLayout layout, ulong features, RuleLog log)
    {
        log.Check(layout.Aligned, PackedRules.PartsAligned, "a misaligned part of the virtqueue", "descriptor ring at 16, event suppression structures at 4 bytes");
        return new PackedState(layout, features);
    }

    internal static PackedState Step(PackedState state, in PackedEvent e, RuleLog log) => e.Kind switch
    {
        PackedEventKind.BodyWritten => DescriptorSteps.Body(state, e.Position, log),
        PackedEventKind.FlagsWritten => DescriptorSteps.Flags(state, e.Position, e.Descriptor!, log),
        PackedEventKind.Fenced => state.Without(PackedMarks.BodyUnfenced | PackedMarks.ListUnfenced),
        PackedEventKind.DriverAreaWritten => NotificationSteps.DriverArea(state, e.Suppression),
        PackedEventKind.DeviceAreaRead => NotificationSteps.DeviceAreaRead(state, e.Suppression, log),
        PackedEventKind.KickDecided => NotificationSteps.KickDecided(state, e.Flag, log),
        PackedEventKind.Kicked => NotificationSteps.Kicked(state, new RingPlace(e.Position, e.Flag), log),
        PackedEventKind.Begun => PackedDeviceSteps.Begun(state, e.Id, log),
        PackedEventKind.ElementBegun => PackedDeviceSteps.ElementBegun(state, e.Id, e.Position, log),
        PackedEventKind.Completed => PackedDeviceSteps.Completed(state, e.Id),
        PackedEventKind.Used => UsedSteps.Used(state, e.Id, e.Length, log),
        PackedEventKind.UsedAgain => UsedSteps.Again(state, e.Position, e.Id, e.Length, log),
        PackedEventKind.Called => state.With(PackedMarks.Called),
        PackedEventKind.ReadableSeen => PackedDeviceSteps.ReadableSeen(state, e.Id, changed: e.Flag, log),
        PackedEventKind.Settled => NotificationSteps.Settled(state, log),
        _ => throw new ArgumentOutOfRangeException(nameof(e), e.Kind, "no such packed ring event"),
    };
}
