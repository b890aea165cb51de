using Virtspec.Model.Machines;
using Virtspec.Specification.Machines;
using Xunit;

namespace Virtspec.Properties.Machines;

/// <summary>No machine of the model has a state that nobody leaves, or that nobody reaches, or a way round for one side alone, but those it speaks of.</summary>
public sealed class MachineQuestionTests
{
    public static TheoryData<string> Names => Graphs.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_declared_state_is_reached_and_every_reached_state_declared(string name)
    {
        Assert.Empty(MachineQuestions.Unreached(Graphs.Named(name)));
        Assert.Empty(MachineQuestions.Undeclared(Graphs.Named(name)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Dead_ends_and_one_sided_cycles_are_those_the_machine_explains(string name)
    {
        var (unexplained, stale) = MachineQuestions.Compare(Graphs.Named(name));
        Assert.Empty(unexplained);
        Assert.Empty(stale);
    }

    [Fact]
    public void A_dead_end_is_what_neither_side_leaves()
    {
        // "stuck" has a way on, but only by the environment; "end" has none; "busy" goes round without ever having another name.
        var graph = MachineGraph.Of(new HandMade(
            [("start", "go", "stuck"), ("start", "finish", "end"), ("start", "work", "busy.1"), ("busy.1", "work", "busy.2"), ("busy.2", "work", "busy.1"), ("stuck", "time passes", "start")],
            ["time passes"]));
        Assert.Equal(["stuck", "end", "busy"], MachineQuestions.DeadEnds(graph).Select(answer => answer.Subject));
    }

    [Fact]
    public void A_way_out_that_begins_in_another_state_of_the_name_counts_only_where_it_can_be_reached()
    {
        // From "half.1" the way out leads over "half.2"; from "trap.2" none leads to "trap.1", which has one.
        var graph = MachineGraph.Of(new HandMade(
            [("start", "go", "half.1"), ("half.1", "go", "half.2"), ("half.2", "go", "start"), ("start", "fall", "trap.1"), ("trap.1", "go", "start"), ("trap.1", "fall", "trap.2")]));
        Assert.Equal(["trap"], MachineQuestions.DeadEnds(graph).Select(answer => answer.Subject));
    }

    [Fact]
    public void A_one_sided_cycle_takes_one_actor_and_two_names()
    {
        var graph = MachineGraph.Of(new HandMade(
            [("a", "device flips", "b"), ("b", "device flops", "a"), ("a", "device waits", "a"), ("b", "go", "c"), ("c", "device answers", "b")]));
        Assert.Equal([new MachineAnswer(MachineQuestion.OneSidedCycle, "Device: device flips, device flops")], MachineQuestions.OneSidedCycles(graph));
    }

    [Fact]
    public void What_is_explained_is_not_told_and_an_explanation_of_nothing_is()
    {
        (string, string, string)[] edges = [("a", "go", "b"), ("b", "go", "a"), ("a", "finish", "end")];
        var way = new MachineRemark(MachineQuestion.OneSidedCycle, "Driver: go", "meant");
        var end = new MachineRemark(MachineQuestion.DeadEnd, "end", "meant");
        var gone = new MachineRemark(MachineQuestion.DeadEnd, "a", "not so any more");
        var (unexplained, stale) = MachineQuestions.Compare(MachineGraph.Of(new HandMade(edges) { Remarks = [way, end] }));
        Assert.Empty(unexplained);
        Assert.Empty(stale);
        (unexplained, stale) = MachineQuestions.Compare(MachineGraph.Of(new HandMade(edges) { Remarks = [way, gone] }));
        Assert.Equal([new MachineAnswer(MachineQuestion.DeadEnd, "end")], unexplained);
        Assert.Equal([gone], stale);
    }

    [Fact]
    public void Names_that_no_state_has_and_states_without_a_declared_name_are_told()
    {
        var graph = MachineGraph.Of(new HandMade([("a", "go", "b"), ("c", "go", "a")]) { Names = ["a", "c"] });
        Assert.Equal(["c"], MachineQuestions.Unreached(graph));
        Assert.Equal(["b"], MachineQuestions.Undeclared(graph));
    }

    [Fact]
    public void What_breaks_a_rule_is_told_and_leads_nowhere()
    {
        var graph = MachineGraph.Of(new HandMade([("a", "go", "b"), ("b", "offend", "c"), ("c", "go", "d")]));
        Assert.Equal(["a", "b"], graph.Drawing.Names);
        var offence = Assert.Single(graph.Drawing.Offences);
        Assert.Equal((1, "offend"), (offence.Source, graph.Machine.Events[offence.Event].Name));
        Assert.Equal([HandMade.Offended.Id], offence.Rules);
    }

    [Fact]
    public void A_machine_that_grows_without_end_is_a_fault()
    {
        var exception = Assert.Throws<InvalidOperationException>(() => MachineGraph.Of(new HandMade([("a", "go", "b"), ("b", "go", "c"), ("c", "go", "d")]), limit: 3));
        Assert.Contains("more than 3 states", exception.Message, StringComparison.Ordinal);
    }
}
