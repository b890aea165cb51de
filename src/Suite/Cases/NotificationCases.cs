using Virtspec.Model.Features;
using Virtspec.Suite.Steps;

namespace Virtspec.Suite.Cases;

/// <summary>Calls and kicks, and their suppression by flags and by event index.</summary>
internal static class NotificationCases
{
    internal static IEnumerable<CheckCase> All =>
    [
        new("call-flags", "calls with avail flags 0 and 1, used_event set to mislead", ["split.used-notification.device.1", "split.used-notification.device.2", "split.used-notification.device.3", "split.avail-notification.device.1"], CallFlags),
        new("call-event-idx", "calls with used_event at, before and behind the next buffer", ["split.used-notification.device.5", "split.used-notification.device.6", "split.avail-notification.device.3"], CallEventIdx),
        new("call-event-idx-flag", "avail flags set although VIRTIO_F_EVENT_IDX is negotiated, on purpose", ["split.used-notification.device.4"], CallEventIdxFlag),
        new("spurious-kicks", "kicks that tell nothing new", ["split.avail-notification.device.5"], SpuriousKicks),
    ];

    private static void CallFlags(CaseContext context)
    {
        using var rig = context.Open(CaseContext.DeviceFeatures);
        for (var round = 0; round < 8; round++)
        {
            // A used_event that, were it looked at, would keep the device silent.
            rig.UsedEvent(100);
            Window(rig, context, requests: 1 + (round % 3));
            Quiesce(rig);
            rig.DisableCalls();
            // The second one makes the device finish with the first.
            Window(rig, context, requests: 1);
            Window(rig, context, requests: 1);
            rig.EnableCalls();
        }
    }

    private static void CallEventIdx(CaseContext context)
    {
        using var rig = context.Open(CaseContext.DeviceFeatures | Feature.Bit(Feature.EventIdx));
        rig.Require(Feature.EventIdx);
        foreach (var after in (int[])[0, 1, 3, 7, 0])
        {
            Quiesce(rig);
            rig.UsedEvent(after);
            // One by one up to the event, past it, and one more, which is behind it.
            for (var i = 0; i <= after + 1; i++)
                Window(rig, context, requests: 1);
            Quiesce(rig);
            rig.UsedEvent(after);
            Window(rig, context, requests: after + 2);
            Quiesce(rig);
            // Behind everything: the furthest away an event can be.
            rig.UsedEvent(-1);
            Window(rig, context, requests: 2);
        }
    }

    private static void CallEventIdxFlag(CaseContext context)
    {
        using var rig = context.Open(CaseContext.DeviceFeatures | Feature.Bit(Feature.EventIdx));
        rig.Require(Feature.EventIdx);
        for (var round = 0; round < 4; round++)
        {
            Quiesce(rig);
            using (rig.OnPurpose())
            {
                rig.Do(new AvailFlags(1));
                rig.UsedEvent(0);
                Window(rig, context, requests: 1);
                rig.Do(new AvailFlags(0));
            }
        }
    }

    private static void SpuriousKicks(CaseContext context)
    {
        foreach (var features in (ulong[])[CaseContext.DeviceFeatures, CaseContext.AllFeatures])
        {
            using var rig = context.Open(features);
            for (var round = 0; round < 4; round++)
            {
                for (var i = 0; i <= round; i++)
                    rig.Kick();
                Window(rig, context, requests: 1);
            }
        }
    }

    /// <summary>Requests, then a look at everything: a window in which calls are counted.</summary>
    private static void Window(Rig rig, CaseContext context, int requests)
    {
        for (var i = 0; i < requests; i++)
            rig.Add(rig.Work.Transfer(context.Chooser));
        rig.Publish();
        rig.Settle();
    }

    /// <summary>
    /// Makes sure that no call is under way: asks for one, gets it, and listens. A device that called for the last buffer has nothing
    /// left to say about those before it.
    /// </summary>
    private static void Quiesce(Rig rig)
    {
        rig.EnableCalls();
        rig.Run(rig.Work.Probe());
        rig.Settle();
        rig.Drain();
    }
}
