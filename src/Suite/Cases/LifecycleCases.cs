using Virtspec.Model.Device;
using Virtspec.Model.Features;
using Virtspec.Suite.Peer;
using Virtspec.Suite.Steps;
using Virtspec.Transports.VhostUser;

namespace Virtspec.Suite.Cases;

/// <summary>Starting, stopping, enabling, resetting.</summary>
internal static class LifecycleCases
{
    internal static IEnumerable<CheckCase> All =>
    [
        new("stop-start", "the queue is stopped and started again at its base", ["inv.queue", "vhost-user.vring"], StopStart),
        new("stop-unkicked", "the queue is stopped with buffers available that were not kicked for", ["inv.queue", "vhost-user.vring"], StopUnkicked),
        new("stop-busy", "the queue is stopped with requests in flight", ["inv.queue", "vhost-user.vring"], StopBusy),
        new("not-started", "buffers available before the queue is started", ["vhost-user.vring.1"], NotStarted),
        new("disabled", "buffers available and kicked while the ring is disabled", ["vhost-user.vring.3"], Disabled),
        new("before-driver-ok", "buffers available before DRIVER_OK", ["core.status.device.1", "core.status.driver", "vhost-user.status"], BeforeDriverOk),
        new("disabled-busy", "the ring is disabled and enabled again and again with requests in flight", ["vhost-user.vring", "inv.split", "inv.blk"], DisabledBusy),
        new("moved", "the queue is stopped and goes on elsewhere in memory, and with another size", ["inv.queue", "vhost-user.vring", "inv.split"], Moved),
        new("reset-busy", "status 0 and RESET_DEVICE with requests in flight", ["core.reset", "vhost-user.status", "inv.split"], ResetBusy),
        new("reset", "status 0 resets the device, and nothing happens until it is initialised again", ["core.reset", "vhost-user.status"], Reset),
    ];

    private static void StopStart(CaseContext context)
    {
        using var rig = context.Open(CaseContext.AllFeatures, size: 16);
        // One that has served nothing stops where it started.
        rig.Stop();
        rig.Resume();
        for (var round = 0; round < 6; round++)
        {
            for (var i = 0; i <= round; i++)
                rig.Run(rig.Work.Probe());
            rig.Settle();
            rig.Stop();
            if (round % 2 == 1)
            {
                // Available while nobody looks: found when the queue starts, kicked or not.
                rig.Add(rig.Work.Probe());
                rig.Publish();
                rig.Quiet();
            }

            rig.Resume();
            rig.Settle();
        }
    }

    private static void StopUnkicked(CaseContext context)
    {
        foreach (var features in (ulong[])[0, CaseContext.AllFeatures])
        {
            using var rig = context.Open(features, size: 16);
            for (var round = 0; round < 3; round++)
            {
                rig.Run(rig.Work.Probe());
                rig.Add(rig.Work.Probe());
                // Whether the device looks by itself is its own affair: what it took it has to use, and what it left the base leaves.
                rig.PublishSilently();
                rig.Stop();
                rig.Resume();
                rig.Settle();
            }
        }
    }

    private static void StopBusy(CaseContext context)
    {
        using var rig = context.Open(CaseContext.AllFeatures, size: 64);
        for (var round = 0; round < 4; round++)
        {
            for (var i = 0; i < 16; i++)
                rig.Add(rig.Work.Any(context.Chooser));
            rig.Publish();
            // Taken or not, what is used by now and what the base counts have to agree, and nothing moves from here on.
            rig.Stop();
            rig.Quiet();
            rig.Poll();
            rig.Resume();
            rig.Settle();
        }
    }

    private static void NotStarted(CaseContext context)
    {
        using var rig = context.Prepare(CaseContext.AllFeatures);
        rig.LayOut(16);
        rig.DriverOk();
        rig.Add(rig.Work.Probe());
        rig.PublishSilently();
        rig.Quiet();
        // The file descriptor for kicks alone does not start it either.
        rig.Start();
        rig.Quiet();
        rig.Kick();
        rig.Settle();
    }

