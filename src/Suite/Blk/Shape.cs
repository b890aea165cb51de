namespace Virtspec.Suite.Blk;

/// <summary>Where the descriptors of a request go.</summary>
internal enum Placement
{
    /// <summary>All in the descriptor table.</summary>
    Direct,

    /// <summary>All in an indirect table.</summary>
    Indirect,

    /// <summary>The first in the descriptor table, the others in an indirect table.</summary>
    FirstDirect,
}

/// <summary>
/// How a request is cut into descriptors. Cuts are byte offsets into the device-readable and the device-writable part, ascending, none
/// at an end.
/// </summary>
/// <param name="ReadableCuts">Cuts of header and payload.</param>
/// <param name="WritableCuts">Cuts of room and status byte.</param>
/// <param name="Placement">Where the descriptors go.</param>
/// <param name="WriteFlag">Whether the descriptor that names an indirect table carries the write flag.</param>
internal sealed record Shape(IReadOnlyList<int> ReadableCuts, IReadOnlyList<int> WritableCuts, Placement Placement = Placement.Direct, bool WriteFlag = false)
{
    /// <summary>Header, payload, room and status byte, each one descriptor.</summary>
    internal static Shape Plain(BlkSpec spec) => new(
        spec.Payload.Length > 0 ? [16] : [],
        spec.Room > 0 ? [spec.Room] : []);

    /// <summary>
    /// Every way to make at most <paramref name="most"/> descriptors of a request with cuts at places where devices go wrong: in the
    /// middle of the header, at its end, inside a sector, before the last byte.
    /// </summary>
    internal static IEnumerable<Shape> All(BlkSpec spec, int most)
    {
        var readable = Points(16 + spec.Payload.Length, 1, 8, 16, 17, 16 + 512, 16 + spec.Payload.Length - 1);
        var writable = Points(spec.Room + 1, 1, 20, 511, 512, spec.Room);
        foreach (var first in Subsets(readable, most - 2))
        {
            foreach (var second in Subsets(writable, most - 2 - first.Count))
                yield return new Shape(first, second);
        }
    }

    /// <summary>A random cut of at most <paramref name="most"/> descriptors.</summary>
    internal static Shape Random(BlkSpec spec, int most, Placement placement, Chooser chooser)
    {
        var cuts = chooser.Choose(Math.Max(1, most - 1));
        var readable = new SortedSet<int>();
        var writable = new SortedSet<int>();
        for (var i = 0; i < cuts; i++)
        {
            if (chooser.Flip() && spec.Payload.Length + 15 > 0)
                readable.Add(1 + chooser.Choose(15 + spec.Payload.Length));
            else if (spec.Room > 0)
                writable.Add(1 + chooser.Choose(spec.Room));
        }

        return new Shape([.. readable], [.. writable], placement, placement != Placement.Direct && chooser.Flip());
    }

    private static List<int> Points(int length, params int[] candidates) =>
        [.. candidates.Where(point => point > 0 && point < length).Distinct().Order()];

    private static IEnumerable<IReadOnlyList<int>> Subsets(List<int> points, int most)
    {
        for (var mask = 0; mask < 1 << points.Count; mask++)
        {
            if (int.PopCount(mask) <= most)
                yield return [.. points.Where((_, i) => (mask >> i & 1) != 0)];
        }
    }
}
