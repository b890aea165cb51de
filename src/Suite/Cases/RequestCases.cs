using Virtspec.Model.Blk;
using Virtspec.Model.Features;
using Virtspec.Suite.Requests;
using Virtspec.Suite.Steps;

namespace Virtspec.Suite.Cases;

/// <summary>What the block device does with its requests.</summary>
internal static class RequestCases
{
    internal static IEnumerable<CheckCase> All => from check in Cases select check with { Only = DeviceType.Blk };

    private static IEnumerable<CheckCase> Cases =>
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
                if (block + (ulong)count > rig.Blk.Blocks)
                    continue;
                rig.Run(rig.Blk.Read(block, count));
                if (!rig.Blk.ReadOnly)
                    rig.Run(rig.Blk.Transfer(block, count, context.Chooser));
                rig.Run(rig.Blk.Read(block, count));
                rig.Settle();
            }
        }

        if (rig.Negotiated(Feature.BlkFlush))
            rig.Run(BlkSpec.Flush());
        rig.Run(BlkSpec.GetId());
        rig.Run(BlkSpec.GetId());
        rig.Settle();
    }

    private static void UnknownTypes(CaseContext context)
    {
        using var rig = context.Open(CaseContext.AllFeatures);
        foreach (var type in (uint[])[9, 31, 100, 0xffff_fff0])
            rig.Run(new BlkSpec((BlkRequestType)type, 0, Payload.None, 0));
        foreach (var type in Enum.GetValues<BlkRequestType>().Where(BlkProtocol.IsZone))
            rig.Run(new BlkSpec(type, 0, Payload.None, type is BlkRequestType.ZoneReport ? 512 : 0));
        rig.Run(rig.Blk.Read(0, 1));
        rig.Settle();
    }

    private static void Bounds(CaseContext context)
    {
        using var rig = context.Open(CaseContext.AllFeatures);
        if (context.Judge.Blk.Capacity is not { } capacity)
            throw new Peer.NotApplicableException("the capacity is not known");
        var last = rig.Blk.AllBlocks - 1;
        rig.Run(rig.Blk.Read(last, 1));
        rig.Do(new OnPurpose(true));
        foreach (var sector in (ulong[])[capacity, capacity + 7, 1UL << 54, ulong.MaxValue / 512, ulong.MaxValue])
        {
            rig.Run(BlkSpec.Read(sector, rig.Blk.BlockSectors));
            if (!rig.Blk.ReadOnly)
                rig.Run(rig.Blk.Transfer(0, 1, context.Chooser) with { Sector = sector });
        }

        rig.Run(rig.Blk.Read(last, 2));
        rig.Do(new OnPurpose(false));
        rig.Run(rig.Blk.Read(last, 1));
        rig.Settle();
    }

    private static void ReadOnlyDevice(CaseContext context)
    {
        using var rig = context.Open(CaseContext.AllFeatures);
        if (!rig.Blk.ReadOnly)
            throw new Peer.NotApplicableException("the device is not read-only");
        foreach (var block in Blocks(rig))
        {
            rig.Run(rig.Blk.Read(block, 1));
            rig.Run(rig.Blk.Write(block, 1, context.Chooser));
            rig.Run(rig.Blk.Read(block, 1));
            rig.Settle();
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
        if (types.Count == 0 || rig.Blk.ReadOnly)
            throw new Peer.NotApplicableException("neither discard nor write zeroes can be used");
        foreach (var type in types)
        {
            rig.Run(rig.Blk.Transfer(16, 8, context.Chooser));
            rig.Run(rig.Blk.Range(type, 16, 8, flags: 0));
            rig.Run(rig.Blk.Read(16, 8));
            foreach (var flags in (uint[])[2, 0x8000_0000, 3])
                rig.Run(rig.Blk.Range(type, 24, 8, flags));
            if (type == BlkRequestType.WriteZeroes)
            {
                rig.Run(rig.Blk.Transfer(32, 8, context.Chooser));
                rig.Run(rig.Blk.Range(type, 32, 8, BlkProtocol.UnmapFlag));
            }
            else
            {
                // The driver has to leave unmap clear here; the device has to notice when it does not.
                rig.Do(new OnPurpose(true));
                rig.Run(rig.Blk.Range(type, 32, 8, BlkProtocol.UnmapFlag));
                rig.Do(new OnPurpose(false));
            }

            rig.Run(rig.Blk.Read(32, 8));
            rig.Settle();
        }
    }

    private static IEnumerable<ulong> Blocks(Rig rig) => new SortedSet<ulong> { 0, 1, 7, rig.Blk.Blocks / 2, rig.Blk.Blocks - 8, rig.Blk.Blocks - 1 }.Where(block => block < rig.Blk.Blocks);
}
