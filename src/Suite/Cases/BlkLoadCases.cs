using Virtspec.Model.Blk;
using Virtspec.Model.Features;
using Virtspec.Suite.Peer;
using Virtspec.Suite.Requests;
using Virtspec.Suite.Steps;

namespace Virtspec.Suite.Cases;

/// <summary>Many block requests at once: overlapping, on several queues, in as many segments as the device takes.</summary>
internal static class BlkLoadCases
{
    internal static IEnumerable<CheckCase> All => from check in Cases select check with { Only = DeviceType.Blk };

    private static IEnumerable<CheckCase> Cases =>
    [
        new("overlapping", "reads and writes of the same sectors in flight together", ["inv.blk", "inv.split"], Overlapping),
        new("queues-one-disk", "what one queue writes another one reads", ["inv.blk", "inv.split"], Queues),
        new("segments", "data in as many segments as seg_max allows, each as long as size_max", ["inv.blk", "split.framing.device", "split.used"], Segments),
    ];

    private static void Overlapping(CaseContext context)
    {
        foreach (var size in (int[])[16, 64])
        {
            using var rig = context.Open(CaseContext.AllFeatures, size);
            for (var round = 0; round < 24; round++)
            {
                Burst(rig, context.Chooser);
                // Once all is back, each sector is what one of the writes left there, and stays so.
                rig.Run(rig.Blk.Read(0, 8));
                rig.Run(rig.Blk.Read(0, 8));
                if (round % 8 == 7)
                    rig.Settle();
            }
        }
    }

    private static void Burst(Rig rig, Chooser chooser)
    {
        for (var i = 0; rig.FreeDescriptors() >= 3 && i < 12; i++)
        {
            var block = (ulong)chooser.Choose(6);
            var count = 1 + chooser.Choose(2);
            rig.Add(chooser.Flip() ? rig.Blk.Read(block, count) : rig.Blk.Transfer(block, count, chooser));
            // Some one by one, some together.
            if (chooser.Choose(3) == 0)
                rig.Publish();
        }

        rig.Publish();
        rig.Await();
    }

    private static void Queues(CaseContext context)
    {
        var count = QueueCount(context);
        using var rig = context.Open(CaseContext.AllFeatures | Feature.Bit(Feature.BlkMultiQueue), queues: count);
        for (ushort round = 0; round < 4 * count; round++)
        {
            var (from, to) = ((ushort)(round % count), (ushort)((round + 1) % count));
            rig.Run(rig.Blk.Transfer((ulong)(round % 8), 2, context.Chooser), queue: from);
            rig.Run(rig.Blk.Read((ulong)(round % 8), 2), queue: to);
            // Each queue its own sectors, all in flight.
            for (ushort queue = 0; queue < count; queue++)
            {
                rig.Add(rig.Blk.Transfer((ulong)(16 + queue), 1, context.Chooser), queue: queue);
                rig.Publish(queue);
            }

            for (ushort queue = 0; queue < count; queue++)
                rig.Await(queue);
            rig.Run(rig.Blk.Read(16, count), queue: to);
        }

        for (ushort queue = 0; queue < count; queue++)
            rig.Settle(queue);
    }

    private static int QueueCount(CaseContext context)
    {
        using var rig = context.Connect();
        if (!rig.Session.Offered.Has(Feature.BlkMultiQueue) || rig.Session.QueueCount < 2)
            throw new NotApplicableException("the device has one queue");
        return Math.Min(rig.Session.QueueCount, 4);
    }

    private static void Segments(CaseContext context)
    {
        using var rig = context.Open(CaseContext.AllFeatures, size: 256);
        var limits = context.Judge.Blk.Limits;
        var most = (int)Math.Min(limits.SegMax, 126);
        if (!rig.Negotiated(Feature.BlkSegMax) || most < 2)
            throw new NotApplicableException("the device does not tell seg_max, or it leaves no choice");
        var bytes = rig.Blk.BlockSectors * BlkProtocol.SectorSize;
        var longest = limits.SizeMax == 0 ? bytes : (int)Math.Min(limits.SizeMax / (uint)bytes * (uint)bytes, 64u * 1024);
        foreach (var (count, each) in ((int, int)[])[(2, bytes), (most, bytes), (1, longest), (2, longest), (Math.Min(most, 8), longest)])
        {
            if (each == 0 || (ulong)(count * each) > Math.Min(rig.Blk.Blocks * (ulong)bytes, 512 * 1024))
                continue;
            var read = rig.Blk.Read(0, count * each / bytes);
            int[] cuts = [.. Enumerable.Range(1, count).Select(i => i * each)];
            foreach (var direct in rig.Negotiated(Feature.IndirectDesc) ? (int?[])[null, Shape.Indirect] : [null])
            {
                if (!rig.Blk.ReadOnly)
                    rig.Run(rig.Blk.Write(0, count * each / bytes, context.Chooser), new Shape([.. cuts.Select(cut => 16 + cut - each)], [], direct));
                rig.Run(read, new Shape([], cuts, direct));
            }
        }

        rig.Settle();
    }
}
