using Virtspec.Model.Machines;
using Virtspec.Specification.Machines;
using Virtspec.Tests;
using Xunit;

namespace Virtspec.Properties.Machines;

/// <summary>The machines of the model, enumerated once for all tests.</summary>
internal static class Graphs
{
    private static readonly Lazy<IReadOnlyList<MachineGraph>> Enumerated = new(() => [.. MachineCatalogue.All.Select(machine => MachineGraph.Of(machine))]);

    internal static IReadOnlyList<MachineGraph> All => Enumerated.Value;

    internal static TheoryData<string> Names => [.. MachineCatalogue.All.Select(machine => machine.Name)];

    internal static MachineGraph Named(string name) => All.Single(graph => graph.Machine.Name == name);
}

/// <summary>The pages in docs/machines are what the machines are.</summary>
public sealed class MachineFileTests
{
    public static TheoryData<string> Names => Graphs.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void The_page_of_a_machine_is_what_the_machine_is(string name)
    {
        var graph = Graphs.Named(name);
        GeneratedFile.Check($"docs/machines/{name}.md", MachinePage.Write(graph));
        GeneratedFile.Check($"docs/machines/{name}.dot", MachineDot.Draw(graph.Drawing));
    }

    [Fact]
    public void The_index_lists_them_all_and_no_page_is_left_over()
    {
        GeneratedFile.Check("docs/machines/README.md", MachinePage.Index(Graphs.All));
        var pages = Directory.GetFiles(Path.Combine(GeneratedFile.Root(), "docs/machines")).Select(Path.GetFileNameWithoutExtension);
        Assert.Empty(pages.Except([.. MachineCatalogue.All.Select(machine => machine.Name), "README"]));
    }
}
