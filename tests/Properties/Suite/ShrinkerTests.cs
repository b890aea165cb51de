using FsCheck;
using FsCheck.Xunit;
using Virtspec.Suite.Requests;
using Virtspec.Suite.Shrinking;
using Virtspec.Suite.Steps;
using Xunit;

namespace Virtspec.Properties.Suite;

/// <summary>Programs become small, and still show what they have to show.</summary>
public sealed class ShrinkerTests
{
    private static readonly Step Beginning = new Open(0, 16, 0, 1);

    private static Request Read(int sector) => new Request(BlkSpec.Read((ulong)sector, 4), new Shape([3], [100, 200]));

    /// <summary>A program shows something when it has certain steps in order, whatever lies between them.</summary>
    [Property(MaxTest = 200)]
    public bool The_steps_that_matter_are_what_is_left(byte length, byte[] places)
    {
        var program = Enumerable.Range(1, length + 1).Select(number => (Step)new UsedEvent((ushort)(number + 1000))).ToList();
        var needed = places.Select(place => program[place % program.Count]).Distinct().OrderBy(program.IndexOf).ToList();
        var shrinker = new Shrinker(candidate => needed.All(step => candidate.Contains(step)) ? candidate : null, () => true);
        var smallest = shrinker.Shrink(program);
        // A program of no steps is none.
        return needed.Count == 0 ? smallest.Count == 1 : smallest.SequenceEqual(needed);
    }

    [Fact]
    public void Steps_are_replaced_by_the_smallest_that_do()
    {
        var shrinker = new Shrinker(candidate => candidate.Any(step => step is Request { Shape.ReadableCuts.Count: > 0 }) ? candidate : null, () => true);
        var smallest = Assert.IsType<Request>(Assert.Single(shrinker.Shrink([Beginning, Read(1), Read(2), new Settle()])));
        Assert.Equal(new Request(BlkSpec.Read(0, 1), new Shape([3], [])), smallest with { Spec = ((BlkSpec)smallest.Spec) with { Sector = 0 } });
    }

    [Fact]
    public void The_session_it_was_seen_in_is_tried_alone_first()
    {
        var tried = new List<int>();
        var shrinker = new Shrinker(
            candidate =>
            {
                tried.Add(candidate.Count);
                return candidate[0] == Beginning ? candidate : null;
            },
            () => true);
        shrinker.Shrink([Beginning, Read(1), new Close(), Beginning, Read(2)]);
        Assert.Equal(2, tried[0]);
    }

    [Fact]
    public void What_was_not_needed_at_the_end_is_cut_off_by_the_run_that_showed_it()
    {
        var shrinker = new Shrinker(candidate => candidate.Contains(Beginning) ? [.. candidate.TakeWhile(step => step != Beginning), Beginning] : null, () => true);
        Assert.Equal([Beginning], shrinker.Shrink([Read(1), Beginning, Read(2), Read(3)]));
    }

    [Fact]
    public void Without_time_nothing_is_changed()
    {
        Step[] program = [Beginning, Read(1)];
        Assert.Equal(program, new Shrinker(candidate => candidate, () => false).Shrink(program));
    }
}
