using Virtspec.Exploration;
using Virtspec.Port;
using Virtspec.Reference.SplitRing;

namespace Virtspec.Scenarios.SplitRing.Lifecycle;

/// <summary>A driver resets a queue with buffers in flight, and sets it up again or goes.</summary>
/// <param name="memory">What is shared.</param>
/// <param name="control">How the queue is reset.</param>
/// <param name="mistake">What is wrong.</param>
internal sealed class ResetScenario(RingMemory memory, ResetControl control, ResetMistake mistake)
{
    internal const string Again = "again";
    private const string Name = "split-ring-reset";

    /// <summary>The reference as it is.</summary>
    internal static Scenario Correct { get; } = new(
        Name,
        "A driver resets a queue with buffers in flight, takes them back when it is done, sets the queue up and goes on.",
        Parameters,
        (stage, scenario) => Build(stage, scenario, ResetMistake.None));

    /// <summary>The mistakes.</summary>
    internal static IReadOnlyList<CorpusEntry> Mistakes { get; } = [.. ResetMistakes.All.Select(mistake => mistake.In(Name, Parameters, Build))];

    private static IReadOnlyList<Parameter> Parameters =>
    [
        .. RingMemory.OneBuffer,
        new Parameter(Again, 1, 0, 1, "1: the driver goes on after the reset, 0: it is removed"),
    ];

    private static void Build(IStage stage, Scenario scenario, ResetMistake mistake)
    {
        var memory = new RingMemory(stage, scenario);
        var control = new ResetControl(stage);
        var reset = new ResetScenario(memory, control, mistake);
        stage.Judge(() => new RingJudge(memory, life: new ResetLife(memory, control)));
        ResetDriver? driver = null;
        stage.Agent("driver", agent => (driver = new ResetDriver(agent, memory, control, scenario[Again] == 1, mistake)).Run());
        stage.Agent("device", reset.Serve, daemon: true);
        stage.AtEnd(end => end.Outcome(driver is { Finished: true } ? "done" : "not done"));
    }

    private async ValueTask Serve(AgentPort agent)
    {
        var device = new StoppableDevice(agent, agent, memory, memory.Features, control.Asked);
        await device.Ring.Attach(memory.FirstIndex);
        await device.Run();
        var inHand = new DescriptorChain();
        var isInHand = mistake is ResetMistake.DoneEarly or ResetMistake.KeepsInUse && await device.Ring.Take(inHand);

        // What the device did to the queue comes before its word that it is done.
        await agent.WriteRelease(control.Done, 1, AccessSize.Two);
        if (isInHand && mistake == ResetMistake.DoneEarly)
            await BufferFilling.Serve(agent, agent, inHand);
        if (mistake != ResetMistake.StaysEnabled)
            await agent.Wait(control.Enabled);
        while (isInHand && memory.Layout.Size == 1)
            await agent.Wait(memory.Kick);
        await GoOn(agent, device.Ring);
    }

    private async ValueTask GoOn(AgentPort agent, SplitDevice<IPort> before)
    {
        var port = new ChangedPort(agent, mistake.DeviceChange(memory.Layout, before.NextAvail));
        var ring = new SplitDevice<ChangedPort>(port, memory.Layout, memory.Features);
        await ring.Attach(mistake == ResetMistake.StaysEnabled ? before.NextAvail : (ushort)0);
        await DeviceLoop.Run(port, ring, memory.Layout.Queue, chain => BufferFilling.Serve(agent, port, chain), () => false);
    }
}
