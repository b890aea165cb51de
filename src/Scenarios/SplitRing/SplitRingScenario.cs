using Virtspec.Exploration;
using Virtspec.Port;

namespace Virtspec.Scenarios.SplitRing;

/// <summary>
/// Driver and device of the reference over one split virtqueue, and the same with one thing left out of either side.
/// </summary>
internal sealed class SplitRingScenario
{
    private const string Corrected = "corrected";
    private const string Batch = "batch";
    private const string DeviceBatches = "device-batches";
    private const string Stray = "stray";

    private RingMistake _mistake = RingMistake.None;
    private bool _listing;
    private bool _busy;

    private SplitRingScenario()
    {
    }

    /// <summary>The ring code as it is.</summary>
    internal static Scenario Correct { get; } = new SplitRingScenario().Named(
        "split-ring", "A driver sends buffers and sleeps until they are back; a device fills them and sleeps until kicked.");

    /// <summary>The mistakes, each a scenario.</summary>
    internal static IReadOnlyList<CorpusEntry> Mistakes { get; } =
    [
        .. FenceMistakes.All.Concat(NotificationMistakes.All).Select(mistake => new CorpusEntry(
            With(mistake), mistake.Breaks, mistake.SeenIn)),
    ];

    /// <summary>The listing of the standard for taking used buffers back.</summary>
    internal static Scenario Listing { get; } = new SplitRingScenario { _listing = true }.Named(
        "split-ring-listing", "The driver takes used buffers back as the listing in VIRTIO 1.4, 2.7.14, is printed: its test for an empty ring is inverted.",
        [.. RingMemory.Parameters, new Parameter(Corrected, 0, 0, 1, "1: the test put right")]);

    /// <summary>The ring with a mistake.</summary>
    internal static Scenario With(RingMistake mistake) =>
        new SplitRingScenario { _mistake = mistake }.Named($"split-ring-{mistake.Name}", mistake.Summary, ParametersOf(mistake));

    /// <summary>As they show the mistake.</summary>
    private static IReadOnlyList<Parameter> ParametersOf(RingMistake mistake) =>
    [
        .. RingMemory.Parameters.Select(parameter => parameter.Name switch
        {
            RingMemory.EventIndex when mistake.EventIndex is { } eventIndex => parameter with { Value = eventIndex ? 1 : 0 },
            RingMemory.Start => parameter with { Value = mistake.Start },
            _ => parameter,
        }),
    ];

    /// <summary>The ring code as it is, in a rougher life.</summary>
    internal static Scenario Busy { get; } = new SplitRingScenario { _busy = true }.Named(
        "split-ring-busy",
        "As split-ring, with buffers made available and given back in batches, and kicks and calls that tell nothing.",
        [
            .. RingMemory.Parameters,
            new Parameter(Batch, 2, 1, 4, "buffers made available at once"),
            new Parameter(DeviceBatches, 1, 0, 1, "1: the device takes all there is before it gives any back"),
            new Parameter(Stray, 1, 0, 2, "kicks and calls that tell nothing, of each so many"),
        ]);

    private Scenario Named(string name, string summary, IReadOnlyList<Parameter>? parameters = null) =>
        new(name, summary, parameters ?? RingMemory.Parameters, Build);

    private void Build(IStage stage, Scenario scenario)
    {
        var memory = new RingMemory(stage, scenario);
        stage.Judge(() => new RingJudge(memory));
        var (batch, deviceBatches, stray) = _busy ? (scenario[Batch], scenario[DeviceBatches] == 1, scenario[Stray]) : (_mistake.DriverBatch, false, 0);
        Func<string>? outcome = null;
        stage.Agent("driver", agent => _mistake.Driver is { } change ? Drive(agent, new ChangedPort(agent, change(memory.Layout))) : Drive(agent, agent));
        stage.Agent("device", agent => _mistake.Device is { } change ? Serve(agent, new ChangedPort(agent, change(memory.Layout))) : Serve(agent, agent), daemon: true);
        for (var i = 0; i < stray; i++)
        {
            stage.Agent($"stray kick {i}", async agent => await agent.Signal(memory.Kick));
            stage.Agent($"stray call {i}", async agent => await agent.Signal(memory.Call));
        }

        stage.AtEnd(end => AtEnd(end, memory, outcome));

        ValueTask Drive<TPort>(AgentPort agent, TPort port)
            where TPort : IPort
        {
            var driver = _listing
                ? new ListingDriver<TPort>(agent, port, memory, scenario[Corrected] == 1)
                : new RingDriver<TPort>(agent, port, memory, _mistake.DriverFeatures(memory.Features), _mistake.DriverLooksAgain, batch);
            outcome = () => driver.Finished ? $"all back after {driver.Kicks} kicks" : "not all back";
            return driver.Run();
        }

        ValueTask Serve<TPort>(AgentPort agent, TPort port)
            where TPort : IPort => new RingDevice<TPort>(agent, port, memory, _mistake.DeviceFeatures(memory.Features), _mistake.DeviceLooksAgain, deviceBatches).Run();
    }

    private static void AtEnd(IEnd end, RingMemory memory, Func<string>? outcome)
    {
        var published = (ushort)(memory.FirstIndex + memory.Count);
        var available = end.Read(memory.Layout.AvailIdx, AccessSize.Two);
        var used = end.Read(memory.Layout.UsedIdx, AccessSize.Two);
        end.Check((ushort)(published - used) <= (ushort)(published - memory.FirstIndex), "used idx counts buffers that were sent");
        end.Check((ushort)(available - used) <= memory.Layout.Size, "used idx is not ahead of avail idx");
        end.Outcome(outcome?.Invoke() ?? "not begun");
    }
}
