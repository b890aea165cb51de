using Virtspec.Model.Features;
using Virtspec.Port;
using Virtspec.Suite.Peer;

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
        using var rig = context.Open(CaseContext.BlkFeatures);
        for (var round = 0; round < 8; round++)
        {
            // A used_event that, were it looked at, would keep the device silent.
            SetUsedEvent(rig.Queue, (ushort)(rig.Queue.State.UsedIdx + 100));
            Window(rig, context, requests: 1 + (round % 3));
            Quiesce(rig);
            rig.Queue.DisableCalls();
            // The second one makes the device finish with the first.
            Window(rig, context, requests: 1);
            Window(rig, context, requests: 1);
            rig.Queue.EnableCalls();
        }
    }

    private static void CallEventIdx(CaseContext context)
    {
        using var rig = context.Open(CaseContext.BlkFeatures | Feature.Bit(Feature.EventIdx));
        if (!rig.Negotiated(Feature.EventIdx))
            throw new NotApplicableException("VIRTIO_F_EVENT_IDX is not offered");
        foreach (var after in (int[])[0, 1, 3, 7, 0])
        {
            Quiesce(rig);
            var used = rig.Queue.State.UsedIdx;
            SetUsedEvent(rig.Queue, (ushort)(used + after));
            // One by one up to the event, past it, and one more, which is behind it.
            for (var i = 0; i <= after + 1; i++)
                Window(rig, context, requests: 1);
            Quiesce(rig);
            used = rig.Queue.State.UsedIdx;
            SetUsedEvent(rig.Queue, (ushort)(used + after));
            Window(rig, context, requests: after + 2);
            Quiesce(rig);
            // Behind everything: the furthest away an event can be.
            SetUsedEvent(rig.Queue, (ushort)(rig.Queue.State.UsedIdx - 1));
            Window(rig, context, requests: 2);
        }
    }

    private static void CallEventIdxFlag(CaseContext context)
    {
        using var rig = context.Open(CaseContext.BlkFeatures | Feature.Bit(Feature.EventIdx));
        if (!rig.Negotiated(Feature.EventIdx))
            throw new NotApplicableException("VIRTIO_F_EVENT_IDX is not offered");
        for (var round = 0; round < 4; round++)
        {
            Quiesce(rig);
            context.Judge.DriverBreaksRulesOnPurpose = true;
            rig.Queue.Port.Write(rig.Queue.Driver.Layout.AvailFlags, 1, AccessSize.Two);
            SetUsedEvent(rig.Queue, rig.Queue.State.UsedIdx);
            Window(rig, context, requests: 1);
            rig.Queue.Port.Write(rig.Queue.Driver.Layout.AvailFlags, 0, AccessSize.Two);
            context.Judge.DriverBreaksRulesOnPurpose = false;
        }
    }

    private static void SpuriousKicks(CaseContext context)
    {
        foreach (var features in (ulong[])[CaseContext.BlkFeatures, CaseContext.AllFeatures])
        {
            using var rig = context.Open(features);
            for (var round = 0; round < 4; round++)
            {
                for (var i = 0; i <= round; i++)
                    rig.Queue.KickAnyway();
                Window(rig, context, requests: 1);
            }
        }
    }

    /// <summary>Requests, then a look at everything: a window in which calls are counted.</summary>
    private static void Window(Rig rig, CaseContext context, int requests)
    {
        for (var i = 0; i < requests; i++)
            rig.Blk.Add(rig.Transfer((ulong)context.Chooser.Choose((int)rig.Blocks), 1, context.Chooser));
        rig.Queue.Publish();
        rig.Queue.Settle();
    }

    /// <summary>
    /// Makes sure that no call is under way: asks for one, gets it, and listens. A device that called for the last buffer has nothing
    /// left to say about those before it.
    /// </summary>
    private static void Quiesce(Rig rig)
    {
        rig.Queue.EnableCalls();
        rig.Blk.Run(rig.Blk.Read(0, 1));
        rig.Queue.Settle();
        rig.Queue.Drain();
    }

    private static void SetUsedEvent(JudgedQueue queue, ushort index) =>
        queue.Port.Write(queue.Driver.Layout.UsedEvent, index, AccessSize.Two);
}
