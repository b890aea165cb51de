using Virtspec.Exploration;
using Virtspec.Model.Features;
using Virtspec.Port;
using Virtspec.Reference.SplitRing;

namespace Virtspec.Scenarios.SplitRing.Lifecycle;

/// <summary>
/// A ring is stopped while the driver goes on sending, and another device starts it where the first one left off, as after a migration.
/// </summary>
/// <param name="memory">What is shared.</param>
/// <param name="control">How devices are stopped and started.</param>
/// <param name="elsewhere">A doorbell that nobody else knows.</param>
/// <param name="mistake">What is wrong.</param>
internal sealed class RestartScenario(RingMemory memory, RestartControl control, Doorbell elsewhere, RestartMistake mistake)
{
    private const string Name = "split-ring-restart";

    /// <summary>The reference as it is.</summary>
    internal static Scenario Correct { get; } = new(
        Name,
        "A device is stopped while the driver goes on sending; another one starts the ring where the first left off.",
        RingMemory.OneBuffer,
        (stage, scenario) => Build(stage, scenario, RestartMistake.None));

    /// <summary>The mistakes.</summary>
    internal static IReadOnlyList<CorpusEntry> Mistakes { get; } = [.. RestartMistakes.All.Select(mistake => mistake.In(Name, RingMemory.OneBuffer, Build))];

    private static void Build(IStage stage, Scenario scenario, RestartMistake mistake)
    {
        var memory = new RingMemory(stage, scenario);
        var control = new RestartControl(stage);
        var restart = new RestartScenario(memory, control, stage.Doorbell("elsewhere"), mistake);
        stage.Judge(() => new RingJudge(memory, devices: 2, life: new RestartLife(control)));
        RingDriver<AgentPort>? driver = null;
        stage.Agent("driver", agent => (driver = new RingDriver<AgentPort>(agent, agent, memory, memory.Features, looksAgain: true)).Run());
        stage.Agent("device", restart.Serve, daemon: true);
        stage.Agent("next device", restart.GoOn, daemon: true);
        stage.AtEnd(end => end.Outcome(driver is { Finished: true } ? $"all back after {driver.Kicks} kicks" : "not all back"));
    }

    private async ValueTask Serve(AgentPort agent)
    {
        var device = new StoppableDevice(agent, agent, memory, memory.Features, control.Stop);
        await device.Ring.Attach(memory.FirstIndex);
        if (mistake == RestartMistake.DropsBuffer)
            await device.Ring.Take(new DescriptorChain());
        await device.Run();
        var inHand = new DescriptorChain();
        var isInHand = mistake == RestartMistake.GivesBaseEarly && await device.Ring.Take(inHand);
        if (mistake == RestartMistake.LeavesFlags)
            await device.Ring.DisableKicks();
        await agent.Write(control.Given, mistake == RestartMistake.BaseCleared ? 0u : device.Ring.NextAvail, AccessSize.Two);
        if (isInHand)
            await device.Ring.Complete(inHand.Head, await BufferFilling.Serve(agent, agent, inHand));
        await agent.Signal(control.Stopped);
    }

    /// <summary>What the front-end does, and then the device that it starts.</summary>
    private async ValueTask GoOn(AgentPort agent)
    {
        await agent.Write(control.Stop, 1, AccessSize.Two);
        await agent.Signal(memory.Kick);
        await agent.Wait(control.Stopped);
        var nextAvail = (ushort)await agent.Read(mistake == RestartMistake.BaseFromAvailIdx ? memory.Layout.AvailIdx : control.Given, AccessSize.Two);
        await agent.Write(control.Start, nextAvail, AccessSize.Two);
        var port = new ChangedPort(agent, mistake.Change(memory, elsewhere));
        var features = mistake == RestartMistake.ForgetsEventIndex ? memory.Features & ~Feature.Bit(Feature.EventIdx) : memory.Features;
        var ring = new SplitDevice<ChangedPort>(port, memory.Layout, features);
        await ring.Attach(nextAvail);
        if (mistake == RestartMistake.SleepsFirst)
            await port.Wait(memory.Kick);
        await DeviceLoop.Run(port, ring, memory.Layout.Queue, chain => BufferFilling.Serve(agent, port, chain), () => false);
    }
}
