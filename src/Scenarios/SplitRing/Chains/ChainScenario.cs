using Virtspec.Exploration;
using Virtspec.Model.SplitRing;
using Virtspec.Port;

namespace Virtspec.Scenarios.SplitRing.Chains;

/// <summary>Requests of several pieces over one split virtqueue: driver and device of the reference, and the same with a mistake.</summary>
internal static class ChainScenario
{
    /// <summary>Both sides as they are.</summary>
    internal static Scenario Correct { get; } = new(
        "split-ring-chain",
        "A driver sends requests cut into pieces to read and pieces to write, in chains and indirect tables; a device answers each by what it reads.",
        ChainMemory.Parameters,
        (stage, scenario) => Build(stage, scenario, ChainMistake.None));

    /// <summary>The mistakes, each a scenario.</summary>
    internal static IReadOnlyList<CorpusEntry> Mistakes { get; } =
    [
        .. ChainMistakes.All.Select(mistake => new CorpusEntry(
            mistake.At.Aggregate(
                new Scenario($"{Correct.Name}-{mistake.Name}", mistake.Summary, ChainMemory.Parameters, (stage, scenario) => Build(stage, scenario, mistake)),
                (scenario, at) => scenario.With(at.Parameter, at.Value)),
            mistake.Breaks,
            mistake.SeenIn)),
    ];

    private static void Build(IStage stage, Scenario scenario, ChainMistake mistake)
    {
        var memory = new ChainMemory(stage, scenario, indirectNegotiated: scenario[ChainMemory.Indirect] != 0 && !mistake.TablesUnasked);
        stage.Judge(() => new RingJudge(memory, requests: new ChainRequestJudge()));
        ChainDriver? driver = null;
        stage.Agent("driver", agent => (driver = new ChainDriver(agent, Changed(agent, memory.Layout, mistake.DriverAccesses), memory, mistake)).Run());
        stage.Agent(
            "device",
            agent => new ChainDevice(Changed(agent, memory.Layout, mistake.DeviceAccesses), memory, mistake, scenario[ChainMemory.Batches] == 1).Run(),
            daemon: true);
        stage.AtEnd(end =>
        {
            var used = end.Read(memory.Layout.UsedIdx, AccessSize.Two);
            end.Check(used == end.Read(memory.Layout.AvailIdx, AccessSize.Two), "as many buffers are used as were available");
            end.Outcome(driver is { Finished: true } ? "all back" : "not all back");
        });
    }

    private static IPort Changed(AgentPort agent, SplitLayout layout, Func<SplitLayout, RingChange>? change) =>
        change is null ? agent : new ChangedPort(agent, change(layout));
}
