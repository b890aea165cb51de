using Virtspec.Exploration.States;
using Virtspec.Systematic.States.Machines;
using Xunit;

namespace Virtspec.Systematic.States;

public sealed class LivenessTests
{
    private const int A = 0;
    private const int B = 1;
    private const int C = 2;

    /// <summary>0 and 1 go round by a and b; c leaves from both: weak fairness of c is enough to get out.</summary>
    private static readonly Arc[] LeavesAnywhere = [new(0, A, 1), new(1, B, 0), new(0, C, 2), new(1, C, 2), new(2, A, 2)];

    /// <summary>The same, but c leaves from 1 only: it is enabled again and again, never for long.</summary>
    private static readonly Arc[] LeavesSometimes = [new(0, A, 1), new(1, B, 0), new(1, C, 2), new(2, A, 2)];

    [Theory]
    [InlineData(Fairness.None, true)]
    [InlineData(Fairness.Weak, false)]
    [InlineData(Fairness.Strong, false)]
    public void A_cycle_that_weak_fairness_rules_out(object fairness, bool found)
    {
        foreach (var ofActions in (bool[])[false, true])
            Assert.Equal(found, Judge(LeavesAnywhere, [Fairness.Weak, Fairness.Weak, (Fairness)fairness], [0, 1], ofActions) is not null);
    }

    [Theory]
    [InlineData(Fairness.None, true)]
    [InlineData(Fairness.Weak, true)]
    [InlineData(Fairness.Strong, false)]
    public void A_cycle_that_only_strong_fairness_rules_out(object fairness, bool found)
    {
        foreach (var ofActions in (bool[])[false, true])
        {
            var violation = Judge(LeavesSometimes, [Fairness.Weak, Fairness.Weak, (Fairness)fairness], [0, 1], ofActions);
            Assert.Equal(found, violation is not null);
            if (violation is not null)
                Assert.Equal([A, B], violation.Loop);
        }
    }

    [Theory]
    [InlineData(Fairness.None)]
    [InlineData(Fairness.Weak)]
    [InlineData(Fairness.Strong)]
    public void A_cycle_that_is_fair_to_all(object fairness)
    {
        var each = (Fairness)fairness;
        // c only leads to the cycle; a and b both take their turns on it.
        var violation = Judge([new(0, C, 1), new(1, A, 2), new(2, B, 1)], [each, each, each], [1, 2]);
        Assert.NotNull(violation);
        Assert.Equal([C], violation.Stem);
        if (each != Fairness.None)
            Assert.Equal([A, B], violation.Loop);
    }

    [Fact]
    public void A_fair_cycle_inside_a_component_that_is_mostly_harmless()
    {
        // One component of 0, 1, 2, 3; the obligation is open in 1 and 2 only. c is taken in the component, but from 0, not on the cycle.
        Arc[] arcs = [new(0, C, 1), new(1, A, 2), new(2, A, 1), new(2, B, 3), new(3, B, 0)];
        var violation = Judge(arcs, [Fairness.Weak, Fairness.Weak, Fairness.Weak], [1, 2]);
        Assert.NotNull(violation);
        Assert.Equal([C], violation.Stem);
        Assert.Equal([A, A], violation.Loop);
        Assert.Null(Judge(arcs, [Fairness.Weak, Fairness.Strong, Fairness.Weak], [1, 2]));
        // Enabled on all of the cycle and taken on none of it, c counts as neglected, though the component as a whole takes it.
        Arc[] neglected = [.. arcs, new(1, C, 3), new(2, C, 3)];
        Assert.Null(Judge(neglected, [Fairness.Weak, Fairness.Weak, Fairness.Weak], [1, 2]));
    }

    [Fact]
    public void Strong_fairness_takes_a_component_apart()
    {
        // c leads out of 2. Without 2 there is still the cycle of 0 and 1, and it is fair.
        Arc[] arcs = [new(0, A, 1), new(1, A, 0), new(1, B, 2), new(2, A, 1), new(2, C, 3), new(3, A, 3)];
        var violation = Judge(arcs, [Fairness.Weak, Fairness.None, Fairness.Strong], [0, 1, 2]);
        Assert.NotNull(violation);
        Assert.Equal([], violation.Stem);
        Assert.Equal([A, A], violation.Loop);
        // If b is strongly fair as well, 1 is not safe either.
        Assert.Null(Judge(arcs, [Fairness.Weak, Fairness.Strong, Fairness.Strong], [0, 1, 2]));
    }

    [Fact]
    public void A_step_that_changes_nothing_is_neither_taken_nor_enabled()
    {
        // b spins at 1: fair to b, for it has nothing to do that would change anything.
        var spins = Judge([new(0, A, 1), new(1, B, 1)], [Fairness.Weak, Fairness.Weak], [1]);
        Assert.NotNull(spins);
        Assert.Equal([A], spins.Stem);
        Assert.Equal([], spins.Loop);
        // With something fair to do at 1 besides, no run stays there.
        Assert.Null(Judge([new(0, A, 1), new(1, B, 1), new(1, A, 2), new(2, B, 2)], [Fairness.Weak, Fairness.Weak], [1]));
        // An unfair process may stop before its step.
        Assert.NotNull(Judge([new(0, A, 1), new(1, A, 1)], [Fairness.None], [0]));
    }

    [Fact]
    public void An_end_with_an_open_obligation_is_no_cycle()
    {
        var result = BreadthFirst<Table, int>.Run(new([new(0, A, 1)], [Fairness.Weak], [1]), new() { Liveness = true, GoOn = true });
        var violation = Assert.Single(result.Violations);
        Assert.Equal((ViolationKind.HotEnd, "served"), (violation.Kind, violation.Name));
    }

    [Fact]
    public void Peterson_lets_everybody_in_if_both_go_on()
    {
        Assert.Empty(BreadthFirst<Peterson, PetersonState>.Run(new(false, Fairness.Weak), new() { Liveness = true }).Violations);
        var unfair = BreadthFirst<Peterson, PetersonState>.Run(new(false, Fairness.None), new() { Liveness = true, GoOn = true });
        Assert.Equal(["0 gets in", "1 gets in"], unfair.Violations.Select(violation => violation.Name));
    }

    [Theory]
    [InlineData(Reductions.None)]
    [InlineData(Reductions.Sleep)]
    [InlineData(Reductions.Persistent)]
    [InlineData(Reductions.Sleep | Reductions.Persistent)]
    public void Peterson_without_its_turn_lets_both_in(object reductions)
    {
        SearchOptions<PetersonState> options = new() { GoOn = true, Reductions = (Reductions)reductions };
        Assert.Empty(DepthFirst<Peterson, PetersonState>.Run(new(false, Fairness.Weak), options).Violations);
        var brute = BruteForce.Search<Peterson, PetersonState>(new(true, Fairness.Weak));
        var broken = DepthFirst<Peterson, PetersonState>.Run(new(true, Fairness.Weak), options);
        Assert.Equal(["both critical"], brute.Violated);
        Assert.Equal((ViolationKind.Invariant, "both critical"), Assert.Single(broken.Violations.Select(violation => (violation.Kind, violation.Name))));
    }

    private static Violation? Judge(Arc[] arcs, Fairness[] fairness, int[] hot, bool ofActions = false)
    {
        var result = BreadthFirst<Table, int>.Run(new(arcs, fairness, hot, ofActions), new() { Liveness = true, GoOn = true });
        Assert.Equal(SearchEnd.Exhausted, result.End);
        return result.Violations.Count == 0 ? null : Assert.Single(result.Violations);
    }
}
