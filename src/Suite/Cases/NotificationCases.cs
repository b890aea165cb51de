using Virtspec.Model.Features;
using Virtspec.Suite.Peer;
using Virtspec.Suite.Steps;
using Virtspec.Transports.VhostUser;

namespace Virtspec.Suite.Cases;

/// <summary>Calls and kicks, and their suppression by flags and by event index.</summary>
internal static class NotificationCases
{
    internal static IEnumerable<CheckCase> All =>
    [
        new("call-flags", "calls with avail flags 0 and 1, used_event set to mislead", ["split.used-notification.device.1", "split.used-notification.device.2", "split.used-notification.device.3", "split.avail-notification.device.1"], CallFlags),
        new("call-event-idx", "calls with used_event at, before and behind the next buffer", ["split.used-notification.device.5", "split.used-notification.device.6", "split.avail-notification.device.3"], CallEventIdx),
        new("call-event-idx-flag", "avail flags set although VIRTIO_F_EVENT_IDX is negotiated, on purpose", ["split.used-notification.device.4"], CallEventIdxFlag),
        new("event-distances", "used_event at every distance from used idx, indices passing 65535", ["split.used-notification.device.5", "split.used-notification.device.6", "split.avail-notification.device.3"], Distances),
        new("kicks-together", "one kick for many buffers, a kick before its buffer, kicks where none is wanted", ["inv.split", "split.avail-notification"], KicksTogether),
        new("sleep-race", "buffers made available just when the device goes to sleep", ["inv.split", "split.avail-notification"], SleepRace),
        new("in-band", "kicks and calls as messages", ["split.used-notification.device", "inv.split", "vhost-user.ack"], InBand),
        new("call-replaced", "another file descriptor for calls while the queue runs, and none for a while", ["split.used-notification.device", "inv.split"], CallReplaced),
        new("spurious-kicks", "kicks that tell nothing new", ["split.avail-notification.device.5"], SpuriousKicks),
    ];

    private static void CallFlags(CaseContext context)
    {
        using var rig = context.Open(CaseContext.DeviceFeatures);
        for (var round = 0; round < 8; round++)
        {
            // First as both ask for: what is missing then as well is not missing for used_event.
            Quiesce(rig);
            rig.UsedEvent(0);
            Window(rig, context, requests: 1);
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
            // First as it should be: what is missing then as well is not missing for the flag.
            Quiesce(rig);
            rig.UsedEvent(0);
            Window(rig, context, requests: 1);
            Quiesce(rig);
            using (rig.OnPurpose())
            {
                rig.AvailFlags(1);
                rig.UsedEvent(0);
                Window(rig, context, requests: 1);
                rig.AvailFlags(0);
            }
        }
    }

    private static void Distances(CaseContext context)
    {
        const int Size = 8;
        using var rig = context.Open(CaseContext.DeviceFeatures | Feature.Bit(Feature.EventIdx), Size, start: 65500);
        rig.Require(Feature.EventIdx);
        int[] near = [.. Enumerable.Range(-Size - 1, (2 * Size) + 3)];
        foreach (var distance in (int[])[.. near, 255, 256, 32766, 32767, -32768, -32767, -256])
        {
            Quiesce(rig);
            rig.UsedEvent(distance);
            Window(rig, context, requests: 1 + context.Chooser.Choose(2));
        }
    }

    private static void KicksTogether(CaseContext context)
    {
        foreach (var features in (ulong[])[CaseContext.DeviceFeatures, CaseContext.AllFeatures])
        {
            using var rig = context.Open(features);
            // A driver kicks when it is told to; a device copes with one that does not.
            rig.Do(new OnPurpose(true));
            for (var round = 0; round < 6; round++)
            {
                // Three times available, one kick, whatever the device says that it wants.
                for (var i = 0; i < 3; i++)
                {
                    rig.Add(rig.Work.Any(context.Chooser));
                    rig.PublishSilently();
                }

                rig.Kick();
                rig.Settle();
                // A kick with nothing behind it, the buffer right after it.
                rig.Kick();
                Window(rig, context, requests: 1);
                // Kicks while the device is at work anyway.
                for (var i = 0; i < 4; i++)
                {
                    rig.Add(rig.Work.Any(context.Chooser));
                    rig.Publish();
                    rig.Kick();
                }

                rig.Settle();
            }
        }
    }

    private static void SleepRace(CaseContext context)
    {
        foreach (var features in (ulong[])[CaseContext.DeviceFeatures, CaseContext.AllFeatures])
        {
            using var rig = context.Open(features);
            for (var round = 0; round < 8; round++)
            {
                rig.Race(500, context.Chooser);
                rig.Settle();
            }
        }
    }

    private static void InBand(CaseContext context)
    {
        context.Take(new With(MemoryPlan.Usual, SessionOptions.Usual | ProtocolFeature.InbandNotifications));
        foreach (var features in (ulong[])[CaseContext.DeviceFeatures, CaseContext.AllFeatures])
        {
            using var rig = context.Open(features, size: 16);
            rig.Session.RequireInBand();
            for (var round = 0; round < 12; round++)
            {
                rig.EnableCalls();
                Window(rig, context, requests: 1 + (round % 4));
                rig.Quiet();
            }
        }
    }

    private static void CallReplaced(CaseContext context)
    {
        foreach (var features in (ulong[])[CaseContext.DeviceFeatures, CaseContext.AllFeatures])
        {
            using var rig = context.Open(features);
            for (var round = 0; round < 4; round++)
            {
                Quiesce(rig);
                rig.ReplaceCall(given: true);
                Window(rig, context, requests: 1 + round);
                Quiesce(rig);
                // As for a driver that polls.
                rig.ReplaceCall(given: false);
                Window(rig, context, requests: 1 + round);
                rig.ReplaceCall(given: true);
                rig.EnableCalls();
                Window(rig, context, requests: 1);
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