    private static void Disabled(CaseContext context)
    {
        using var rig = context.Open(CaseContext.AllFeatures, size: 16);
        if ((rig.Session.RawFeatures & VhostUserFeatures.ProtocolFeatures) == 0)
            throw new NotApplicableException("without protocol features rings are always enabled");
        for (var round = 0; round < 3; round++)
        {
            var (mark, look) = rig.Work.Trace(context.Chooser);
            // Something else first: a mark that is there already, from another time, would show nothing.
            rig.Run(rig.Work.Trace(context.Chooser).Mark);
            rig.Run(look);
            rig.Settle();
            rig.Enable(false);
            // A write, for it leaves a trace. A device may take it and drop it, or leave it until the ring is enabled.
            rig.Add(mark);
            rig.Publish();
            rig.Quiet();
            rig.Poll();
            rig.Enable(true);
            rig.Kick();
            rig.Settle();
            rig.Run(look);
            rig.Settle();
        }
    }

    private static void DisabledBusy(CaseContext context)
    {
        using var rig = context.Open(CaseContext.AllFeatures, size: 64);
        if ((rig.Session.RawFeatures & VhostUserFeatures.ProtocolFeatures) == 0)
            throw new NotApplicableException("without protocol features rings are always enabled");
        for (var round = 0; round < 16; round++)
        {
            // Reads only: what a device had in hand when it was disabled it may finish or drop.
            for (var i = 0; i < 12; i++)
                rig.Add(rig.Work.Probe());
            rig.Publish();
            rig.Enable(false);
            rig.Poll();
            rig.Enable(true);
            rig.Kick();
            rig.Settle();
        }
    }

    private static void Moved(CaseContext context)
    {
        using var rig = context.Open(CaseContext.AllFeatures, size: 16);
        foreach (var size in (int[])[16, 64, 8, 32])
        {
            for (var i = 0; i < 5; i++)
                rig.Run(rig.Work.Any(context.Chooser));
            rig.Settle();
            var next = rig.Stop();
            rig.LayOut(size, next, scattered: size == 8);
            rig.Start();
            rig.Run(rig.Work.Probe());
            rig.Settle();
        }
    }

    private static void ResetBusy(CaseContext context)
    {
        using var rig = context.Prepare(CaseContext.AllFeatures);
        rig.Session.Status.Require();
        for (var round = 0; round < 8; round++)
        {
            if (round > 0)
            {
                rig.Negotiate(CaseContext.AllFeatures | Feature.Bit(Feature.Version1));
                rig.Do(new ForgetQueues());
            }

            rig.LayOut(64);
            rig.Start();
            rig.DriverOk();
            for (var i = 0; i < 12; i++)
                rig.Add(rig.Work.Any(context.Chooser));
            rig.Publish();
            rig.WriteStatus(DeviceStatus.None);
            rig.Do(new ReadBack());
            // What was in flight may have been used while the reset went on, and nothing after it.
            rig.Poll();
            rig.Quiet();
        }
    }

    private static void BeforeDriverOk(CaseContext context)
    {
        using var rig = context.Prepare(CaseContext.AllFeatures);
        rig.Session.Status.Require();
        rig.LayOut(16);
        // A back-end may hear of the ring before DRIVER_OK and must wait for it all the same; no kick is sent, for none is allowed.
        rig.Add(rig.Work.Probe());
        rig.PublishSilently();
        rig.Quiet();
        rig.Start();
        rig.Quiet();
        rig.DriverOk();
        rig.Kick();
        rig.Settle();
        rig.ReadStatus();
    }

    private static void Reset(CaseContext context)
    {
        using var rig = context.Prepare(CaseContext.AllFeatures);
        rig.Session.Status.Require();
        for (var round = 0; round < 3; round++)
        {
            if (round > 0)
            {
                rig.Negotiate(CaseContext.AllFeatures | Feature.Bit(Feature.Version1));
                rig.Do(new ForgetQueues());
            }

            rig.LayOut(16);
            rig.Start();
            rig.DriverOk();
            rig.Run(rig.Work.Probe());
            rig.Settle();
            rig.WriteStatus(DeviceStatus.None);
            rig.ReadStatus();
            rig.Add(rig.Work.Probe());
            rig.PublishSilently();
            rig.Quiet();
        }
    }
}
