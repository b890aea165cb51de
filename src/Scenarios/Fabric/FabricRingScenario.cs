using Virtspec.Exploration;
using Virtspec.Model.Fabric;
using Virtspec.Reference.SplitRing;
using Virtspec.Scenarios.SplitRing;
using Virtspec.Transports;
using Virtspec.Transports.Fabric;

namespace Virtspec.Scenarios.Fabric;

/// <summary>
/// The reference's ring between two systems: it lies in the host's memory, and the endpoint reaches it through a window. Kicks are writes to a register
/// of the endpoint, calls are interrupts by message: writes too.
/// </summary>
internal static class FabricRingScenario
{
    private const string Strict = "strict";
    private const string Relaxed = "relaxed";
    private const string Looks = "looks";

    /// <summary>The reference as it is, on hardware as it should be.</summary>
    internal static Scenario Correct { get; } = FabricStage.Scenario(
        "fabric-ring",
        "A driver on a host sends buffers to a device on an endpoint, which reaches the ring over the link.",
        [
            .. RingMemory.OneBuffer,
            new Parameter(Strict, 1, 0, 1, "1: the host's bridge keeps the order among completers"),
            new Parameter(Relaxed, 0, 0, 1, "1: the endpoint's writes have relaxed ordering"),
            new Parameter(Looks, 1, 0, 1, "0: the device calls without reading what the driver wants"),
        ],
        Build);

    private static void Build(FabricStage fabric, Scenario scenario)
    {
        var (host, endpoint) = (fabric.Node("host", scenario[Strict] == 1), fabric.Node("endpoint"));
        var link = fabric.Link(host, endpoint);
        var stage = new NodeStage(fabric, host, doorbell => doorbell.IsKick() ? endpoint : host);
        var memory = new RingMemory(stage, scenario);
        fabric.Route(host, memory.Kick, fabric.Window(host, "kick register", 4, link, stage.RegisterOf(memory.Kick)));
        fabric.Route(endpoint, memory.Call, fabric.Window(endpoint, "message address", 4, link, stage.RegisterOf(memory.Call)));
        var options = new WindowOptions(scenario[Relaxed] == 1 ? TlpAttributes.RelaxedOrdering : TlpAttributes.None);
        var window = new PeerWindow(host.Base, (ulong)host.Span, fabric.Window(endpoint, "host", host.Span, link, host.Base, options));
        fabric.Judge(() => new LayeredJudge(new RingJudge(memory), new FabricJudge()));
        var change = scenario[Looks] == 1
            ? new RingChange()
            : new RingChange { Remembered = address => address == memory.Layout.UsedEvent ? memory.FirstIndex : address == memory.Layout.AvailFlags ? 0 : null };
        RingDriver<AgentPort>? driver = null;
        fabric.Agent(host, "driver", agent => (driver = new RingDriver<AgentPort>(agent, agent, memory, memory.Features, looksAgain: true)).Run());
        fabric.Agent(
            endpoint,
            "device",
            agent => new RingDevice<ChangedPort>(agent, new ChangedPort(new WindowPort(agent, [window]), change), memory, memory.Features, looksAgain: true).Run(),
            daemon: true);
        fabric.Stage.AtEnd(end => end.Outcome(driver is { Finished: true } ? $"all back after {driver.Kicks} kicks" : "not all back"));
    }
}
