using Virtspec.Suite.Peer;
using Xunit;

namespace Virtspec.Properties.Suite;

/// <summary>How long a peer is waited for.</summary>
public sealed class PatienceTests
{
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(1);

    [Fact]
    public void A_peer_that_is_not_known_gets_all_the_time()
    {
        var patience = new Patience(Least);
        patience.Answered(TimeSpan.FromMilliseconds(1));
        Assert.Equal(Most, patience.Limit(Most));
    }

    [Theory]
    [InlineData(0.01, 1)]
    [InlineData(20, 1.28)]
    [InlineData(1000, 5)]
    public void A_known_one_gets_many_times_what_it_took_at_worst_within_bounds(double slowestMilliseconds, double seconds)
    {
        var patience = Known(TimeSpan.FromMilliseconds(slowestMilliseconds));
        Assert.Equal(TimeSpan.FromSeconds(seconds), patience.Limit(Most));
    }

    [Fact]
    public void The_least_is_no_more_than_the_most() =>
        Assert.Equal(TimeSpan.FromMilliseconds(100), Known(TimeSpan.Zero).Limit(TimeSpan.FromMilliseconds(100)));

    /// <summary>Whoever held us up held up the peer too.</summary>
    [Fact]
    public void A_long_sleep_counts_as_a_short_one() =>
        Assert.InRange(Patience.Slept(() => SpinWait.SpinUntil(() => false, 30)), TimeSpan.Zero, TimeSpan.FromMilliseconds(2));

    private static Patience Known(TimeSpan slowest)
    {
        var patience = new Patience(Least);
        patience.Answered(slowest);
        for (var i = 0; i < 40; i++)
            patience.Answered(TimeSpan.Zero);
        return patience;
    }
}
