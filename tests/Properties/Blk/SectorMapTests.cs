using FsCheck.Xunit;
using Virtspec.Model.Blk;
using Xunit;

namespace Virtspec.Properties.Blk;

/// <summary>The tree of sectors against a dictionary.</summary>
[Properties(Replay = "20261124,20261123", MaxTest = 200)]
public sealed class SectorMapTests
{
    /// <summary>Numbers round every border of the tree, the first and the last there can be among them.</summary>
    private static readonly ulong[] Firsts = [0, 1, 14, 15, 16, 250, 255, 256, 4095, 1 << 20, 1UL << 60, ulong.MaxValue - 20, ulong.MaxValue - 1, ulong.MaxValue];

    [Property]
    public void Runs_are_set_and_forgotten_as_in_a_dictionary(byte[] numbers)
    {
        var (map, naive) = (SectorMap.Empty, new Dictionary<ulong, Sector>());
        foreach (var number in numbers)
        {
            var (first, count) = (Firsts[number % Firsts.Length], (ulong)number % 40);
            var (before, held) = (map, naive.ToDictionary());
            var sector = number % 3 == 0 ? null : new Sector(new byte[512], SectorSource.Data, number);
            map = map.Change(first, count, unknownToo: sector is not null, sector, static (_, _, sector) => sector);
            foreach (var at in Run(first, count))
            {
                if (sector is null)
                    naive.Remove(at);
                else
                    naive[at] = sector;
            }

            Assert.Equal(naive.Count, map.Count);
            Assert.All(Firsts.SelectMany(start => Run(start, 40)), at => Assert.Equal(naive.GetValueOrDefault(at), map[at]));
            Assert.All(held, pair => Assert.Same(pair.Value, before[pair.Key]));
            Assert.Equal(naive.Aggregate(SectorMap.Empty, (built, pair) => built.Change(pair.Key, 1, unknownToo: true, pair.Value, static (_, _, sector) => sector)), map);
        }
    }

    [Fact]
    public void Known_sectors_in_a_run_of_all_there_are_cost_no_more_than_they_are()
    {
        var map = SectorMap.Empty;
        foreach (var first in Firsts)
            map = map.Change(first, 1, unknownToo: true, 0, static (_, _, _) => new Sector(new byte[512], SectorSource.Data, 0));
        var met = new List<ulong>();
        var same = map.Change(0, ulong.MaxValue, unknownToo: false, met, static (number, before, met) =>
        {
            met.Add(number);
            return before;
        });
        Assert.Same(map, same);
        Assert.Equal(Firsts.SkipLast(1), met);
    }

    private static IEnumerable<ulong> Run(ulong first, ulong count)
    {
        for (var i = 0UL; i < count && i <= ulong.MaxValue - first; i++)
            yield return first + i;
    }
}
