using System.Buffers.Binary;
using Xunit;

namespace Virtspec.Live.Guest;

/// <summary>Consecutive sectors of a disk.</summary>
internal readonly record struct Extent(long First, int Sectors)
{
    /// <summary>As the guest's init script reads it.</summary>
    public override string ToString() => $"{First}+{Sectors}";
}

/// <summary>
/// What the guest writes and where: extents scattered over the disk, filled with a pattern that follows from a seed and
/// in which no two sectors are alike, so that a sector at the wrong place or from another run shows. The guest makes
/// the same pattern from the same seed, in awk; hence numbers that a double holds exactly.
/// </summary>
internal sealed class WritePlan
{
    public const int SectorBytes = 512;

    private const long Modulus = 2147483647;

    // One sector, one page, odd lengths, and more than one request of any size.
    private static readonly int[] Lengths = [1, 8, 63, 2048, 513, 256];

    private readonly byte[] noise = new byte[768 * 3];

    /// <summary>Plans about <paramref name="bytes"/> of writes over a disk of <paramref name="diskBytes"/>.</summary>
    public WritePlan(int seed, long bytes, long diskBytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(seed, 1);
        Seed = seed;
        DiskBytes = diskBytes;
        long x = seed;
        for (var i = 0; i < noise.Length; i += 3)
        {
            x = Next(x);
            noise[i] = (byte)(x >> 16);
            noise[i + 1] = (byte)(x >> 8);
            noise[i + 2] = (byte)x;
        }
        Extents = Scatter(seed, bytes / SectorBytes, diskBytes / SectorBytes);
    }

    public int Seed { get; }

    public long DiskBytes { get; }

    /// <summary>In the order they are written; the first and the last sector of the disk are among them.</summary>
    public IReadOnlyList<Extent> Extents { get; }

    public long Bytes => Extents.Sum(extent => (long)extent.Sectors * SectorBytes);

    /// <summary>Fills one sector with the pattern.</summary>
    public void Fill(long sector, Span<byte> destination)
    {
        var x = (Seed + sector * 7919) % (Modulus - 1) + 1;
        for (var k = 0; k < 3; k++)
            x = Next(x);
        BinaryPrimitives.WriteInt64BigEndian(destination, sector);
        noise.AsSpan((int)(x % 1800), SectorBytes - sizeof(long)).CopyTo(destination[sizeof(long)..]);
    }

    /// <summary>
    /// Compares a disk image that was all zeroes before the guest ran with what it is to hold afterwards: the pattern
    /// in the extents, zeroes everywhere else. Answers null, or where they first differ.
    /// </summary>
    public string? FirstDifference(string image)
    {
        using var file = File.OpenRead(image);
        if (file.Length != DiskBytes)
            return $"the disk image has {file.Length} bytes instead of {DiskBytes}";
        var written = Extents.SelectMany(extent => Enumerable.Range(0, extent.Sectors).Select(i => extent.First + i)).ToHashSet();
        var expected = new byte[SectorBytes];
        var found = new byte[SectorBytes];
        for (var sector = 0L; sector < DiskBytes / SectorBytes; sector++)
        {
            file.ReadExactly(found);
            Array.Clear(expected);
            if (written.Contains(sector))
                Fill(sector, expected);
            var same = expected.AsSpan().CommonPrefixLength(found);
            if (same < SectorBytes)
                return $"byte {same} of sector {sector}, which the guest {(written.Contains(sector) ? "wrote" : "did not write")}, "
                    + $"is {found[same]:x2} instead of {expected[same]:x2}";
        }
        return null;
    }

    /// <summary>Fails the test when a disk image that was all zeroes is not what it is to be after the guest ran.</summary>
    public void AssertOnDisk(string image) => Assert.True(FirstDifference(image) is null, FirstDifference(image));

    private static List<Extent> Scatter(int seed, long sectors, long diskSectors)
    {
        var lengths = new List<int>();
        for (var left = sectors; left > 0; left -= lengths[^1])
            lengths.Add((int)Math.Min(left, Lengths[lengths.Count % Lengths.Length]));

        // One extent in each slot. Slots start at multiples of a page: an extent written past the page cache must not
        // share a page with one written through it.
        var slot = diskSectors / lengths.Count / 8 * 8;
        ArgumentOutOfRangeException.ThrowIfLessThan(slot, Lengths.Max(), nameof(diskSectors));
        long x = seed;
        var extents = new List<Extent>();
        for (var i = 0; i < lengths.Count; i++)
        {
            x = Next(x);
            var last = i == lengths.Count - 1;
            var first = i == 0 ? 0 : last ? diskSectors - lengths[i] : i * slot + x % (slot - lengths[i] + 1);
            extents.Add(new Extent(first, lengths[i]));
        }
        // Not from the start of the disk to its end.
        return [.. extents.OrderBy(extent => Next((extent.First + seed) % (Modulus - 1) + 1))];
    }

    private static long Next(long x) => x * 16807 % Modulus;
}
