using Virtspec.Model.Features;
using Virtspec.Model.Rules;

namespace Virtspec.Model.PackedRing;

/// <summary>Kicks, calls, and the structures by which each side says which it wants (VIRTIO 1.4, 2.8.10, 2.8.16, 2.8.21.3, 2.9).</summary>
internal static class NotificationSteps
{
    internal static PackedState DriverArea(PackedState state, EventSuppression wish)
    {
        if (wish == state.DriverArea)
            return state;
        var raced = state.Outstanding.Count > 0 || state.NextUsed != state.Judged;
        return (raced ? state.With(PackedMarks.SuppressionRaced) : state) with { DriverArea = wish };
    }

    internal static PackedState DeviceAreaRead(PackedState state, EventSuppression wish, RuleLog log)
    {
        if (state.Told != state.NextAvail)
        {
            log.Check(
                !state.Has(PackedMarks.ListUnfenced),
                PackedRules.BarrierBeforeSuppression,
                "the device's event suppression read without a barrier after a list was made available",
                "a barrier between");
        }

        return state with { DeviceArea = wish };
    }

    /// <summary>Judged by what the driver read: the device may change its mind right after. A kick too many does no harm.</summary>
    internal static PackedState KickDecided(PackedState state, bool kicked, RuleLog log)
    {
        if (state.Told != state.NextAvail && state.DeviceArea.Asks(state.Told, state.NextAvail, state.Size, state.EventIdx) == true)
            log.Check(kicked, PackedRules.KickWhenAsked, $"{state.Told} to {state.NextAvail} made available, the device asks for {state.DeviceArea}, no kick", "a kick");
        return state with { Told = state.NextAvail };
    }

    internal static PackedState Kicked(PackedState state, RingPlace data, RuleLog log)
    {
        if (state.Features.Has(Feature.NotificationData))
            log.Check(data == state.NextAvail, PackedRules.KickNamesNext, $"a kick with {data}, next is {state.NextAvail}", $"{state.NextAvail}");
        return state;
    }

    internal static PackedState Settled(PackedState state, RuleLog log)
    {
        if (state.NextUsed != state.Judged && !state.Has(PackedMarks.SuppressionRaced)
            && state.DriverArea.Asks(state.Judged, state.NextUsed, state.Size, state.EventIdx) == true)
        {
            log.Check(
                state.Has(PackedMarks.Called),
                PackedRules.CallWhenAsked,
                $"{state.Judged} to {state.NextUsed} used, the driver asks for {state.DriverArea}, no call",
                "a call");
        }

        return state.Without(PackedMarks.SuppressionRaced | PackedMarks.Called) with { Judged = state.NextUsed };
    }
}
