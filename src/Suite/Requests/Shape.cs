using Virtspec.Suite.Steps;

namespace Virtspec.Suite.Requests;

/// <summary>
/// How a request is cut into descriptors. Cuts are byte offsets into the device-readable and the device-writable part, ascending, none
/// at an end.
/// </summary>
/// <param name="ReadableCuts">Cuts of header and payload.</param>
/// <param name="WritableCuts">Cuts of room and status byte.</param>
/// <param name="Direct">Descriptors in the table of the queue, those that follow being in an indirect table; null when all are direct.</param>
/// <param name="WriteFlag">Whether the descriptor that names an indirect table carries the write flag.</param>
internal sealed record Shape(IReadOnlyList<int> ReadableCuts, IReadOnlyList<int> WritableCuts, int? Direct = null, bool WriteFlag = false)
{
    /// <summary>The longest header of a request that the suite knows: a block request's is 16 bytes, a file system request's 40.</summary>
    private const int LongestHeader = 40;

    /// <summary>All in an indirect table.</summary>
    internal const int Indirect = 0;

    /// <summary>One descriptor to read, one to write, both in the table of the queue.</summary>
    internal static Shape Whole { get; } = new([], []);

    /// <summary>Pieces in all.</summary>
    internal int Pieces => ReadableCuts.Count + WritableCuts.Count + 2;

    /// <summary>Descriptors of the table of the queue that it takes.</summary>
    internal int Descriptors => Direct is { } direct && direct < Pieces ? direct + 1 : Pieces;

    /// <summary>Compared by content.</summary>
    public bool Equals(Shape? other) =>
        other is not null && Direct == other.Direct && WriteFlag == other.WriteFlag
        && ReadableCuts.SequenceEqual(other.ReadableCuts) && WritableCuts.SequenceEqual(other.WritableCuts);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Direct, WriteFlag, ReadableCuts.Count, WritableCuts.Count);

    /// <summary>As <see cref="Parse"/> reads it, each word after a blank.</summary>
    public override string ToString() => this == Whole ? " whole" :
        Cuts(" r=", ReadableCuts) + Cuts(" w=", WritableCuts) + (Direct is { } direct ? $" direct={direct}" : string.Empty) + (WriteFlag ? " write-flag" : string.Empty);

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    /// <returns>Null when there are no words of a shape: the plain way.</returns>
    internal static Shape? Parse(StepWords words)
    {
        if (words.Take("whole"))
            return Whole;
        var (readable, writable) = (words.NamedNumbers("r"), words.NamedNumbers("w"));
        var direct = words.NamedNumbers("direct");
        var shape = new Shape(readable, writable, direct.Length > 0 ? direct[0] : null, words.Take("write-flag"));
        return shape == Whole ? null : shape;
    }

    /// <summary>The same with one cut less, or without the indirect table.</summary>
    internal IEnumerable<Shape> Smaller()
    {
        if (WriteFlag)
            yield return this with { WriteFlag = false };
        if (Direct is not null)
            yield return this with { Direct = null, WriteFlag = false };
        foreach (var cut in ReadableCuts)
            yield return this with { ReadableCuts = [.. ReadableCuts.Where(other => other != cut)] };
        foreach (var cut in WritableCuts)
            yield return this with { WritableCuts = [.. WritableCuts.Where(other => other != cut)] };
    }

    /// <summary>
    /// Every way to make at most <paramref name="most"/> descriptors of a request with cuts at places where devices go wrong: in the
    /// middle of the header, at its end, inside a sector, before the last byte.
    /// </summary>
    internal static IEnumerable<Shape> All(RequestSpec spec, int most) => Cut(
        spec, most, Points(spec.Readable().Length, 1, 8, 16, 17, 16 + 512, spec.Readable().Length - 1), Points(spec.WritableBytes, 1, 20, 511, 512, spec.WritableBytes - 1));

    /// <summary>
    /// Every way to make at most <paramref name="most"/> descriptors with cuts at any of the first bytes, which hold the header, and before the last one, which
    /// holds the status.
    /// </summary>
    internal static IEnumerable<Shape> Headers(RequestSpec spec, int most) => Cut(
        spec, most, Points(spec.Readable().Length, [.. Enumerable.Range(1, LongestHeader)]), Points(spec.WritableBytes, 1, spec.WritableBytes - 1));

    private static IEnumerable<Shape> Cut(RequestSpec spec, int most, List<int> readable, List<int> writable)
    {
        // What has nothing to read or to write has no descriptor for it either.
        var whole = (spec.Readable().Length > 0 ? 1 : 0) + (spec.WritableBytes > 0 ? 1 : 0);
        foreach (var first in Subsets(readable, most - whole))
        {
            foreach (var second in Subsets(writable, most - whole - first.Count))
                yield return new Shape(first, second);
        }
    }

    /// <summary>A random cut of at most <paramref name="most"/> descriptors.</summary>
    internal static Shape Random(RequestSpec spec, int most, int? direct, Chooser chooser)
    {
        var length = spec.Readable().Length;
        var readable = new SortedSet<int>();
        var writable = new SortedSet<int>();
        for (var cuts = chooser.Choose(Math.Max(1, most - 1)); cuts > 0; cuts--)
        {
            if (chooser.Flip())
                readable.Add(1 + chooser.Choose(length - 1));
            else if (spec.WritableBytes > 1)
                writable.Add(1 + chooser.Choose(spec.WritableBytes - 1));
        }

        return new Shape([.. readable], [.. writable], direct, direct is not null && chooser.Flip());
    }

    private static string Cuts(string name, IReadOnlyList<int> cuts) => cuts.Count > 0 ? name + string.Join(',', cuts) : string.Empty;

    private static List<int> Points(int length, params int[] candidates) =>
        [.. candidates.Where(point => point > 0 && point < length).Distinct().Order()];

    /// <summary>All choices of at most so many of the points, the smallest first.</summary>
    private static IEnumerable<IReadOnlyList<int>> Subsets(List<int> points, int most, int from = 0)
    {
        yield return [];
        for (var i = from; most > 0 && i < points.Count; i++)
        {
            foreach (var rest in Subsets(points, most - 1, i + 1))
                yield return [points[i], .. rest];
        }
    }
}
