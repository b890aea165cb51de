using Virtspec.Exploration;
using Virtspec.Model.Epf;
using Virtspec.Model.Features;
using Virtspec.Model.SplitRing;
using Virtspec.Port;
using Virtspec.Reference.Device;
using Virtspec.Reference.SplitRing;
using Virtspec.Scenarios.SplitRing;
using Virtspec.Transports;
using Virtspec.Transports.Epf;
using Virtspec.Transports.Fabric;

namespace Virtspec.Scenarios.Fabric;

/// <summary>Virtio over a PCI endpoint function, from a register file that is being filled to a buffer that came back, and to the reset.</summary>
internal sealed class EpfScenario
{
    private const AccessSize Word = AccessSize.Four;
    private const ushort QueueSize = 2;
    private const ulong Offered = 1UL << Feature.Version1;
    private const byte Message = 42;

    private static readonly Doorbell Replied = new(2);

    private readonly FabricNode _host;
    private readonly FabricNode _endpoint;
    private readonly ulong _registers;
    private readonly ulong _registerWindow;
    private readonly ulong _buffer;
    private readonly SplitLayout _ring;
    private readonly PeerWindow _memory;
    private readonly EpfMistake _mistake;

    private EpfScenario(FabricStage fabric, EpfMistake mistake)
    {
        _mistake = mistake;
        (_host, _endpoint) = (fabric.Node("host"), fabric.Node("endpoint"));
        var link = fabric.Link(_host, _endpoint);
        _registers = fabric.Memory(_endpoint, "registers", EpfLayout.BytesFor(1));
        _registerWindow = fabric.Window(_host, "registers", EpfLayout.BytesFor(1), link, _registers);
        var shape = new SplitLayout(0, QueueSize, 0, 0, 0);
        _ring = shape with
        {
            DescriptorTable = fabric.Memory(_host, "descriptor table", (int)shape.DescriptorTableBytes),
            Avail = fabric.Memory(_host, "available ring", (int)shape.AvailBytes),
            Used = fabric.Memory(_host, "used ring", 4 + (int)shape.UsedBytes) + 4,
        };
        _buffer = fabric.Memory(_host, "buffer", 4);
        Connect(fabric, _host, RingDoorbell.Kick(0), "kick", _endpoint, link);
        Connect(fabric, _endpoint, RingDoorbell.Call(0), "call", _host, link);
        Connect(fabric, _endpoint, Replied, "replied", _host, link);
        _memory = new PeerWindow(_host.Base, (ulong)_host.Span, fabric.Window(_endpoint, "host", _host.Span, link, _host.Base));
    }

    /// <summary>Both sides as they are.</summary>
    internal static Scenario Correct { get; } = With(EpfMistake.None);

    /// <summary>One side with a mistake.</summary>
    internal static Scenario With(EpfMistake mistake) => FabricStage.Scenario(
        "epf",
        "A host finds an endpoint, negotiates, sets up a queue, has a buffer filled, and resets the device.",
        [],
        (fabric, _) => new EpfScenario(fabric, mistake).Build(fabric));

    private void Build(FabricStage fabric)
    {
        fabric.Judge(() => new LayeredJudge(new EpfJudge(_registers, queues: 1, RingDoorbell.Kick(0), Replied), new FabricJudge()));
        var finished = false;
        fabric.Agent(_host, "driver", async agent =>
        {
            await Drive(agent);
            finished = true;
        });
        fabric.Agent(_endpoint, "device", Serve, daemon: true);
        fabric.Stage.AtEnd(end => end.Outcome(finished ? "done" : "not done"));
    }

    private async ValueTask Drive(AgentPort agent)
    {
        var registers = new EpfHost(new ChangedPort(agent, _mistake.HostChange(_registerWindow)), _registerWindow, RingDoorbell.Kick(0), Replied);
        await registers.Probe(async address => _mistake == EpfMistake.NoLookAtEpoch ? 1 : (uint)await agent.Until(address, Word, epoch => epoch != 0));
        var features = await DeviceDriver.Initialize(registers, Offered, _ => registers.EnableQueue(0, _ring));
        agent.Check(features == Offered, "both sides agree on features");
        var ring = new SplitDriver<AgentPort>(agent, _ring, features!.Value);
        ring.Adopt(0);
        await ring.Add(new[] { new Segment(_buffer, 4, Writable: true) });
        await ring.Publish();
        await ring.Kick();
        for (var used = await ring.Reclaim(); used.IsNone; used = await ring.Reclaim())
        {
            if (!await ring.EnableCalls())
                await agent.Wait(RingDoorbell.Call(0));
        }

        agent.Check(await agent.Read(_buffer, Word) == Message, "the driver sees what the device wrote");
        await DeviceDriver.Reset(registers);
    }

    private async ValueTask Serve(AgentPort agent)
    {
        var endpoint = new EpfEndpoint(new ChangedPort(agent, _mistake.EndpointChange(_registers)), _registers, new DeviceCore(Offered), Offered, Replied);
        await endpoint.Offer(deviceId: 7, queues: 1, QueueSize, epoch: 1);
        var port = new WindowPort(agent, [_memory]);
        SplitDevice<WindowPort>? ring = null;
        while (true)
        {
            // Both a command and a buffer may have rung: whoever wakes looks for either.
            await agent.Wait(RingDoorbell.Kick(0));
            if (_mistake != EpfMistake.BuffersOnly || !endpoint.IsLive)
                await endpoint.Serve();
            if (_mistake == EpfMistake.LooksAfterReset && ring is not null && !endpoint.IsLive)
                await ring.EnableKicks();
            if (!endpoint.IsLive)
                ring = null;
            else
                ring = await Use(ring, port, endpoint.Queues[0]);
        }
    }

    private static async ValueTask<SplitDevice<WindowPort>> Use(SplitDevice<WindowPort>? ring, WindowPort port, SplitLayout layout)
    {
        if (ring is null)
        {
            ring = new SplitDevice<WindowPort>(port, layout, Offered);
            await ring.Attach(0);
        }

        var chain = new DescriptorChain();
        do
        {
            while (await ring.Take(chain))
            {
                await port.Write(chain.Segments[0].Address, Message, Word);
                await ring.Complete(chain.Head, 4);
                await ring.Call();
            }
        }
        while (await ring.EnableKicks());
        return ring;
    }

    /// <summary>A doorbell that one node rings and the other hears.</summary>
    private static void Connect(FabricStage fabric, FabricNode rings, Doorbell doorbell, string name, FabricNode hears, FabricLink link) =>
        fabric.Route(rings, doorbell, fabric.Window(rings, $"{name} register", 4, link, fabric.Doorbell(hears, doorbell, name, completer: 1)));
}
