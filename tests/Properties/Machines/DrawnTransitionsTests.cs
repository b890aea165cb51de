using Virtspec.Model.Machines;
using Virtspec.Specification.Machines;
using Xunit;

namespace Virtspec.Properties.Machines;

/// <summary>What a run counts against is what enumerating the machines gives.</summary>
public sealed class DrawnTransitionsTests
{
    public static TheoryData<string> Names => [.. MachineCatalogue.All.Select(machine => machine.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_drawing_reads_back_as_the_transitions_of_its_machine(string name)
    {
        var drawing = MachineGraph.Of(MachineCatalogue.All.Single(machine => machine.Name == name)).Drawing;
        var expected = drawing.Transitions.Select(edge => new DrawnTransition(drawing.Names[edge.Source], drawing.Machine.Events[edge.Event].Name, drawing.Names[edge.Target]));
        Assert.Equal(expected.ToHashSet(), DrawnTransitions.Of(name).ToHashSet());
        Assert.Equal(drawing.Transitions.Count, DrawnTransitions.Of(name).Count);
    }

    [Fact]
    public void Without_a_drawing_there_is_nothing_to_count_against() =>
        Assert.Contains("nothing", Assert.Throws<InvalidOperationException>(() => DrawnTransitions.Of("nothing")).Message);
}
