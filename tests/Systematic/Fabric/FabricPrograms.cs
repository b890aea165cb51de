using Virtspec.Exploration;
using Virtspec.Port;
using Virtspec.Transports.Fabric;

namespace Virtspec.Systematic.Fabric;

/// <summary>What the programs of the table are made of: data, then something that tells of it, and someone who is told and looks.</summary>
internal static class FabricPrograms
{
    private const AccessSize Word = AccessSize.Four;

    /// <summary>How a host tells a device of data that it wrote there.</summary>
    internal sealed record Telling
    {
        /// <summary>How data goes.</summary>
        internal WindowOptions Data { get; init; } = new();

        /// <summary>How the flag goes.</summary>
        internal WindowOptions Flag { get; init; } = new();

        /// <summary>Whether the flag is with another completer than the data.</summary>
        internal bool TwoCompleters { get; init; }

        /// <summary>Whether the device's bridge keeps the order among completers.</summary>
        internal bool Strict { get; init; } = true;

        /// <summary>A fence between the two.</summary>
        internal FenceKind? Fence { get; init; }

        /// <summary>Whether data is read back in between.</summary>
        internal bool ReadsDataBack { get; init; }

        /// <summary>Whether the flag is read before it is written.</summary>
        internal bool ReadsFlagBack { get; init; }

        /// <summary>Whether the flag is written by someone else in the host, with a requester of its own, who is told within the host.</summary>
        internal bool OtherRequester { get; init; }

        /// <summary>Whether a doorbell takes the place of the flag.</summary>
        internal bool Rings { get; init; }
    }

    /// <summary>Host writes data and then a flag, or rings, over one link; the device waits for that and reads the data.</summary>
    internal static Action<FabricStage> MessagePassing(Telling telling) => fabric =>
    {
        var (host, device) = (fabric.Node("host"), fabric.Node("device", telling.Strict));
        var link = fabric.Link(host, device);
        var (data, flag) = (fabric.Memory(device, "data", 4), fabric.Memory(device, "flag", 4, telling.TwoCompleters ? 1 : 0));
        var (bell, register) = fabric.Doorbell(device, "doorbell", telling.TwoCompleters ? 1 : 0);
        var dataWindow = fabric.Window(host, "data", 4, link, data, telling.Data);
        var flagWindow = fabric.Window(host, "flag", 4, link, telling.Rings ? register : flag, telling.Flag);
        var told = fabric.Memory(host, "told", 4);
        fabric.Agent(host, "writer", async agent =>
        {
            await agent.Write(dataWindow, 1, Word);
            if (telling.Fence is { } fence)
                await agent.Fence(fence);
            if (telling.ReadsDataBack)
                await agent.Read(dataWindow, Word);
            if (telling.ReadsFlagBack)
                await agent.Read(flagWindow, Word);
            await agent.Write(telling.OtherRequester ? told : flagWindow, 1, Word);
        });
        if (telling.OtherRequester)
        {
            fabric.Agent(
                host,
                "engine",
                async agent =>
                {
                    await agent.Until(told, Word, value => value != 0);
                    await agent.Write(flagWindow, 1, Word);
                },
                requester: 1);
        }

        Look(fabric, device, data, agent => telling.Rings ? agent.Wait(bell) : agent.Until(flag, Word, value => value != 0));
    };

    /// <summary>Host writes data through a bridge to a far node, makes sure in some way, and tells by a link of its own.</summary>
    /// <param name="readsBack">What is read before: nothing, the bridge's scratchpad, or the data.</param>
    internal static Action<FabricStage> TwoHops(string readsBack) => fabric =>
    {
        var (near, bridge, far) = (fabric.Node("near"), fabric.Node("bridge"), fabric.Node("far"));
        var (first, second, side) = (fabric.Link(near, bridge), fabric.Link(bridge, far), fabric.Link(near, far));
        var (data, flag, scratchpad) = (fabric.Memory(far, "data", 4), fabric.Memory(far, "flag", 4), fabric.Memory(bridge, "scratchpad", 4));
        var through = fabric.Window(near, "data", 4, first, fabric.Window(bridge, "data", 4, second, data));
        var (flagWindow, padWindow) = (fabric.Window(near, "flag", 4, side, flag), fabric.Window(near, "scratchpad", 4, first, scratchpad));
        fabric.Agent(near, "writer", async agent =>
        {
            await agent.Write(through, 1, Word);
            if (readsBack != "nothing")
                await agent.Read(readsBack == "data" ? through : padWindow, Word);
            await agent.Write(flagWindow, 1, Word);
        });
        Look(fabric, far, data, agent => agent.Until(flag, Word, value => value != 0));
    };

    /// <summary>Device writes data into the host, then says so in a register of its own, which the host polls.</summary>
    /// <param name="poll">How the host's poll goes.</param>
    internal static Action<FabricStage> Polled(WindowOptions poll) => fabric =>
    {
        var (host, device) = (fabric.Node("host"), fabric.Node("device"));
        var link = fabric.Link(host, device);
        var (data, status) = (fabric.Memory(host, "data", 4), fabric.Memory(device, "status", 4));
        var (dataWindow, statusWindow) = (fabric.Window(device, "data", 4, link, data), fabric.Window(host, "status", 4, link, status, poll));
        fabric.Agent(device, "device", async agent =>
        {
            await agent.Write(dataWindow, 1, Word);
            await agent.Write(status, 1, Word);
        });
        Look(fabric, host, data, agent => agent.Until(statusWindow, Word, value => value != 0));
    };

    /// <summary>A doorbell is rung twice; who hears it counts.</summary>
    internal static Action<FabricStage> RungTwice() => fabric =>
    {
        var (host, device) = (fabric.Node("host"), fabric.Node("device"));
        var link = fabric.Link(host, device);
        var (bell, register) = fabric.Doorbell(device, "doorbell");
        var window = fabric.Window(host, "doorbell", 4, link, register);
        fabric.Route(host, bell, window);
        var heard = 0;
        fabric.Agent(host, "host", async agent =>
        {
            await agent.Signal(bell);
            await agent.Signal(bell);
        });
        fabric.Agent(
            device,
            "device",
            async agent =>
            {
                while (true)
                {
                    await agent.Wait(bell);
                    heard++;
                }
            },
            daemon: true);
        fabric.Stage.AtEnd(end => end.Outcome($"heard {heard} x"));
    };

    /// <summary>A read whose link goes down, and one where there is no link any more.</summary>
    internal static Action<FabricStage> LinkLost() => fabric =>
    {
        var (host, device) = (fabric.Node("host"), fabric.Node("device"));
        var link = fabric.Link(host, device);
        var data = fabric.Memory(device, "data", 4);
        fabric.Preset(device, data, 1, Word);
        var (window, control) = (fabric.Window(host, "data", 4, link, data), fabric.LinkControl(host, link, "link"));
        var read = 0UL;
        fabric.Agent(host, "host", async agent => read = await agent.Read(window, Word));
        fabric.Agent(host, "operator", async agent => await agent.Write(control, 0, Word));
        fabric.Stage.AtEnd(end => end.Outcome(read == 1 ? "data" : $"0x{read:x}"));
    };

    /// <summary>Someone who is told, looks at the data, and says what was there.</summary>
    private static void Look(FabricStage fabric, FabricNode node, ulong data, Func<AgentPort, Access> told)
    {
        var seen = 0UL;
        fabric.Agent(node, "reader", async agent =>
        {
            await told(agent);
            seen = await agent.Read(data, Word);
        });
        fabric.Stage.AtEnd(end => end.Outcome(seen == 1 ? "data" : "no data"));
    }
}
