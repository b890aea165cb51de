using Virtspec.Model.Blk;
using Virtspec.Model.Features;
using Virtspec.Suite.Peer;
using Virtspec.Suite.Requests;
using Virtspec.Suite.Steps;

namespace Virtspec.Suite.Cases;

/// <summary>What a block device does with its requests, one at a time.</summary>
internal static class BlkRequestCases
{
    internal static IEnumerable<CheckCase> All => from check in Cases select check with { Only = DeviceType.Blk };

    private static IEnumerable<CheckCase> Cases =>
    [
        new("requests", "reads, writes, flushes and identities, contents compared", ["inv.blk", "blk.operation", "split.used", "split.desc", "inv.memory", "inv.split"], Requests),
        new("unknown-types", "request types that do not exist, or whose feature is not offered", ["inv.blk", "blk.operation.device.16"], UnknownTypes),
        new("ends-of-disk", "the first and last sectors, in pieces of all sizes", ["inv.blk", "split.used"], Ends),
        new("bounds", "requests beyond capacity, on purpose", ["inv.blk.bounds", "inv.blk.read-data", "split.used.device.2"], Bounds),
        new("odd-sizes", "data that is no whole number of sectors, headers cut short, rooms too small, on purpose", ["inv.blk", "split.used", "inv.memory"], OddSizes),
        new("read-only", "requests that write, to a read-only device, on purpose", ["blk.operation.device.3", "inv.blk"], ReadOnlyDevice),
        new("cache-mode", "writeback written and read back, with and without flush", ["inv.blk.writeback", "inv.blk.status", "blk.init.device.2"], CacheMode),
    ];

