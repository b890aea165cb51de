using Virtspec.Model.SplitRing;
using Virtspec.Reference.SplitRing;
using Virtspec.Suite.Peer;

namespace Virtspec.Suite.Requests;

/// <summary>Puts requests on the queues of a session, in any shape, every piece in a place of its own with untouched bytes round it.</summary>
internal sealed class RequestPlacer(Arena arena)
{
    private readonly List<Segment> _segments = [];

    /// <summary>Adds a request; it is seen after a publish.</summary>
    internal void Add(JudgedQueue queue, RequestSpec spec, Shape shape)
    {
        Place(queue, spec, shape);
        var segments = _segments.ToArray();
        var direct = shape.Direct ?? segments.Length;
        if (direct >= segments.Length)
        {
            queue.Add(segments);
            return;
        }

        var rest = segments.AsMemory(direct);
        var bytes = IndirectTable.Bytes(rest.Length);
        var table = arena.Take(bytes, 16);
        JudgedQueue.Finish(IndirectTable.Fill(queue.Port, table, rest));
        queue.Add(segments.AsMemory(0, direct), new Segment(table, bytes, Writable: false), shape.WriteFlag);
    }

    private void Place(JudgedQueue queue, RequestSpec spec, Shape shape)
    {
        _segments.Clear();
        var readable = spec.Readable();
        foreach (var (from, to) in Pieces(readable.Length, shape.ReadableCuts))
        {
            var address = arena.Take((ulong)(to - from), 1);
            queue.Port.WriteBytes(address, readable.AsMemory(from, to - from));
            _segments.Add(new Segment(address, (uint)(to - from), Writable: false));
        }

        foreach (var (from, to) in Pieces(spec.WritableBytes, shape.WritableCuts))
        {
            var address = arena.Take((ulong)(to - from), 1);
            var fill = new byte[to - from];
            arena.Fill(fill);
            queue.Port.WriteBytes(address, fill);
            _segments.Add(new Segment(address, (uint)(to - from), Writable: true));
        }
    }

    private static IEnumerable<(int From, int To)> Pieces(int length, IReadOnlyList<int> cuts)
    {
        var from = 0;
        foreach (var cut in cuts)
        {
            if (cut <= from || cut >= length)
                continue;
            yield return (from, cut);
            from = cut;
        }

        if (from < length)
            yield return (from, length);
    }
}
