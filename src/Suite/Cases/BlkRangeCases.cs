using Virtspec.Model.Blk;
using Virtspec.Model.Features;
using Virtspec.Suite.Peer;
using Virtspec.Suite.Requests;
using Virtspec.Suite.Steps;

namespace Virtspec.Suite.Cases;

/// <summary>Requests that name runs of sectors: discard, write zeroes, secure erase, with all their limits.</summary>
internal static class BlkRangeCases
{
    private static readonly BlkRequestType[] Types = [BlkRequestType.WriteZeroes, BlkRequestType.Discard, BlkRequestType.SecureErase];

    internal static IEnumerable<CheckCase> All => from check in Cases select check with { Only = DeviceType.Blk };

    private static IEnumerable<CheckCase> Cases =>
    [
        new("zeroes", "discard and write zeroes, with known and unknown flags", ["blk.operation", "inv.blk"], Flags),
        new("range-limits", "segments and sectors up to their limits and, on purpose, beyond", ["blk.operation", "inv.blk"], Limits),
        new("range-ends", "ranges at the end of the disk and, on purpose, beyond; segments that are none", ["blk.operation", "inv.blk"], Ends),
    ];

    private static void Flags(CaseContext context)
    {
        using var rig = context.Open(CaseContext.AllFeatures);
        foreach (var type in Usable(rig))
        {
            rig.Run(rig.Blk.Write(16, 8, context.Chooser));
            rig.Run(rig.Blk.Range(type, 16, 8, flags: 0));
            rig.Run(rig.Blk.Read(16, 8));
            foreach (var flags in (uint[])[2, 0x8000_0000])
                rig.Run(rig.Blk.Range(type, 24, 8, flags));
            rig.Run(rig.Blk.Write(32, 8, context.Chooser));
            // Only a write zeroes request may ask to unmap; a device has to notice where others do.
            rig.Do(new OnPurpose(type != BlkRequestType.WriteZeroes));
            foreach (var flags in (uint[])[3, uint.MaxValue])
                rig.Run(rig.Blk.Range(type, 24, 8, flags));
            rig.Run(rig.Blk.Range(type, 32, 8, BlkProtocol.UnmapFlag));
            rig.Do(new OnPurpose(false));
            rig.Run(rig.Blk.Read(32, 8));
            rig.Settle();
        }
    }

    private static void Limits(CaseContext context)
    {
        using var rig = context.Open(CaseContext.AllFeatures);
        foreach (var type in Usable(rig))
        {
            var limits = context.Judge.Blk.Limits.Of(type);
            var block = (uint)rig.Blk.BlockSectors;
            rig.Run(rig.Blk.Write(0, 64, context.Chooser));
            // Every second block, so that what lies between shows whether the device went beyond.
            foreach (var count in (uint[])[1, 2, 5, limits.MaxSegments])
            {
                if (count > 0 && count <= Math.Min(limits.MaxSegments, 32))
                    Segments(rig, type, count, block);
            }

            var most = limits.MaxSectors / block * block;
            if (most > 0 && most <= rig.Blk.Blocks * block)
                rig.Run(BlkSpec.Ranges(type, (0, most, 0)));
            using (rig.OnPurpose())
            {
                if (limits.MaxSegments is > 0 and < 256)
                    Segments(rig, type, limits.MaxSegments + 1, block);
                if (limits.MaxSectors is > 0 and < uint.MaxValue - 8)
                    rig.Run(BlkSpec.Ranges(type, (0, limits.MaxSectors + block, 0)));
                rig.Run(BlkSpec.Ranges(type, (0, uint.MaxValue, 0)));
            }

            rig.Run(rig.Blk.Read(0, 64));
            rig.Settle();
        }
    }

    private static void Segments(Rig rig, BlkRequestType type, uint count, uint block)
    {
        var ranges = new (ulong Sector, uint Count, uint Flags)[count];
        for (var i = 0; i < count; i++)
            ranges[i] = ((ulong)(2 * i % 32) * block, block, 0);
        rig.Run(BlkSpec.Ranges(type, ranges));
        rig.Run(rig.Blk.Read(0, 64));
    }

    private static void Ends(CaseContext context)
    {
        using var rig = context.Open(CaseContext.AllFeatures);
        var capacity = context.Judge.Blk.Capacity ?? throw new NotApplicableException("the capacity is not known");
        var block = (uint)rig.Blk.BlockSectors;
        foreach (var type in Usable(rig))
        {
            var last = (rig.Blk.AllBlocks - 1) * block;
            rig.Run(BlkSpec.Ranges(type, (last, block, 0)));
            rig.Run(BlkSpec.Read(last, (int)block));
            using (rig.OnPurpose())
            {
                foreach (var (sector, count) in ((ulong, uint)[])[(capacity, block), (last, 2 * block), (1UL << 55, block), (ulong.MaxValue, block), (ulong.MaxValue - block + 1, 2 * block)])
                    rig.Run(BlkSpec.Ranges(type, (sector, count, 0)));
                // A good segment before a bad one, pieces of a segment, none at all.
                rig.Run(BlkSpec.Ranges(type, (0, block, 0), (capacity, block, 0)));
                rig.Run(new BlkSpec(type, 0, Payload.Random(8, context.Chooser), 0));
                rig.Run(new BlkSpec(type, 0, Payload.Random(24, context.Chooser), 0));
                rig.Run(new BlkSpec(type, 0, Payload.None, 0));
            }

            rig.Run(BlkSpec.Read(last, (int)block));
            rig.Settle();
        }
    }

    private static List<BlkRequestType> Usable(Rig rig)
    {
        List<BlkRequestType> types = [.. Types.Where(type => rig.Negotiated(BlkWork.FeatureOf(type)))];
        return types.Count > 0 && !rig.Blk.ReadOnly ? types : throw new NotApplicableException("neither discard, write zeroes nor secure erase can be used");
    }
}
