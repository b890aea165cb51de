using Virtspec.Model.Blk;
using Virtspec.Model.SplitRing;
using Virtspec.Reference.SplitRing;
using Virtspec.Suite.Peer;

namespace Virtspec.Suite.Blk;

/// <summary>Puts block requests on a queue, in any shape, every piece in a place of its own with untouched bytes round it.</summary>
internal sealed class BlkDriver(JudgedSession session, JudgedQueue queue)
{
    private readonly (ulong, ulong) _base = session.Arena.Mark();

    /// <summary>
    /// Sectors in a block of the device. Requests are made of whole blocks: whether a device has to serve smaller ones the standard does not
    /// say clearly, and drivers do not ask for it.
    /// </summary>
    internal int BlockSectors { get; } = session.Judge.Blk.BlockSectors;

    internal BlkSpec Read(ulong block, int blocks) => BlkSpec.Read(block * (ulong)BlockSectors, blocks * BlockSectors);

    /// <summary>A write of random data.</summary>
    internal BlkSpec Write(ulong block, int blocks, Chooser chooser)
    {
        var data = new byte[blocks * BlockSectors * BlkProtocol.SectorSize];
        chooser.Fill(data);
        return BlkSpec.Write(block * (ulong)BlockSectors, data);
    }

    /// <summary>A discard or write zeroes request of one segment.</summary>
    internal BlkSpec Range(BlkRequestType type, ulong block, int blocks, uint flags) =>
        BlkSpec.Range(type, block * (ulong)BlockSectors, (uint)(blocks * BlockSectors), flags);

    /// <summary>Descriptors of the table that a shape takes.</summary>
    internal static int DescriptorsOf(Shape shape) => shape.Placement switch
    {
        Placement.Direct => shape.ReadableCuts.Count + shape.WritableCuts.Count + 2,
        Placement.Indirect => 1,
        _ => 2,
    };

    /// <summary>Adds a request; it is seen after a publish.</summary>
    internal void Add(BlkSpec spec, Shape? shape = null)
    {
        shape ??= Shape.Plain(spec);
        if (queue.InFlight == 0)
            session.Arena.Release(_base);
        var segments = Place(spec, shape);
        var direct = shape.Placement switch
        {
            Placement.Direct => segments.Length,
            Placement.Indirect => 0,
            _ => 1,
        };
        if (direct == segments.Length)
        {
            queue.Add(segments);
            return;
        }

        var rest = segments.AsMemory(direct);
        var bytes = IndirectTable.Bytes(rest.Length);
        var table = session.Arena.Take(bytes, 16);
        JudgedQueue.Finish(IndirectTable.Fill(queue.Port, table, rest));
        queue.Add(segments.AsMemory(0, direct), new Segment(table, bytes, Writable: false), shape.WriteFlag);
    }

    /// <summary>One request from start to end.</summary>
    internal void Run(BlkSpec spec, Shape? shape = null)
    {
        Add(spec, shape);
        queue.Publish();
        queue.AwaitAll();
    }

    private Segment[] Place(BlkSpec spec, Shape shape)
    {
        var segments = new List<Segment>();
        var readable = spec.Readable();
        foreach (var (from, to) in Pieces(readable.Length, shape.ReadableCuts))
        {
            var address = session.Arena.Take((ulong)(to - from), 1);
            queue.Port.WriteBytes(address, readable.AsMemory(from, to - from));
            segments.Add(new Segment(address, (uint)(to - from), Writable: false));
        }

        foreach (var (from, to) in Pieces(spec.Room + 1, shape.WritableCuts))
        {
            var address = session.Arena.Take((ulong)(to - from), 1);
            var fill = new byte[to - from];
            session.Arena.Fill(fill);
            queue.Port.WriteBytes(address, fill);
            segments.Add(new Segment(address, (uint)(to - from), Writable: true));
        }

        return [.. segments];
    }

    private static IEnumerable<(int From, int To)> Pieces(int length, IReadOnlyList<int> cuts)
    {
        var from = 0;
        foreach (var cut in cuts)
        {
            yield return (from, cut);
            from = cut;
        }

        yield return (from, length);
    }
}
