using Virtspec.Exploration;
using Virtspec.Port;
using Virtspec.Reference.SplitRing;

namespace Virtspec.Scenarios.SplitRing.Lifecycle;

/// <summary>Driver and device that poll, for all buffers or for the first ones, with calls and kicks turned off.</summary>
internal static class PollingScenario
{
    internal const string DriverPolls = "driver-polls";
    internal const string DevicePolls = "device-polls";
    private const string Name = "split-ring-polling";

    /// <summary>The reference as it is.</summary>
    internal static Scenario Correct { get; } = new(
        Name,
        "A driver that polls for its first buffers with calls turned off and sleeps for the others; a device that does so.",
        Parameters,
        (stage, scenario) => Build(stage, scenario, PollingMistake.None));

    /// <summary>The mistakes.</summary>
    internal static IReadOnlyList<CorpusEntry> Mistakes { get; } = [.. PollingMistakes.All.Select(mistake => mistake.In(Name, Parameters, Build))];

    private static IReadOnlyList<Parameter> Parameters =>
    [
        .. RingMemory.Parameters,
        new Parameter(DriverPolls, 4, 0, 4, "buffers that the driver polls for before it sleeps"),
        new Parameter(DevicePolls, 1, 0, 4, "buffers that the device polls for before it sleeps"),
    ];

    private static void Build(IStage stage, Scenario scenario, PollingMistake mistake)
    {
        var memory = new RingMemory(stage, scenario);
        stage.Judge(() => new RingJudge(memory));
        PollingDriver? driver = null;
        stage.Agent("driver", agent => (driver = new PollingDriver(agent, new ChangedPort(agent, mistake.DriverChange(memory.Layout)), memory, scenario[DriverPolls], mistake)).Run());
        stage.Agent("device", agent => new PollingDevice(agent, new ChangedPort(agent, mistake.DeviceChange(memory.Layout, memory.FirstIndex)), memory, scenario[DevicePolls], mistake).Run(), daemon: true);
        stage.AtEnd(end => end.Outcome(driver is { Finished: true } ? $"all back after {driver.Kicks} kicks" : "not all back"));
    }
}

/// <summary>Polls for the first buffers, with calls turned off, and sleeps for the others.</summary>
/// <param name="agent">The agent's own port: it polls there.</param>
/// <param name="port">The port of the ring code.</param>
/// <param name="memory">What is shared.</param>
/// <param name="polls">How many buffers it polls for.</param>
/// <param name="mistake">What is wrong.</param>
internal sealed class PollingDriver(AgentPort agent, ChangedPort port, RingMemory memory, int polls, PollingMistake mistake)
    : RingDriver<ChangedPort>(agent, port, memory, memory.Features, looksAgain: true)
{
    private readonly AgentPort _agent = agent;
    private readonly RingMemory _memory = memory;
    private bool _isOff;

    protected override async ValueTask Collect(int enough)
    {
        if (polls > 0 && !_isOff)
        {
            _isOff = true;
            await Ring.DisableCalls();
        }

        while (Back < Math.Min(enough, polls))
        {
            var known = Ring.LastUsed;
            await _agent.Until(_memory.Layout.UsedIdx, AccessSize.Two, idx => idx != known);
            await Take(await Ring.Reclaim());
        }

        if (mistake != PollingMistake.SleepsWithCallsOff)
        {
            await base.Collect(enough);
            return;
        }

        while (Back < enough)
        {
            var used = await Ring.Reclaim();
            if (used.IsNone)
                await _agent.Wait(_memory.Call);
            else
                await Take(used);
        }
    }
}

/// <summary>Polls for the first buffers, with kicks turned off, and then sleeps until kicked.</summary>
/// <param name="agent">The agent's own port: it polls there.</param>
/// <param name="port">The port of the ring code.</param>
/// <param name="memory">What is shared.</param>
/// <param name="polls">How many buffers it polls for.</param>
/// <param name="mistake">What is wrong.</param>
internal sealed class PollingDevice(AgentPort agent, ChangedPort port, RingMemory memory, int polls, PollingMistake mistake)
{
    private readonly SplitDevice<ChangedPort> _ring = new(port, memory.Layout, memory.Features);

    internal async ValueTask Run()
    {
        await _ring.Attach(memory.FirstIndex);
        if (polls > 0)
            await _ring.DisableKicks();
        var chain = new DescriptorChain();
        for (var served = 0; served < polls; served++)
        {
            var known = _ring.NextAvail;
            await agent.Until(memory.Layout.AvailIdx, AccessSize.Two, idx => idx != known);
            await _ring.Take(chain);
            await _ring.Complete(chain.Head, await BufferFilling.Serve(agent, port, chain));
            await _ring.Call();
        }

        if (mistake == PollingMistake.SleepsWithKicksOff)
            await agent.Wait(memory.Kick);
        await DeviceLoop.Run(port, _ring, memory.Layout.Queue, chain => BufferFilling.Serve(agent, port, chain), () => false);
    }
}
