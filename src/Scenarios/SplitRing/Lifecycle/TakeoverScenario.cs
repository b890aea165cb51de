using Virtspec.Exploration;
using Virtspec.Port;
using Virtspec.Reference.SplitRing;

namespace Virtspec.Scenarios.SplitRing.Lifecycle;

/// <summary>What is wrong with taking a ring over.</summary>
internal enum TakeoverMistake
{
    None,

    /// <summary>The next device goes on at avail idx.</summary>
    SkipsUnfinished,

    /// <summary>The next device takes what is used for told.</summary>
    TakesUsedForTold,

    /// <summary>The next device does not heed what was being used when the first one died.</summary>
    ServesTwice,
}

/// <summary>A device dies between any two of its steps, and another one goes on by the log of what the first had in flight.</summary>
/// <param name="memory">What is shared.</param>
/// <param name="control">How the next device learns that the first is gone.</param>
/// <param name="lives">How many steps the first device has at most.</param>
/// <param name="mistake">What is wrong.</param>
internal sealed class TakeoverScenario(RingMemory memory, RestartControl control, int lives, TakeoverMistake mistake)
{
    private const string Name = "split-ring-takeover";
    private const string Life = "life";

    private InflightNotes? _notes;

    /// <summary>The reference as it is.</summary>
    internal static Scenario Correct { get; } = new(
        Name,
        "A device dies between any two of its steps; another one goes on by the log of what was in flight.",
        Parameters,
        (stage, scenario) => Build(stage, scenario, TakeoverMistake.None));

    /// <summary>The mistakes.</summary>
    internal static IReadOnlyList<CorpusEntry> Mistakes { get; } =
    [
        .. new LifecycleMistake<TakeoverMistake>[]
        {
            new(TakeoverMistake.SkipsUnfinished, "skips-unfinished", "The next device goes on at avail idx: what its predecessor had not used is never served.", "vhost-user.inflight.1")
            {
                SeenIn = ["Cloud Hypervisor 5b68d7694"],
            },
            new(TakeoverMistake.TakesUsedForTold, "used-taken-for-told", "The next device takes all that is used for told: its predecessor died between used idx and the call.", "split.used-notification.device.5")
            {
                SeenIn = ["crosvm 078ef31b7"],
            },
            new(TakeoverMistake.ServesTwice, "serves-twice", "The next device serves again what its predecessor had used and not yet struck out of the log.", "inv.memory.unrelated"),
        }.Select(mistake => mistake.In(Name, Parameters, Build)),
    ];

    private static IReadOnlyList<Parameter> Parameters =>
        [.. RingMemory.OneBuffer, new Parameter(Life, 22, 0, 64, "most steps of the first device, its entries in the log among them")];

    private static void Build(IStage stage, Scenario scenario, TakeoverMistake mistake)
    {
        var memory = new RingMemory(stage, scenario);
        var control = new RestartControl(stage);
        var takeover = new TakeoverScenario(memory, control, scenario[Life], mistake);
        stage.Judge(() => new RingJudge(memory, devices: 2, life: new RestartLife(control, tracked: true)));
        RingDriver<AgentPort>? driver = null;
        stage.Agent("driver", agent => (driver = new RingDriver<AgentPort>(agent, agent, memory, memory.Features, looksAgain: true)).Run());
        stage.Agent("device", takeover.Serve, daemon: true);
        stage.Agent("next device", takeover.GoOn, daemon: true);
        stage.AtEnd(end => end.Outcome(driver is { Finished: true } ? $"all back after {driver.Kicks} kicks" : "not all back"));
    }

    private async ValueTask Serve(AgentPort agent)
    {
        var mortality = new Mortality((int)await agent.Choose(lives + 1, "steps until the device dies"));
        _notes = new InflightNotes(mortality, memory.FirstIndex);
        try
        {
            var port = new MortalPort(agent, mortality);
            var ring = new SplitDevice<MortalPort>(port, memory.Layout, memory.Features, _notes);
            await ring.Attach(memory.FirstIndex);
            await DeviceLoop.Run(port, ring, memory.Layout.Queue, chain => BufferFilling.Serve(agent, port, chain), () => false);
        }
        catch (DiedException)
        {
            // What it wrote arrives, and then everybody hears of its end.
            await agent.Signal(control.Stopped);
        }
    }

    private async ValueTask GoOn(AgentPort agent)
    {
        await agent.Wait(control.Stopped);
        var usedIdx = (ushort)await agent.Read(memory.Layout.UsedIdx, AccessSize.Two);
        var left = _notes!.Recover(mistake == TakeoverMistake.ServesTwice ? _notes.UsedIdx : usedIdx);
        var nextAvail = (ushort)(usedIdx + left.Count);
        if (mistake == TakeoverMistake.SkipsUnfinished)
            (left, nextAvail) = ([], (ushort)await agent.Read(memory.Layout.AvailIdx, AccessSize.Two));
        await agent.Write(control.Start, nextAvail, AccessSize.Two);
        var ring = new SplitDevice<AgentPort>(agent, memory.Layout, memory.Features);
        await ring.Attach(nextAvail);
        // Of what the first one used last the driver may not have been told.
        if (mistake != TakeoverMistake.TakesUsedForTold)
            await agent.Signal(memory.Call);
        await DeviceLoop.Resume(ring, left, chain => BufferFilling.Serve(agent, agent, chain));
        await DeviceLoop.Run(agent, ring, memory.Layout.Queue, chain => BufferFilling.Serve(agent, agent, chain), () => false);
    }
}
