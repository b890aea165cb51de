using Virtspec.Model.Blk;
using Virtspec.Model.Features;
using Virtspec.Suite.Peer;

namespace Virtspec.Suite.Requests;

/// <summary>Block requests that suit the device of a session.</summary>
internal sealed class BlkWork(JudgedSession session) : Workload
{
    /// <summary>
    /// Sectors in a block of the device. Requests are made of whole blocks: whether a device has to serve smaller ones the standard does not
    /// say clearly, and drivers do not ask for it.
    /// </summary>
    internal int BlockSectors => session.Judge.Blk.BlockSectors;

    /// <summary>Blocks the suite works on: the first of the disk, as many as there are up to a limit.</summary>
    internal ulong Blocks => Math.Min(AllBlocks, 2048);

    /// <summary>Whole blocks of the disk.</summary>
    internal ulong AllBlocks => (session.Judge.Blk.Capacity ?? 2048) / (ulong)BlockSectors;

    internal bool ReadOnly => session.Offered.Has(Feature.BlkReadOnly);

    internal BlkSpec Read(ulong block, int blocks) => BlkSpec.Read(block * (ulong)BlockSectors, blocks * BlockSectors);

    /// <summary>A write of random data.</summary>
    internal BlkSpec Write(ulong block, int blocks, Chooser chooser) =>
        BlkSpec.Write(block * (ulong)BlockSectors, Payload.Random(blocks * BlockSectors * BlkProtocol.SectorSize, chooser));

    /// <summary>A write where the device can be written, else a read: something that moves data.</summary>
    internal BlkSpec Transfer(ulong block, int blocks, Chooser chooser) => ReadOnly ? Read(block, blocks) : Write(block, blocks, chooser);

    /// <summary>A discard or write zeroes request of one segment.</summary>
    internal BlkSpec Range(BlkRequestType type, ulong block, int blocks, uint flags) =>
        BlkSpec.Ranges(type, (block * (ulong)BlockSectors, (uint)(blocks * BlockSectors), flags));

    /// <summary>The feature that a type of request with segments needs.</summary>
    internal static int FeatureOf(BlkRequestType type) => type switch
    {
        BlkRequestType.Discard => Feature.BlkDiscard,
        BlkRequestType.WriteZeroes => Feature.BlkWriteZeroes,
        _ => Feature.BlkSecureErase,
    };

    internal override RequestSpec Probe() => Read(0, 1);

    internal override RequestSpec Transfer(Chooser chooser) => Transfer((ulong)chooser.Choose((int)Blocks), 1, chooser);

    internal override (RequestSpec Mark, RequestSpec Look) Trace(Chooser chooser) => (Transfer(4, 1, chooser), Read(4, 1));

    internal override RequestSpec Any(Chooser chooser)
    {
        var count = 1 + chooser.Choose(4);
        var block = (ulong)chooser.Choose((int)Blocks - count + 1);
        return chooser.Choose(8) switch
        {
            0 when session.Accepted.Has(Feature.BlkFlush) => BlkSpec.Flush(),
            1 => BlkSpec.GetId(),
            2 or 3 or 4 => Read(block, count),
            _ => Transfer(block, count, chooser),
        };
    }

    internal override RequestSpec Long(Chooser chooser)
    {
        var count = (int)Math.Min(Blocks, (ulong)(64 / BlockSectors) + 1);
        return Transfer((ulong)chooser.Choose((int)Blocks - count + 1), count, chooser);
    }

    internal override IEnumerable<RequestSpec> Various(Chooser chooser) => [Read(8, 2), Transfer(8, 2, chooser), BlkSpec.GetId()];

    internal override RequestSpec? Tiny() => session.Accepted.Has(Feature.BlkFlush) ? BlkSpec.Flush() : null;
}
