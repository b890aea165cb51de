using System.Globalization;
using System.Text;
using Virtspec.Exploration;
using Virtspec.Model.Fabric;
using Virtspec.Scenarios.Fabric;
using Virtspec.Tests;
using Virtspec.Transports.Fabric;
using Xunit;

namespace Virtspec.Systematic.Fabric;

/// <summary>Programs over links come out exactly as the ordering table allows, and hardware that does more is named for it.</summary>
public sealed class FabricLitmusTests
{
    public static TheoryData<string> Names { get; } = [.. FabricLitmusTable.All.Select(litmus => litmus.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_weak_outcome_comes_where_the_rules_allow_it_and_nowhere_else(string name)
    {
        var litmus = FabricLitmusTable.All.Single(one => one.Name == name);
        var result = Search(litmus);
        Assert.True(result.Passed, string.Join('\n', result.Found.Select(finding => finding.Failure.Text)));
        Assert.Equal(Coverage.Exhausted, result.Coverage);
        Assert.Equal(litmus.Allowed, result.Outcomes.Contains(litmus.Weak));
    }

    /// <summary>Every strategy goes over the same fabric, and none sees what a search through states does not.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void One_by_one_the_outcomes_are_the_same(string name)
    {
        var litmus = FabricLitmusTable.All.Single(one => one.Name == name);
        Assert.Equal(Search(litmus).Outcomes.Order(), Search(litmus, Strategy.Brute).Outcomes.Order());
    }

    [Theory]
    [InlineData(FabricFault.PostedPasses, "flag", "fabric.order.1")]
    [InlineData(FabricFault.ReadPasses, "doorbell-loose-data-read", "fabric.order.2")]
    [InlineData(FabricFault.NonPostedWritePasses, "flag-configuration", "fabric.order.3")]
    [InlineData(FabricFault.CompletionPasses, "polled", "fabric.order.4")]
    [InlineData(FabricFault.PostedTwice, "flag", "fabric.link.1")]
    [InlineData(FabricFault.CompleterReorders, "flag-loose", "fabric.completer.1")]
    [InlineData(FabricFault.BridgeNotStrict, "doorbell-completers", "fabric.completer.2")]
    [InlineData(FabricFault.ReadUnanswered, "doorbell-loose-data-read", "fabric.answer.1")]
    [InlineData(FabricFault.NobodyIsZero, "link-lost", "fabric.answer.2")]
    [InlineData(FabricFault.WindowForgetsOffset, "offset", "fabric.window.1")]
    [InlineData(FabricFault.DoorbellForgets, "rung-twice", "fabric.doorbell.1")]
    //= fabric.order.1 fabric.order.2 fabric.order.3 fabric.order.4 fabric.link.1 fabric.completer.1 fabric.completer.2
    //= fabric.answer.1 fabric.answer.2 fabric.window.1 fabric.doorbell.1
    public void Hardware_that_does_what_it_must_not_is_named_for_it(object fault, string name, string statement)
    {
        var litmus = name == "offset" ? Offset : FabricLitmusTable.All.Single(one => one.Name == name);
        Assert.True(Search(litmus).Judged.GetValueOrDefault(statement).Held > 0, $"the premise of {statement} does not arise without the fault");
        var result = Search(litmus, fault: (FabricFault)fault);
        Assert.NotEmpty(result.Found);
        Assert.True(result.Judged.GetValueOrDefault(statement).Broken > 0, string.Join(", ", result.Judged.Where(count => count.Value.Broken > 0).Select(count => count.Key)));
    }

    /// <summary>One table, as it was said beforehand and as it came out.</summary>
    [Fact]
    public void The_table_is_written_down()
    {
        var page = new StringBuilder(
            """
            # Order between two systems

            Written by `VIRTSPEC_UPDATE=1 dotnet test tests/Systematic --filter FullyQualifiedName~FabricLitmusTests`, compared in every build.

            ## The ordering table

            Whether a transaction (row) may pass one that was sent before it in the same direction (column), as [the model](../spec/Model/Fabric/PcieOrdering.cs) has it: *no* keeps the order, *may* is
            explored both ways, *yes* has to be possible. RO is relaxed ordering, IDO id-based ordering with other requesters.

            | later | posted | read request | non-posted write | completion |
            |---|---|---|---|---|

            """.ReplaceLineEndings("\n"));
        foreach (var later in Enum.GetValues<TlpClass>())
        {
            foreach (var attributes in (TlpAttributes[])[TlpAttributes.None, TlpAttributes.RelaxedOrdering, TlpAttributes.IdBasedOrdering])
                page.Append(CultureInfo.InvariantCulture, $"| {Name(later)}{Suffix(attributes)} | {string.Join(" | ", Enum.GetValues<TlpClass>().Select(earlier => Cell(later, attributes, earlier)))} |\n");
        }

        page.Append(
            """

            ## What comes of it

            Small programs, every schedule of each under the simulated fabric. *Can it come* was said beforehand from the rules; a test holds each line to it.

            | program | who does what | outcome in question | can it come | because | states |
            |---|---|---|---|---|---:|

            """.ReplaceLineEndings("\n"));
        foreach (var litmus in FabricLitmusTable.All)
            page.Append(CultureInfo.InvariantCulture, $"| {litmus.Name} | {litmus.What} | {litmus.Weak} | {(litmus.Allowed ? "yes" : "no")} | {litmus.Because} | {Search(litmus).Counts.States} |\n");
        GeneratedFile.Check("docs/fabric-ordering.md", page.ToString());
    }

    /// <summary>The second word behind a window.</summary>
    private static FabricLitmus Offset { get; } = new("offset", "host writes the second word", "no data", false, "fabric.window.1", fabric =>
    {
        var (host, device) = (fabric.Node("host"), fabric.Node("device"));
        var window = fabric.Window(host, "words", 8, fabric.Link(host, device), fabric.Memory(device, "words", 8));
        fabric.Agent(host, "host", async agent => await agent.Write(window + 4, 1, Port.AccessSize.Four));
    });

    private static ExplorationResult Search(FabricLitmus litmus, Strategy strategy = Strategy.Exhaustive, FabricFault fault = FabricFault.None) => Explorer.Run(
        litmus.Scenario(fault, fabric => fabric.Judge(() => new FabricJudge())),
        new ExplorationOptions { Strategy = strategy, CollectOutcomes = true, All = true, Jobs = 1 },
        cancellation: TestContext.Current.CancellationToken);

    private static string Cell(TlpClass later, TlpAttributes attributes, TlpClass earlier) =>
        PcieOrdering.Of(new TlpHeader(later, 1, 1, attributes, 3), new TlpHeader(earlier, 2, 2)) switch
        {
            Passing.MustNot => "no",
            Passing.May => "may",
            _ => "yes",
        };

    private static string Name(TlpClass kind) => kind switch
    {
        TlpClass.Posted => "posted",
        TlpClass.ReadRequest => "read request",
        TlpClass.NonPostedWithData => "non-posted write",
        _ => "completion",
    };

    private static string Suffix(TlpAttributes attributes) => attributes switch
    {
        TlpAttributes.RelaxedOrdering => ", RO",
        TlpAttributes.IdBasedOrdering => ", IDO",
        _ => string.Empty,
    };
}
