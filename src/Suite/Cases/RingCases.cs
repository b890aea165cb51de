using Virtspec.Model.Features;
using Virtspec.Suite.Blk;

namespace Virtspec.Suite.Cases;

/// <summary>The ring under load: batches, full, wrapping, of several sizes.</summary>
internal static class RingCases
{
    private static readonly string[] Ring = ["inv.split", "split.used", "split.used-notification.device", "split.desc.device"];

    internal static IEnumerable<CheckCase> All =>
    [
        new("batches", "batches of all sizes with one publish", [.. Ring, "core.reserved-features.device.5"], Batches),
        new("full-ring", "a ring with no free descriptor left, several laps", Ring, FullRing),
        new("index-wrap", "avail idx and used idx pass 65535", Ring, IndexWrap),
        new("queue-sizes", "queue sizes 2 to 256", Ring, QueueSizes),
        new("mixed", "random requests, shapes, batches and wishes for calls", [.. Ring, "split.framing.device", "split.indirect.device", "inv.memory", "inv.blk"], Mixed),
    ];

    private static void Batches(CaseContext context)
    {
        foreach (var features in (ulong[])[CaseContext.BlkFeatures, CaseContext.AllFeatures])
        {
            using var rig = context.Open(features, size: 64);
            for (var batch = 1; batch <= 16; batch++)
                Batch(rig, context, batch, Placement.Direct);
        }
    }

    private static void FullRing(CaseContext context)
    {
        foreach (var features in (ulong[])[CaseContext.BlkFeatures, CaseContext.AllFeatures])
        {
            using var rig = context.Open(features, size: 16);
            var placement = rig.Negotiated(Feature.IndirectDesc) ? Placement.Indirect : Placement.Direct;
            // With indirect tables every descriptor is a request of its own; else flushes and reads take two or three.
            for (var lap = 0; lap < 6; lap++)
                Batch(rig, context, Fit(rig, placement), placement);
        }
    }

    private static void IndexWrap(CaseContext context)
    {
        foreach (var features in (ulong[])[CaseContext.BlkFeatures, CaseContext.AllFeatures])
        {
            using var rig = context.Open(features, size: 16, start: 65530);
            for (var i = 0; i < 6; i++)
                Batch(rig, context, 1 + (i % 4), Placement.Direct);
        }
    }

    private static void QueueSizes(CaseContext context)
    {
        foreach (var size in (int[])[2, 4, 8, 32, 128, 256])
        {
            context.Progress($"queue size {size}");
            try
            {
                OneQueueSize(context, size);
            }
            catch (Peer.NotApplicableException) when (size != 128)
            {
                // A device may have its limits; at 128, where most have their default, it has to say so.
            }
        }
    }

    private static void OneQueueSize(CaseContext context, int size)
    {
        using var rig = context.Open(CaseContext.AllFeatures, size);
        if (size < 3 && !rig.Negotiated(Feature.BlkFlush))
            return;
        // A chain has no more descriptors than the queue has entries: on the smallest queue that leaves requests without data.
        var placement = rig.Negotiated(Feature.IndirectDesc) && size >= 3 ? Placement.Indirect : Placement.Direct;
        for (var lap = 0; lap < 3; lap++)
            Batch(rig, context, Math.Max(1, Fit(rig, placement)), placement, flushOnly: size < 3);
    }

    private static void Mixed(CaseContext context)
    {
        for (var session = 0; session < 4; session++)
        {
            var features = CaseContext.BlkFeatures;
            if (session % 2 == 1)
                features |= Feature.Bit(Feature.EventIdx);
            if (session / 2 == 1)
                features |= Feature.Bit(Feature.IndirectDesc);
            using var rig = context.Open(features, size: 32, start: (ushort)context.Chooser.NextU64());
            for (var round = 0; round < 60; round++)
            {
                if (round % 10 == 0)
                    context.Progress($"session {session + 1} of 4, round {round} of 60");
                MixedRound(rig, context);
            }
        }
    }

    private static void MixedRound(Rig rig, CaseContext context)
    {
        var chooser = context.Chooser;
        var wish = chooser.Choose(4);
        if (wish == 0 && !rig.Negotiated(Feature.EventIdx))
            rig.Queue.DisableCalls();
        else
            rig.Queue.EnableCalls((ushort)(wish * chooser.Choose(3)));
        var publishes = 1 + chooser.Choose(3);
        for (var publish = 0; publish < publishes; publish++)
        {
            for (var i = chooser.Choose(4); i >= 0; i--)
            {
                var spec = RandomSpec(rig, chooser);
                // Direct before indirect has a case of its own: devices that hang on it would hide all else here.
                var placement = rig.Negotiated(Feature.IndirectDesc) && chooser.Flip() ? Placement.Indirect : Placement.Direct;
                var shape = Shape.Random(spec, 6, placement, chooser);
                if (rig.Queue.Driver.FreeDescriptors >= BlkDriver.DescriptorsOf(shape))
                    rig.Blk.Add(spec, shape);
            }

            rig.Queue.Publish();
            if (chooser.Flip())
                rig.Queue.PollUsed();
        }

        rig.Queue.Settle();
        // Stray calls must not fall into the next round, which may not want any.
        rig.Queue.EnableCalls();
        rig.Blk.Run(rig.Blk.Read(0, 1));
        rig.Queue.Settle();
        rig.Queue.Drain();
    }

    private static BlkSpec RandomSpec(Rig rig, Chooser chooser)
    {
        var count = 1 + chooser.Choose(4);
        var block = (ulong)chooser.Choose((int)rig.Blocks - count + 1);
        return chooser.Choose(8) switch
        {
            0 when rig.Negotiated(Feature.BlkFlush) => BlkSpec.Flush(),
            1 => BlkSpec.GetId(),
            2 or 3 or 4 => rig.Blk.Read(block, count),
            _ => rig.Transfer(block, count, chooser),
        };
    }

    private static int Fit(Rig rig, Placement placement) => rig.Queue.Driver.FreeDescriptors / (placement == Placement.Direct ? 3 : 1);

    private static void Batch(Rig rig, CaseContext context, int count, Placement placement, bool flushOnly = false)
    {
        for (var i = 0; i < count; i++)
        {
            var block = (ulong)context.Chooser.Choose((int)rig.Blocks);
            var spec = flushOnly ? BlkSpec.Flush() : i % 2 == 0 ? rig.Blk.Read(block, 1) : rig.Transfer(block, 1, context.Chooser);
            rig.Blk.Add(spec, Shape.Plain(spec) with { Placement = placement });
        }

        rig.Queue.EnableCalls((ushort)(count - 1));
        rig.Queue.Publish();
        rig.Queue.Settle();
    }
}
