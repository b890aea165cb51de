using Virtspec.Model.Features;
using Virtspec.Suite.Requests;
using Virtspec.Suite.Steps;

namespace Virtspec.Suite.Cases;

/// <summary>The ring under load: batches, full, wrapping, of several sizes.</summary>
internal static class RingCases
{
    private const int LargestQueue = 1024;

    private static readonly string[] Ring = ["inv.split", "split.used", "split.used-notification.device", "split.desc.device"];

    internal static IEnumerable<CheckCase> All =>
    [
        new("batches", "batches of all sizes with one publish", [.. Ring, "core.reserved-features.device.5"], Batches),
        new("full-ring", "a ring with no free descriptor left, several laps", Ring, FullRing),
        new("index-wrap", "avail idx and used idx pass 65535", Ring, IndexWrap),
        new("queue-sizes", "every queue size from 1 to 1024 that the peer takes", Ring, QueueSizes),
        new("shuffled", "descriptors handed out in random order, the rings barely aligned and over ends of pages", [.. Ring, "inv.memory"], Shuffled),
        new("unordered", "long requests and short ones in flight together", [.. Ring, "inv.blk"], Unordered),
        new("long-run", "more than twice as many requests as an index can count", Ring, LongRun),
        new("mixed", "random requests, shapes, batches and wishes for calls", [.. Ring, "split.framing.device", "split.indirect.device", "inv.memory", "inv.blk"], Mixed),
    ];

    private static void Batches(CaseContext context)
    {
        foreach (var features in (ulong[])[CaseContext.DeviceFeatures, CaseContext.AllFeatures])
        {
            using var rig = context.Open(features, size: 64);
            for (var batch = 1; batch <= 16; batch++)
                Batch(rig, context, batch, null);
        }
    }

    private static void FullRing(CaseContext context)
    {
        foreach (var features in (ulong[])[CaseContext.DeviceFeatures, CaseContext.AllFeatures])
        {
            using var rig = context.Open(features, size: 16);
            var direct = rig.Negotiated(Feature.IndirectDesc) ? Shape.Indirect : (int?)null;
            // With indirect tables every descriptor is a request of its own; else flushes and reads take two or three.
            for (var lap = 0; lap < 6; lap++)
                Batch(rig, context, Fit(rig, direct), direct);
        }
    }

    private static void IndexWrap(CaseContext context)
    {
        foreach (var features in (ulong[])[CaseContext.DeviceFeatures, CaseContext.AllFeatures])
        {
            using var rig = context.Open(features, size: 16, start: 65530);
            for (var i = 0; i < 6; i++)
                Batch(rig, context, 1 + (i % 4), null);
        }
    }

    private static void QueueSizes(CaseContext context)
    {
        for (var size = 1; size <= LargestQueue; size *= 2)
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
        // No chain has more descriptors than the queue has entries: a queue of 1 can only be started and stopped.
        if (size == 1 || (size < 3 && rig.Work.Tiny() is null))
        {
            rig.Quiet();
            rig.Stop();
            return;
        }

        // A chain has no more descriptors than the queue has entries: on the smallest queue that leaves requests without data.
        var direct = rig.Negotiated(Feature.IndirectDesc) && size >= 3 ? Shape.Indirect : (int?)null;
        for (var lap = 0; lap < 3; lap++)
            Batch(rig, context, Math.Max(1, Fit(rig, direct)), direct, tiny: size < 3);
    }

    private static void Shuffled(CaseContext context)
    {
        foreach (var size in (int[])[8, 64, 256])
        {
            using var rig = context.Prepare(CaseContext.AllFeatures);
            rig.LayOut(size, (ushort)context.Chooser.NextU64(), scattered: true);
            rig.Start();
            rig.DriverOk();
            rig.Begin();
            for (var round = 0; round < 6; round++)
            {
                rig.Shuffle(context.Chooser);
                for (var i = context.Chooser.Choose(16); i >= 0 && rig.FreeDescriptors() >= 6; i--)
                {
                    var spec = rig.Work.Any(context.Chooser);
                    rig.Add(spec, Shape.Random(spec, Math.Min(size, 6), null, context.Chooser));
                }

                rig.Publish();
                rig.Settle();
            }
        }
    }

    private static void Unordered(CaseContext context)
    {
        foreach (var features in (ulong[])[CaseContext.DeviceFeatures, CaseContext.AllFeatures])
        {
            using var rig = context.Open(features);
            for (var round = 0; round < 12; round++)
            {
                for (var i = 0; i < 4; i++)
                {
                    rig.Add(rig.Work.Long(context.Chooser));
                    rig.Add(rig.Work.Any(context.Chooser));
                    rig.Publish();
                    rig.Add(rig.Work.Probe());
                    rig.Publish();
                }

                rig.Settle();
            }
        }
    }

    private static void LongRun(CaseContext context)
    {
        const int Requests = 2 * 65_536 + 1_000;
        const int Part = 6_600;
        using var rig = context.Open(CaseContext.AllFeatures, size: 256);
        for (var done = 0; done < Requests; done += Part)
        {
            context.Progress($"{done} of {Requests} requests");
            rig.WorkOff(Part, 64, context.Chooser);
            rig.Settle();
        }
    }

    private static void Mixed(CaseContext context)
    {
        for (var session = 0; session < 4; session++)
        {
            var features = CaseContext.DeviceFeatures;
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
            rig.DisableCalls();
        else
            rig.EnableCalls(wish * chooser.Choose(3));
        var publishes = 1 + chooser.Choose(3);
        for (var publish = 0; publish < publishes; publish++)
        {
            for (var i = chooser.Choose(4); i >= 0; i--)
            {
                var spec = rig.Work.Any(chooser);
                // Direct before indirect has a case of its own: devices that hang on it would hide all else here.
                var direct = rig.Negotiated(Feature.IndirectDesc) && chooser.Flip() ? Shape.Indirect : (int?)null;
                var shape = Shape.Random(spec, 6, direct, chooser);
                if (rig.FreeDescriptors() >= shape.Descriptors)
                    rig.Add(spec, shape);
            }

            rig.Publish();
            if (chooser.Flip())
                rig.Poll();
        }

        rig.Settle();
        // Stray calls must not fall into the next round, which may not want any.
        rig.EnableCalls();
        rig.Run(rig.Work.Probe());
        rig.Settle();
        rig.Drain();
    }

    private static int Fit(Rig rig, int? direct) => rig.FreeDescriptors() / (direct is null ? 3 : 1);

    private static void Batch(Rig rig, CaseContext context, int count, int? direct, bool tiny = false)
    {
        for (var i = 0; i < count; i++)
        {
            var spec = tiny ? rig.Work.Tiny()! : i % 2 == 0 ? rig.Work.Probe() : rig.Work.Transfer(context.Chooser);
            rig.Add(spec, spec.Plain with { Direct = direct });
        }

        rig.EnableCalls(count - 1);
        rig.Publish();
        rig.Settle();
    }
}
