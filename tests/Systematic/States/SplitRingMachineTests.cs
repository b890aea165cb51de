using Virtspec.Exploration.States;
using Virtspec.Systematic.States.Machines;
using Xunit;

namespace Virtspec.Systematic.States;

public sealed class SplitRingMachineTests
{
    [Fact]
    public void All_buffers_come_back_in_every_fair_schedule()
    {
        var result = BreadthFirst<SplitRingMachine, SplitRingState>.Run(new(3, true), new() { Liveness = true, GoOn = true });
        Assert.Equal(SearchEnd.Exhausted, result.End);
        Assert.Empty(result.Violations);
    }

    [Fact]
    public void Without_a_second_look_a_notification_is_lost()
    {
        var machine = new SplitRingMachine(2, false);
        var result = BreadthFirst<SplitRingMachine, SplitRingState>.Run(machine, new());
        var deadlock = Assert.Single(result.Violations, violation => violation.Kind == ViolationKind.Deadlock);
        var graph = BreadthFirst<SplitRingMachine, SplitRingState>.Run(machine, new() { GoOn = true, KeepGraph = true }).Graph!;
        var ends = Enumerable.Range(0, graph.States).Where(state => graph.FirstEdge(state) == graph.EndEdge(state)).ToList();
        Assert.True(deadlock.Stem.Count >= ends.Min(state => graph.PathTo(state).Count));
        Assert.Equal(SearchEnd.Violation, result.End);
    }
}
