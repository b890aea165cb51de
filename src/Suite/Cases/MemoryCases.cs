using Virtspec.Suite.Peer;
using Virtspec.Suite.Requests;
using Virtspec.Suite.Steps;
using Virtspec.Transports.VhostUser;

namespace Virtspec.Suite.Cases;

/// <summary>Shared memory: where it lies, what lies across its regions, regions that come and go; and requests in flight that outlive a connection.</summary>
internal static class MemoryCases
{
    private const int TrackedSize = 64;

    private static readonly string[] Buffers = ["split.used", "inv.split", "inv.memory", "vhost-user.mem"];

    internal static IEnumerable<CheckCase> All =>
    [
        new("memory-high", "guest addresses as high as processors have them", Buffers, context => Placed(context, MemoryPlan.High)),
        new("memory-zero", "a region at guest address 0, and one up to 4 GiB", Buffers, context => Placed(context, MemoryPlan.Zero)),
        new("memory-adjacent", "buffers across two regions that follow on each other", Buffers, context => Placed(context, MemoryPlan.Adjacent)),
        new("memory-slots", "regions added and removed while the rings are idle", ["vhost-user.mem", "vhost-user.ack", "inv.split"], context => Spare(context, SessionOptions.Usual)),
        new("memory-table", "the memory table replaced while the rings are idle", ["vhost-user.mem", "vhost-user.ack", "inv.split"], context => Spare(context, SessionOptions.Usual & ~ProtocolFeature.ConfigureMemSlots)),
        new("inflight", "the connection is dropped with requests in flight, which come back on the next one", ["vhost-user.inflight", "inv.split", "inv.blk"], Inflight),
    ];

    private static void Placed(CaseContext context, MemoryPlan plan)
    {
        context.Take(new With(plan, SessionOptions.Usual));
        using var rig = context.Open(CaseContext.AllFeatures);
        foreach (var spec in rig.Work.Various(context.Chooser))
        {
            rig.Run(spec);
            for (var i = 0; i < 24; i++)
                rig.Run(spec, Shape.Random(spec, 6, i % 2 == 1 && rig.Negotiated(Model.Features.Feature.IndirectDesc) ? Shape.Indirect : null, context.Chooser));
            rig.Settle();
        }
    }

    private static void Spare(CaseContext context, ProtocolFeature protocol)
    {
        context.Take(new With(MemoryPlan.Usual, protocol));
        using var rig = context.Open(CaseContext.AllFeatures);
        for (var round = 0; round < 4; round++)
        {
            foreach (var share in (bool[])[true, false])
            {
                rig.Do(new ShareSpare(share));
                for (var i = 0; i < 6; i++)
                    rig.Run(rig.Work.Any(context.Chooser), queue: 0);
                rig.Settle();
            }
        }
    }

    private static void Inflight(CaseContext context)
    {
        context.Take(new With(MemoryPlan.Usual, SessionOptions.Usual | ProtocolFeature.InflightSharedMemory));
        for (var round = 0; round < 4; round++)
        {
            using var rig = context.Prepare(CaseContext.AllFeatures);
            rig.Do(new TrackInflight());
            rig.LayOut(TrackedSize, start: (ushort)(round % 2 == 0 ? 0 : 65530));
            rig.Start();
            rig.DriverOk();
            rig.Run(rig.Work.Probe());
            rig.Settle();
            for (var drops = 0; drops < 3; drops++)
            {
                // Some taken and under way, some not looked at yet.
                for (var i = 0; i < 6; i++)
                    rig.Add(rig.Work.Long(context.Chooser));
                rig.Publish();
                for (var i = 0; i < 6; i++)
                    rig.Add(rig.Work.Any(context.Chooser));
                rig.PublishSilently();
                rig.Do(new Drop());
                rig.Do(new Rejoin());
                rig.Settle();
            }
        }
    }
}
