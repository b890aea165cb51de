using Virtspec.Model.Blk;
using Virtspec.Model.Features;
using Virtspec.Suite.Blk;

namespace Virtspec.Suite.Cases;

/// <summary>What the block device does with its requests.</summary>
internal static class RequestCases
{
    internal static IEnumerable<CheckCase> All =>
    [
        new("requests", "reads, writes, flushes and identities, contents compared", ["inv.blk", "blk.operation", "split.used", "split.desc", "inv.memory", "inv.split"], Requests),
        new("unknown-types", "request types that do not exist or belong to zoned storage", ["inv.blk.unsupported-type", "blk.operation.device.16"], UnknownTypes),
        new("bounds", "requests beyond capacity, on purpose", ["inv.blk.bounds", "inv.blk.read-data", "split.used.device.2"], Bounds),
        new("read-only", "writes to a read-only device, on purpose", ["blk.operation.device.3"], ReadOnlyDevice),
        new("zeroes", "discard and write zeroes, with known and unknown flags", ["blk.operation.device.4", "blk.operation.device.5", "blk.operation.device.8"], Zeroes),
    ];

    private static void Requests(CaseContext context)
    {
        using var rig = context.Open(CaseContext.AllFeatures);
        foreach (var block in Blocks(rig))
        {
            foreach (var count in (int[])[1, 2, 8])
            {
                if (block + (ulong)count > rig.Blocks)
                    continue;
                rig.Blk.Run(rig.Blk.Read(block, count));
                if (!rig.ReadOnly)
                    rig.Blk.Run(rig.Transfer(block, count, context.Chooser));
                rig.Blk.Run(rig.Blk.Read(block, count));
                rig.Queue.Settle();
            }
        }

        if (rig.Negotiated(Feature.BlkFlush))
            rig.Blk.Run(BlkSpec.Flush());
        rig.Blk.Run(BlkSpec.GetId());
        rig.Blk.Run(BlkSpec.GetId());
        rig.Queue.Settle();
    }

    private static void UnknownTypes(CaseContext context)
    {
        using var rig = context.Open(CaseContext.AllFeatures);
        foreach (var type in (uint[])[9, 31, 100, 0xffff_fff0])
            rig.Blk.Run(new BlkSpec((BlkRequestType)type, 0, [], 0));
        foreach (var type in Enum.GetValues<BlkRequestType>().Where(BlkProtocol.IsZone))
            rig.Blk.Run(new BlkSpec(type, 0, [], type is BlkRequestType.ZoneReport ? 512 : 0));
        rig.Blk.Run(rig.Blk.Read(0, 1));
        rig.Queue.Settle();
    }

    private static void Bounds(CaseContext context)
    {
        using var rig = context.Open(CaseContext.AllFeatures);
        if (context.Judge.Blk.Capacity is not { } capacity)
            throw new Peer.NotApplicableException("the capacity is not known");
        var last = rig.AllBlocks - 1;
        rig.Blk.Run(rig.Blk.Read(last, 1));
        context.Judge.DriverBreaksRulesOnPurpose = true;
        foreach (var sector in (ulong[])[capacity, capacity + 7, 1UL << 54, ulong.MaxValue / 512, ulong.MaxValue])
        {
            rig.Blk.Run(BlkSpec.Read(sector, rig.Blk.BlockSectors));
            if (!rig.ReadOnly)
                rig.Blk.Run(rig.Transfer(0, 1, context.Chooser) with { Sector = sector });
        }

        rig.Blk.Run(rig.Blk.Read(last, 2));
        context.Judge.DriverBreaksRulesOnPurpose = false;
        rig.Blk.Run(rig.Blk.Read(last, 1));
        rig.Queue.Settle();
    }

    private static void ReadOnlyDevice(CaseContext context)
    {
        using var rig = context.Open(CaseContext.AllFeatures);
        if (!rig.ReadOnly)
            throw new Peer.NotApplicableException("the device is not read-only");
        foreach (var block in Blocks(rig))
        {
            rig.Blk.Run(rig.Blk.Read(block, 1));
            rig.Blk.Run(rig.Blk.Write(block, 1, context.Chooser));
            rig.Blk.Run(rig.Blk.Read(block, 1));
            rig.Queue.Settle();
        }
    }

    private static void Zeroes(CaseContext context)
    {
        using var rig = context.Open(CaseContext.AllFeatures);
        var types = new List<BlkRequestType>();
        if (rig.Negotiated(Feature.BlkWriteZeroes))
            types.Add(BlkRequestType.WriteZeroes);
        if (rig.Negotiated(Feature.BlkDiscard))
            types.Add(BlkRequestType.Discard);
        if (types.Count == 0 || rig.ReadOnly)
            throw new Peer.NotApplicableException("neither discard nor write zeroes can be used");
        foreach (var type in types)
        {
            rig.Blk.Run(rig.Transfer(16, 8, context.Chooser));
            rig.Blk.Run(rig.Blk.Range(type, 16, 8, flags: 0));
            rig.Blk.Run(rig.Blk.Read(16, 8));
            foreach (var flags in type == BlkRequestType.Discard ? (uint[])[2, 0x8000_0000] : [2, 0x8000_0000, 3])
                rig.Blk.Run(rig.Blk.Range(type, 24, 8, flags));
            if (type == BlkRequestType.WriteZeroes)
            {
                rig.Blk.Run(rig.Transfer(32, 8, context.Chooser));
                rig.Blk.Run(rig.Blk.Range(type, 32, 8, BlkProtocol.UnmapFlag));
            }
            else
            {
                // The driver has to leave unmap clear here; the device has to notice when it does not.
                context.Judge.DriverBreaksRulesOnPurpose = true;
                rig.Blk.Run(rig.Blk.Range(type, 32, 8, BlkProtocol.UnmapFlag));
                context.Judge.DriverBreaksRulesOnPurpose = false;
            }

            rig.Blk.Run(rig.Blk.Read(32, 8));
            rig.Queue.Settle();
        }
    }

    private static IEnumerable<ulong> Blocks(Rig rig) => new SortedSet<ulong> { 0, 1, 7, rig.Blocks / 2, rig.Blocks - 8, rig.Blocks - 1 }.Where(block => block < rig.Blocks);
}
