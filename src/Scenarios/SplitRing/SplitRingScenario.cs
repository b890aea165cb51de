using Virtspec.Exploration;
using Virtspec.Port;

namespace Virtspec.Scenarios.SplitRing;

/// <summary>
/// Driver and device of the reference over one split virtqueue, and the same with one thing left out of either side.
/// </summary>
internal sealed class SplitRingScenario
{
    private const string Corrected = "corrected";

    private bool _driverLooksAgain = true;
    private bool _deviceLooksAgain = true;
    private FenceSite? _driverLacks;
    private FenceSite? _deviceLacks;
    private bool _listing;

    private SplitRingScenario()
    {
    }

    /// <summary>The ring code as it is.</summary>
    internal static Scenario Correct { get; } = new SplitRingScenario().Named(
        "split-ring", "A driver sends buffers and sleeps until they are back; a device fills them and sleeps until kicked.");

    /// <summary>The mistakes, each a scenario.</summary>
    internal static IReadOnlyList<Scenario> Mistakes { get; } =
    [
        new SplitRingScenario { _deviceLooksAgain = false }.Named(
            "split-ring-no-recheck-device", "The device goes to sleep without looking again after it asked for kicks: a kick is lost."),
        new SplitRingScenario { _driverLooksAgain = false }.Named(
            "split-ring-no-recheck-driver", "The driver goes to sleep without looking again after it asked for calls: a call is lost."),
        new SplitRingScenario { _driverLacks = FenceSite.Publish }.Named(
            "split-ring-no-publish-fence", "No release before avail idx: the device takes what is not yet written. Needs stores that pass stores."),
        new SplitRingScenario { _driverLacks = FenceSite.Kick }.Named(
            "split-ring-no-kick-fence", "No full fence between avail idx and the look whether a kick is wanted: a kick is lost. Shows under TSO."),
        new SplitRingScenario { _driverLacks = FenceSite.Reclaim }.Named(
            "split-ring-no-reclaim-fence", "No acquire after used idx: the driver takes an old used element. Needs loads that pass loads."),
        new SplitRingScenario { _driverLacks = FenceSite.EnableCalls }.Named(
            "split-ring-no-enable-calls-fence", "No full fence between asking for a call and the last look: a call is lost. Shows under TSO."),
        new SplitRingScenario { _deviceLacks = FenceSite.Take }.Named(
            "split-ring-no-take-fence", "No acquire after avail idx: the device takes an old entry or descriptor. Needs loads that pass loads."),
        new SplitRingScenario { _deviceLacks = FenceSite.Complete }.Named(
            "split-ring-no-complete-fence", "No release before used idx: the driver takes what is not yet written. Needs stores that pass stores."),
        new SplitRingScenario { _deviceLacks = FenceSite.Call }.Named(
            "split-ring-no-call-fence", "No full fence between used idx and the look whether a call is wanted: a call is lost. Shows under TSO."),
        new SplitRingScenario { _deviceLacks = FenceSite.EnableKicks }.Named(
            "split-ring-no-enable-kicks-fence", "No full fence between asking for a kick and the last look: a kick is lost. Shows under TSO."),
    ];

    /// <summary>The listing of the standard for taking used buffers back.</summary>
    internal static Scenario Listing { get; } = new SplitRingScenario { _listing = true }.Named(
        "split-ring-listing", "The driver takes used buffers back as the listing in VIRTIO 1.4, 2.7.14, is printed: its test for an empty ring is inverted.",
        [.. RingMemory.Parameters, new Parameter(Corrected, 0, 0, 1, "1: the test put right")]);

    private Scenario Named(string name, string summary, IReadOnlyList<Parameter>? parameters = null) =>
        new(name, summary, parameters ?? RingMemory.Parameters, Build);

    private void Build(IStage stage, Scenario scenario)
    {
        var memory = new RingMemory(stage, scenario);
        Func<string>? outcome = null;
        stage.Agent("driver", agent => _driverLacks is null
            ? Drive(agent, agent)
            : Drive(agent, new WithoutFence<AgentPort>(agent, memory.Layout, _driverLacks)));
        stage.Agent(
            "device",
            agent => _deviceLacks is null
                ? Serve(agent, agent)
                : Serve(agent, new WithoutFence<AgentPort>(agent, memory.Layout, _deviceLacks)),
            daemon: true);
        stage.AtEnd(end => AtEnd(end, memory, outcome));

        ValueTask Drive<TPort>(AgentPort agent, TPort port)
            where TPort : IPort
        {
            var driver = _listing
                ? new ListingDriver<TPort>(agent, port, memory, scenario[Corrected] == 1)
                : new RingDriver<TPort>(agent, port, memory, _driverLooksAgain);
            outcome = () => driver.Finished ? $"all back after {driver.Kicks} kicks" : "not all back";
            return driver.Run();
        }

        ValueTask Serve<TPort>(AgentPort agent, TPort port)
            where TPort : IPort => new RingDevice<TPort>(agent, port, memory, _deviceLooksAgain).Run();
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
