using Virtspec.Exploration;
using Virtspec.Exploration.Search.Sampling;
using Xunit;

namespace Virtspec.Systematic.Sampling;

/// <summary>Counting classes, and estimating those not met.</summary>
public sealed class DistinctCounterTests
{
    [Fact]
    public void Nothing_counted_says_nothing()
    {
        var counter = new DistinctCounter();
        Assert.Equal((0, 0, 0.0, 1.0, false), (counter.Counted, counter.Distinct, counter.EstimatedClasses, counter.UnseenProbability, counter.IsFull));
    }

    [Fact]
    public void Estimates_are_those_of_the_formulas()
    {
        var counter = new DistinctCounter();
        foreach (var hash in new ulong[] { 0, 1, 2, 3, 3, 4, 4, 4 })
            counter.Add(hash);
        Assert.Equal((8, 5), (counter.Counted, counter.Distinct));

        // Met once: 0, 1, 2. Met twice: 3.
        Assert.Equal(5 + (7.0 / 8 * 3 * 2 / (2 * 2)), counter.EstimatedClasses, 9);
        Assert.Equal(3.0 / 8, counter.UnseenProbability, 9);
    }

    [Fact]
    public void An_even_sample_leads_to_the_number_of_classes()
    {
        const int Classes = 5000;
        var (counter, random) = (new DistinctCounter(), new Random64(7));
        for (var i = 0; i < Classes; i++)
            counter.Add(Random64.Mix((ulong)random.Below(Classes)));

        // e^-1 of them are not met yet, and the estimate is off by a few per cent at most.
        Assert.InRange(counter.Distinct, Classes * 0.60, Classes * 0.66);
        Assert.InRange(counter.EstimatedClasses, Classes * 0.94, Classes * 1.06);
        Assert.InRange(counter.UnseenProbability, 0.34, 0.40);
        for (var i = 0; i < 20 * Classes; i++)
            counter.Add(Random64.Mix((ulong)random.Below(Classes)));
        Assert.Equal((Classes, Classes), (counter.Distinct, counter.EstimatedClasses));
    }

    [Fact]
    public void Counting_stops_where_there_is_no_room_and_says_so()
    {
        var counter = new DistinctCounter(most: 3);
        foreach (var hash in new ulong[] { 1, 2, 2, 3, 1 })
            counter.Add(hash);
        Assert.False(counter.IsFull);
        counter.Add(4);
        counter.Add(1);
        Assert.Equal((true, 5, 3), (counter.IsFull, counter.Counted, counter.Distinct));
    }

    [Fact]
    public void A_counter_that_takes_up_others_counts_as_if_alone()
    {
        var (alone, random) = (new DistinctCounter(), new Random64(3));
        DistinctCounter[] workers = [new(), new(), new()];
        for (var i = 0; i < 9000; i++)
        {
            var hash = Random64.Mix((ulong)random.Below(6000));
            alone.Add(hash);
            workers[i % 3].Add(hash);
        }

        var together = new DistinctCounter();
        Parallel.ForEach(workers, together.Add);
        Assert.Equal(
            (alone.Counted, alone.Distinct, alone.EstimatedClasses, alone.UnseenProbability),
            (together.Counted, together.Distinct, together.EstimatedClasses, together.UnseenProbability));
    }

    [Fact]
    public void What_there_is_no_room_for_is_not_taken_up_in_part()
    {
        var (counter, other) = (new DistinctCounter(most: 3), new DistinctCounter());
        counter.Add(1);
        counter.Add(2);
        foreach (var hash in new ulong[] { 2, 3, 4 })
            other.Add(hash);
        counter.Add(other);
        Assert.Equal((true, 2, 2), (counter.IsFull, counter.Counted, counter.Distinct));
    }

    [Fact]
    public void Two_counters_may_take_up_each_other()
    {
        DistinctCounter[] counters = [new(), new()];
        counters[0].Add(1);
        counters[1].Add(2);
        Parallel.For(0, 20, i => counters[i % 2].Add(counters[(i + 1) % 2]));
        Assert.All(counters, counter => Assert.Equal(2, counter.Distinct));
    }
}
