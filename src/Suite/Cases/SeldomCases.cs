using Virtspec.Model.Blk;
using Virtspec.Model.Device;
using Virtspec.Model.Features;
using Virtspec.Suite.Peer;
using Virtspec.Suite.Requests;
using Virtspec.Suite.Steps;

namespace Virtspec.Suite.Cases;

/// <summary>What drivers seldom do, and devices get wrong unnoticed: each found a planted fault that everything else missed.</summary>
internal static class SeldomCases
{
    internal static IEnumerable<CheckCase> All =>
    [
        new("call-event-far", "used_event far ahead, by powers of two and a little beside them", ["split.used-notification.device.5", "split.used-notification.device.6"], FarEvents),
        new("base-beyond-byte", "the queue is stopped and started where its index takes more than a byte, and near its wrap", ["inv.queue", "vhost-user.vring"], HighBases),
        .. from check in OfBlk select check with { Only = DeviceType.Blk },
    ];

    private static IEnumerable<CheckCase> OfBlk =>
    [
        new("large-pieces", "descriptors of 64 KiB and more", ["inv.blk", "split.used.device.2"], LargePieces),
        new("aliased-types", "request types whose low bits are those of a known one", ["inv.blk.unsupported-type"], AliasedTypes),
        new("written-twice", "the same sectors written again and again, then read", ["inv.blk.read-data"], WrittenTwice),
        new("zeroed-neighbours", "what lies on either side of zeroed sectors", ["inv.blk.read-data", "blk.operation.device.8"], ZeroedNeighbours),
        new("flushed-then-reset", "what was flushed is there after a reset", ["inv.blk.read-data"], FlushedThenReset),
    ];

    private static void FarEvents(CaseContext context)
    {
        using var rig = context.Open(CaseContext.DeviceFeatures | Feature.Bit(Feature.EventIdx));
        rig.Require(Feature.EventIdx);
        foreach (var distance in (int[])[16, 64, 128, 255, 256, 257, 512, 1024, 4096, 32767, 32768, 32769, 65280])
        {
            rig.EnableCalls();
            rig.Run(rig.Work.Probe());
            rig.Settle();
            rig.Drain();
            rig.UsedEvent(distance);
            rig.Run(rig.Work.Probe());
            rig.Settle();
        }
    }

    private static void HighBases(CaseContext context)
    {
        foreach (var start in (ushort[])[250, 1000, 40000, 65533])
        {
            using var rig = context.Open(CaseContext.AllFeatures, size: 16, start);
            for (var round = 0; round < 2; round++)
            {
                for (var i = 0; i < 5; i++)
                    rig.Run(rig.Work.Probe());
                rig.Stop();
                rig.Resume();
                rig.Settle();
            }

            rig.Run(rig.Work.Probe());
            rig.Settle();
        }
    }

    private static void LargePieces(CaseContext context)
    {
        // Without a limit on the size of a segment any size is fine.
        using var rig = context.Open(CaseContext.AllFeatures & ~Feature.Bit(Feature.BlkSizeMax));
        foreach (var sectors in (int[])[120, 128, 136, 256])
        {
            var blocks = sectors / rig.Blk.BlockSectors;
            if (blocks == 0 || (ulong)blocks > rig.Blk.Blocks)
                continue;
            if (!rig.Blk.ReadOnly)
                rig.Run(rig.Blk.Write(0, blocks, context.Chooser));
            rig.Run(rig.Blk.Read(0, blocks));
        }

        rig.Settle();
    }

    private static void AliasedTypes(CaseContext context)
    {
        using var rig = context.Open(CaseContext.AllFeatures);
        // No driver makes requests of types that do not exist.
        rig.Do(new OnPurpose(true));
        foreach (var bits in (uint[])[0x100, 0x1_0000, 0x100_0000, 0x8000_0000])
        {
            foreach (var type in (BlkRequestType[])[BlkRequestType.In, BlkRequestType.Flush, BlkRequestType.GetId])
                rig.Run(new BlkSpec((BlkRequestType)(bits | (uint)type), 0, Payload.None, BlkProtocol.SectorSize));
        }

        rig.Do(new OnPurpose(false));
        rig.Settle();
    }

    private static void WrittenTwice(CaseContext context)
    {
        using var rig = context.Open(CaseContext.AllFeatures);
        RequireWritable(rig);
        for (var times = 2; times <= 5; times++)
        {
            for (var i = 0; i < times; i++)
                rig.Run(rig.Blk.Write((ulong)(times + i % 2), 4, context.Chooser));
            rig.Run(rig.Blk.Read((ulong)times, 5));
        }

        rig.Settle();
    }

    private static void ZeroedNeighbours(CaseContext context)
    {
        using var rig = context.Open(CaseContext.AllFeatures);
        rig.Require(Feature.BlkWriteZeroes);
        RequireWritable(rig);
        foreach (var blocks in (int[])[1, 2, 7, 130])
        {
            if ((ulong)blocks + 18 > rig.Blk.Blocks)
                continue;
            rig.Run(rig.Blk.Write(8, 8, context.Chooser));
            rig.Run(rig.Blk.Write(16 + (ulong)blocks, 2, context.Chooser));
            rig.Run(rig.Blk.Range(BlkRequestType.WriteZeroes, 16, blocks, flags: 0));
            rig.Run(rig.Blk.Read(8, blocks + 10));
        }

        rig.Settle();
    }

    private static void FlushedThenReset(CaseContext context)
    {
        using var rig = context.Open(CaseContext.AllFeatures, size: 16);
        rig.Session.Status.Require();
        rig.Require(Feature.BlkFlush);
        RequireWritable(rig);
        rig.Run(rig.Blk.Write(3, 2, context.Chooser));
        rig.Run(BlkSpec.Flush());
        rig.Settle();
        rig.WriteStatus(DeviceStatus.None);
        rig.ReadStatus();
        rig.Negotiate(CaseContext.AllFeatures | Feature.Bit(Feature.Version1));
        rig.Do(new ForgetQueues());
        rig.LayOut(16);
        rig.Start();
        rig.DriverOk();
        rig.Run(rig.Blk.Read(3, 2));
        rig.Settle();
    }

    private static void RequireWritable(Rig rig)
    {
        if (rig.Blk.ReadOnly)
            throw new NotApplicableException("the device is read-only");
    }
}
