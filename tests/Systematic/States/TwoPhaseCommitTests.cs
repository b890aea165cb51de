using Virtspec.Exploration.States;
using Virtspec.Systematic.States.Machines;
using Xunit;

namespace Virtspec.Systematic.States;

public sealed class TwoPhaseCommitTests
{
    [Theory]
    [InlineData(3, 288, 1_145)]
    [InlineData(5, 8_832, 58_145)]
    [InlineData(7, 296_448, 2_744_705)]
    public void The_counts_are_those_of_other_checkers(int managers, long states, long transitions)
    {
        var result = BreadthFirst<TwoPhaseCommit, TwoPhaseState>.Run(new(managers), new());
        Assert.Equal((SearchEnd.Exhausted, states, transitions), (result.End, result.States, result.Transitions));
        Assert.Empty(result.Violations);
        Assert.Equal((double)states * states / Math.Pow(2, 129), result.MissProbability);
        if (managers == 3)
            Assert.Equal(10, result.Depth);
    }

    [Fact]
    public void Depth_first_finds_the_same_states()
    {
        var result = DepthFirst<TwoPhaseCommit, TwoPhaseState>.Run(new(5), new());
        Assert.Equal((SearchEnd.Exhausted, 8_832L, 58_145L), (result.End, result.States, result.Transitions));
    }

    [Fact]
    public void Without_fairness_a_transaction_may_stay_undecided()
    {
        var result = BreadthFirst<TwoPhaseCommit, TwoPhaseState>.Run(new(3), new() { Liveness = true });
        var violation = Assert.Single(result.Violations);
        Assert.Equal(ViolationKind.FairCycle, violation.Kind);
        Assert.Empty(violation.Stem);
        Assert.Empty(violation.Loop);
    }

    [Fact]
    public void Limits_end_a_search()
    {
        var limited = BreadthFirst<TwoPhaseCommit, TwoPhaseState>.Run(new(5), new() { MaxStates = 100 });
        Assert.Equal(SearchEnd.StateLimit, limited.End);
        Assert.InRange(limited.States, 100, 130);
        Assert.Equal((SearchEnd.StateLimit, 100L), Of(DepthFirst<TwoPhaseCommit, TwoPhaseState>.Run(new(5), new() { MaxStates = 100 })));
        using var source = new CancellationTokenSource();
        var calls = 0;
        SearchOptions<TwoPhaseState> options = new()
        {
            Cancellation = source.Token,
            Progress = progress =>
            {
                calls++;
                if (progress.States > 20_000)
                    source.Cancel();
            },
        };
        var cancelled = BreadthFirst<TwoPhaseCommit, TwoPhaseState>.Run(new(7), options);
        Assert.Equal(SearchEnd.Cancelled, cancelled.End);
        Assert.InRange(cancelled.States, 20_000, 200_000);
        Assert.True(calls > 1);
    }

    private static (SearchEnd End, long States) Of(SearchResult result) => (result.End, result.States);
}