    private static void Requests(CaseContext context)
    {
        using var rig = context.Open(CaseContext.AllFeatures);
        foreach (var block in Blocks(rig))
        {
            foreach (var count in (int[])[1, 2, 8, 64])
            {
                if (block + (ulong)count > rig.Blk.Blocks)
                    continue;
                rig.Run(rig.Blk.Read(block, count));
                if (!rig.Blk.ReadOnly)
                    rig.Run(rig.Blk.Write(block, count, context.Chooser));
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
        using (var rig = context.Open(CaseContext.AllFeatures))
        {
            // With data, without, to read and to write: what a device does with a type it does not know must not depend on it.
            foreach (var type in (uint[])[2, 3, 5, 6, 7, 9, 12, 17, 31, 100, 0x8000_0000, 0xffff_fff0])
            {
                foreach (var (payload, room) in ((int, int)[])[(0, 0), (512, 0), (0, 512)])
                    rig.Run(new BlkSpec((BlkRequestType)type, 0, payload > 0 ? Payload.Random(payload, context.Chooser) : Payload.None, room));
            }

            foreach (var type in Enum.GetValues<BlkRequestType>().Where(BlkProtocol.IsZone))
                rig.Run(new BlkSpec(type, 0, Payload.None, type is BlkRequestType.ZoneReport ? 512 : 0));
            rig.Run(rig.Blk.Read(0, 1));
            rig.Settle();
        }

        // What needs a feature, without that feature.
        using var bare = context.Open(0);
        bare.Do(new OnPurpose(true));
        bare.Run(BlkSpec.Flush());
        foreach (var type in (BlkRequestType[])[BlkRequestType.Discard, BlkRequestType.WriteZeroes, BlkRequestType.SecureErase])
            bare.Run(BlkSpec.Ranges(type, (0, 8, 0)));
        bare.Run(new BlkSpec(BlkRequestType.GetLifetime, 0, Payload.None, 24));
        bare.Do(new OnPurpose(false));
        bare.Run(bare.Blk.Read(0, 8));
        bare.Settle();
    }

    private static void Ends(CaseContext context)
    {
        using var rig = context.Open(CaseContext.AllFeatures);
        var all = rig.Blk.AllBlocks;
        foreach (var count in (int[])[1, 2, 3, 7, 16])
        {
            foreach (var first in (ulong[])[0, all - (ulong)count])
            {
                if ((ulong)count > all)
                    continue;
                rig.Run(rig.Blk.Read(first, count));
                if (!rig.Blk.ReadOnly)
                    rig.Run(rig.Blk.Write(first, count, context.Chooser));
                rig.Run(rig.Blk.Read(first, count), Shape.Random(rig.Blk.Read(first, count), 6, null, context.Chooser));
            }
        }

        rig.Settle();
    }

    private static void Bounds(CaseContext context)
    {
        using var rig = context.Open(CaseContext.AllFeatures);
        if (context.Judge.Blk.Capacity is not { } capacity)
            throw new NotApplicableException("the capacity is not known");
        var last = rig.Blk.AllBlocks - 1;
        rig.Run(rig.Blk.Read(last, 1));
        using (rig.OnPurpose())
        {
            foreach (var sector in (ulong[])[capacity, capacity + 7, 1UL << 32, 1UL << 54, (1UL << 55) - 1, 1UL << 55, ulong.MaxValue / 512, ulong.MaxValue])
            {
                rig.Run(BlkSpec.Read(sector, rig.Blk.BlockSectors));
                if (!rig.Blk.ReadOnly)
                    rig.Run(rig.Blk.Write(0, 1, context.Chooser) with { Sector = sector });
            }

            rig.Run(rig.Blk.Read(last, 2));
            if (!rig.Blk.ReadOnly)
                rig.Run(rig.Blk.Write(last, 2, context.Chooser));
        }

        rig.Run(rig.Blk.Read(last, 1));
        rig.Settle();
    }

    private static void OddSizes(CaseContext context)
    {
        using var rig = context.Open(CaseContext.AllFeatures);
        rig.Run(rig.Blk.Read(0, 4));
        using (rig.OnPurpose())
        {
            foreach (var bytes in (int[])[1, 100, 511, 513, 1023, 1025])
            {
                rig.Run(new BlkSpec(BlkRequestType.In, 0, Payload.None, bytes));
                rig.Run(new BlkSpec(BlkRequestType.In, 0, Payload.None, bytes), new Shape([], [Math.Min(bytes, 20)]));
                if (!rig.Blk.ReadOnly)
                    rig.Run(new BlkSpec(BlkRequestType.Out, 8, Payload.Random(bytes, context.Chooser), 0));
            }

            // No data at all, an identity that does not fit, flushes with what flushes do not have.
            rig.Run(new BlkSpec(BlkRequestType.In, 0, Payload.None, 0));
            if (!rig.Blk.ReadOnly)
                rig.Run(new BlkSpec(BlkRequestType.Out, 0, Payload.None, 0));
            foreach (var room in (int[])[0, 1, 19, 21, 512])
                rig.Run(BlkSpec.GetId() with { Room = room });
            rig.Run(BlkSpec.Flush() with { Sector = 3 });
            rig.Run(BlkSpec.Flush() with { Room = 512 });
        }

        rig.Run(rig.Blk.Read(0, 4));
        rig.Settle();
    }

    private static void ReadOnlyDevice(CaseContext context)
    {
        using var rig = context.Open(CaseContext.AllFeatures);
        if (!rig.Blk.ReadOnly)
            throw new NotApplicableException("the device is not read-only");
        foreach (var block in Blocks(rig))
        {
            rig.Run(rig.Blk.Read(block, 1));
            rig.Run(rig.Blk.Write(block, 1, context.Chooser));
            foreach (var type in (BlkRequestType[])[BlkRequestType.Discard, BlkRequestType.WriteZeroes, BlkRequestType.SecureErase])
            {
                if (rig.Negotiated(BlkWork.FeatureOf(type)))
                    rig.Run(rig.Blk.Range(type, block, 1, 0));
            }

            rig.Run(rig.Blk.Read(block, 1));
            rig.Settle();
        }
    }

    private static void CacheMode(CaseContext context)
    {
        foreach (var flush in (ulong[])[Feature.Bit(Feature.BlkFlush), 0])
        {
            using var rig = context.Open(Feature.Bit(Feature.BlkConfigWce) | flush);
            rig.Require(Feature.BlkConfigWce);
            rig.Session.Config.Require();
            rig.ReadConfig();
            foreach (var mode in (byte[])[1, 0, 0, 1])
            {
                rig.WriteConfig(BlkConfigOffset.Writeback, mode);
                rig.ReadConfig();
                if (!rig.Blk.ReadOnly)
                    rig.Run(rig.Blk.Write(0, 1, context.Chooser));
                rig.Run(rig.Blk.Read(0, 1));
                rig.ReadConfig(BlkConfigOffset.Writeback, 1);
            }

            rig.Settle();
        }
    }

    private static IEnumerable<ulong> Blocks(Rig rig) =>
        new SortedSet<ulong> { 0, 1, 7, rig.Blk.Blocks / 2, rig.Blk.Blocks - 8, rig.Blk.Blocks - 1 }.Where(block => block < rig.Blk.Blocks);
}
