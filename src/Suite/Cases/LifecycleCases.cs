using Virtspec.Model.Device;
using Virtspec.Model.Features;
using Virtspec.Suite.Blk;
using Virtspec.Suite.Peer;
using Virtspec.Transports.VhostUser;

namespace Virtspec.Suite.Cases;

/// <summary>Starting, stopping, enabling, resetting.</summary>
internal static class LifecycleCases
{
    internal static IEnumerable<CheckCase> All =>
    [
        new("stop-start", "the queue is stopped and started again at its base", ["inv.queue", "vhost-user.vring"], StopStart),
        new("stop-busy", "the queue is stopped with requests in flight", ["inv.queue", "vhost-user.vring"], StopBusy),
        new("not-started", "buffers available before the queue is started", ["vhost-user.vring.1"], NotStarted),
        new("disabled", "buffers available and kicked while the ring is disabled", ["vhost-user.vring.3"], Disabled),
        new("before-driver-ok", "buffers available before DRIVER_OK", ["core.status.device.1", "core.status.driver", "vhost-user.status"], BeforeDriverOk),
        new("reset", "status 0 resets the device, and nothing happens until it is initialised again", ["core.reset", "vhost-user.status"], Reset),
    ];

    private static void StopStart(CaseContext context)
    {
        using var rig = context.Open(CaseContext.AllFeatures, size: 16);
        for (var round = 0; round < 6; round++)
        {
            for (var i = 0; i <= round; i++)
                rig.Blk.Run(rig.Blk.Read((ulong)i % rig.Blocks, 1));
            rig.Queue.Settle();
            var next = rig.Queue.Stop();
            if (round % 2 == 1)
            {
                // Available while nobody looks: found when the queue starts, kicked or not.
                rig.Blk.Add(rig.Blk.Read(0, 1));
                rig.Queue.Publish();
                QuietPeriod(rig.Queue);
            }

            rig.Queue.Resume(next);
            rig.Queue.Settle();
        }
    }

    private static void StopBusy(CaseContext context)
    {
        using var rig = context.Open(CaseContext.AllFeatures, size: 64);
        for (var round = 0; round < 4; round++)
        {
            for (var i = 0; i < 16; i++)
                rig.Blk.Add(rig.Blk.Read((ulong)context.Chooser.Choose((int)rig.Blocks - 8), 8));
            rig.Queue.Publish();
            // Taken or not, what is used by now and what the base counts have to agree, and nothing moves from here on.
            var next = rig.Queue.Stop();
            QuietPeriod(rig.Queue);
            rig.Queue.PollUsed();
            rig.Queue.Resume(next);
            rig.Queue.Settle();
        }
    }

    private static void NotStarted(CaseContext context)
    {
        using var session = context.Prepare(CaseContext.AllFeatures);
        using var queue = new JudgedQueue(session, 16);
        session.DriverOk();
        var blk = new BlkDriver(session, queue);
        blk.Add(blk.Read(0, 1));
        JudgedQueue.Finish(queue.Driver.Publish());
        QuietPeriod(queue);
        // The file descriptor for kicks alone does not start it either.
        queue.Start();
        QuietPeriod(queue);
        queue.KickAnyway();
        queue.Settle();
    }

    private static void Disabled(CaseContext context)
    {
        using var rig = context.Open(CaseContext.AllFeatures, size: 16);
        if ((rig.Session.RawFeatures & VhostUserFeatures.ProtocolFeatures) == 0)
            throw new NotApplicableException("without protocol features rings are always enabled");
        for (var round = 0; round < 3; round++)
        {
            rig.Blk.Run(rig.Blk.Read(4, 1));
            rig.Queue.Settle();
            rig.Queue.Enable(false);
            // A write, for it leaves a trace. A device may take it and drop it, or leave it until the ring is enabled.
            rig.Blk.Add(rig.Transfer(4, 1, context.Chooser));
            rig.Queue.Publish();
            QuietPeriod(rig.Queue);
            rig.Queue.PollUsed();
            rig.Queue.Enable(true);
            rig.Queue.KickAnyway();
            rig.Queue.Settle();
            rig.Blk.Run(rig.Blk.Read(4, 1));
            rig.Queue.Settle();
        }
    }

    private static void BeforeDriverOk(CaseContext context)
    {
        using var session = context.Prepare(CaseContext.AllFeatures);
        session.RequireStatus();
        using var queue = new JudgedQueue(session, 16);
        // A back-end may hear of the ring before DRIVER_OK and must wait for it all the same; no kick is sent, for none is allowed.
        var blk = new BlkDriver(session, queue);
        blk.Add(blk.Read(0, 1));
        JudgedQueue.Finish(queue.Driver.Publish());
        QuietPeriod(queue);
        queue.Start();
        QuietPeriod(queue);
        session.DriverOk();
        queue.KickAnyway();
        queue.Settle();
        session.ReadStatus();
    }

    private static void Reset(CaseContext context)
    {
        using var session = context.Prepare(CaseContext.AllFeatures);
        session.RequireStatus();
        for (var round = 0; round < 3; round++)
        {
            if (round > 0)
            {
                session.Negotiate(CaseContext.AllFeatures | Feature.Bit(Feature.Version1));
                session.Arena.Clear();
                session.Arena.Shadow.TakeDifferences(limit: 0, mayDiffer: _ => false);
            }

            using var queue = new JudgedQueue(session, 16);
            queue.Start();
            session.DriverOk();
            var blk = new BlkDriver(session, queue);
            blk.Run(blk.Read(0, 1));
            queue.Settle();
            session.WriteStatus(DeviceStatus.None);
            session.ReadStatus();
            blk.Add(blk.Read(0, 1));
            JudgedQueue.Finish(queue.Driver.Publish());
            QuietPeriod(queue);
        }
    }

    /// <summary>Listens for what must not happen. Long enough for a device that would do it at once, and no proof against one that is slow.</summary>
    private static void QuietPeriod(JudgedQueue queue)
    {
        queue.WaitCall(TimeSpan.FromMilliseconds(50));
        queue.Observer.Settled();
    }
}
