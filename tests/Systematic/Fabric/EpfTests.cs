using Virtspec.Exploration;
using Virtspec.Model.Epf;
using Virtspec.Port;
using Virtspec.Reference.Device;
using Virtspec.Scenarios.Fabric;
using Virtspec.Transports.Epf;
using Virtspec.Transports.Fabric;
using Xunit;

namespace Virtspec.Systematic.Fabric;

/// <summary>Virtio over a PCI endpoint function: what each side does when the other is not as it should be. That both come to an end the bounds say.</summary>
public sealed class EpfTests
{
    private const AccessSize Word = AccessSize.Four;
    private static readonly Doorbell Command = new(0);
    private static readonly Doorbell Replied = new(1);

    [Theory]
    [InlineData(EpfMistake.EpochOfAllOnes, "epf.layout.1")]
    [InlineData(EpfMistake.NoLookAtEpoch, "epf.probe.1")]
    [InlineData(EpfMistake.VersionIgnored, "epf.probe.2")]
    [InlineData(EpfMistake.NoArgument, "epf.command.1")]
    [InlineData(EpfMistake.OneToken, "epf.command.2")]
    [InlineData(EpfMistake.NoReply, "epf.answer.1")]
    [InlineData(EpfMistake.NoValue, "epf.answer.2")]
    [InlineData(EpfMistake.HalfAddress, "epf.queue.1")]
    [InlineData(EpfMistake.LooksAfterReset, "epf.reset.1")]
    [InlineData(EpfMistake.BuffersOnly, "epf.notify.1")]
    //= epf.layout.1 epf.probe.1 epf.probe.2 epf.command.1 epf.command.2 epf.answer.1 epf.answer.2 epf.queue.1 epf.reset.1 epf.notify.1
    public void A_mistake_is_named_by_what_it_breaks_and_nothing_else(object mistake, string statement)
    {
        var sound = Explorer.Run(EpfScenario.Correct, new ExplorationOptions(), cancellation: TestContext.Current.CancellationToken);
        Assert.True(sound.Passed && sound.Judged.GetValueOrDefault(statement).Held > 0, $"the premise of {statement} does not arise");
        var result = Explorer.Run(EpfScenario.With((EpfMistake)mistake), new ExplorationOptions(), cancellation: TestContext.Current.CancellationToken);
        Assert.NotEmpty(result.Found);
        Assert.Equal(statement, Assert.Single(result.Judged, count => count.Value.Broken > 0).Key);
    }

    /// <summary>What a host finds in the register file, and how it says so.</summary>
    [Theory]
    [InlineData(EpfLayout.Magic, 0x1234U, "magic 0x1234")]
    [InlineData(EpfLayout.Version, 2U, "version 2")]
    [InlineData(EpfLayout.Epoch, uint.MaxValue, "epoch 4294967295")]
    //= epf.probe.2
    public void A_register_file_that_is_none_is_refused(int register, uint value, string said)
    {
        var failure = Run(async (host, _) => await host.Probe(_ => new(register == EpfLayout.Epoch ? value : 1)), file: (register, value));
        Assert.Contains(said, failure);
    }

    [Fact]
    public void A_queue_larger_than_the_endpoint_takes_is_not_asked_for() => Assert.Contains("takes 2 at most", Run(
        async (host, _) => await host.EnableQueue(0, new Model.SplitRing.SplitLayout(0, 4, 0, 0, 0))));

    [Theory]
    [InlineData(3, 0, 3)]
    [InlineData(2, 1, 2)]
    [InlineData(2, 0, 2)]
    [InlineData(1, 256, 2)]
    [InlineData(1, 1, 1)]
    //= epf.answer.1
    public void A_command_that_makes_no_sense_is_answered_all_the_same(byte command, uint argument, byte result)
    {
        var reply = 0UL;
        var failure = Run(async (_, port) =>
        {
            var (registers, agent) = port;
            await agent.Write(registers + EpfLayout.Argument, argument, Word);
            await agent.Write(registers + EpfLayout.Request, (7UL << 8) | command, Word);
            await agent.Signal(Command);
            await agent.Wait(Replied);
            reply = await agent.Read(registers + EpfLayout.Reply, Word);
        });
        Assert.Null(failure);
        Assert.Equal((7UL << 8) | result, reply);
    }

    [Fact]
    public void An_endpoint_that_is_gone_is_noticed() => Assert.Contains("the endpoint is gone", Run(
        async (host, _) => await host.Write(DeviceRegister.Status, 1),
        async (port, registers) =>
        {
            await port.Wait(Command);
            await port.Write(registers + EpfLayout.Reply, uint.MaxValue, Word);
            await port.Signal(Replied);
        }));

    /// <summary>An answer to a request that was given up is not taken for one to the next.</summary>
    [Fact]
    //= epf.command.2
    public void A_late_answer_is_passed_over()
    {
        var status = 0UL;
        var failure = Run(
            async (host, _) =>
            {
                await host.Write(DeviceRegister.Status, 1);
                status = await host.Read(DeviceRegister.Status);
            },
            async (port, registers) =>
            {
                foreach (var (token, value) in ((ulong, ulong)[])[(9, 64), (1, 1)])
                {
                    if (token == 9)
                        await port.Wait(Command);
                    await port.Write(registers + EpfLayout.Value, value, Word);
                    await port.Write(registers + EpfLayout.Reply, (token << 8) | (byte)EpfResult.Done, Word);
                    await port.Signal(Replied);
                }
            });
        Assert.Null(failure);
        Assert.Equal(1UL, status);
    }

    /// <summary>Runs a host and an endpoint through every schedule.</summary>
    /// <param name="drive">The host.</param>
    /// <param name="serve">The endpoint, where it is not the reference's.</param>
    /// <param name="file">A register that is not as it should be.</param>
    /// <returns>What went wrong first, null for nothing.</returns>
    private static string? Run(
        Func<EpfHost, (ulong Registers, AgentPort Agent), ValueTask> drive, Func<AgentPort, ulong, ValueTask>? serve = null, (int Register, uint Value)? file = null)
    {
        var scenario = FabricStage.Scenario("epf-test", "a host and an endpoint", [], (fabric, _) =>
        {
            var (host, endpoint) = (fabric.Node("host"), fabric.Node("endpoint"));
            var link = fabric.Link(host, endpoint);
            var registers = fabric.Memory(endpoint, "registers", EpfLayout.BytesFor(1));
            foreach (var (register, value) in ((int, uint)[])[.. Sound, .. file is { } one ? [one] : Array.Empty<(int, uint)>()])
                fabric.Preset(endpoint, registers + (ulong)register, value, Word);
            var window = fabric.Window(host, "registers", EpfLayout.BytesFor(1), link, registers);
            fabric.Route(host, Command, fabric.Window(host, "command", 4, link, fabric.Doorbell(endpoint, Command, "command")));
            fabric.Route(endpoint, Replied, fabric.Window(endpoint, "replied", 4, link, fabric.Doorbell(host, Replied, "replied")));
            fabric.Agent(endpoint, "device", agent => serve is null ? Serve(agent, registers) : serve(agent, registers), daemon: true);
            fabric.Agent(host, "driver", agent => drive(new EpfHost(agent, window, Command, Replied), (window, agent)));
        });
        var result = Explorer.Run(scenario, new ExplorationOptions(), cancellation: TestContext.Current.CancellationToken);
        return result.Found is [var first, ..] ? first.Failure.Text : null;
    }

    private static (int Register, uint Value)[] Sound { get; } =
        [(EpfLayout.Magic, EpfLayout.MagicValue), (EpfLayout.Version, 1), (EpfLayout.Epoch, 1), (EpfLayout.QueueCount, 1), (EpfLayout.Queue(0), 2)];

    private static async ValueTask Serve(AgentPort agent, ulong registers)
    {
        var endpoint = new EpfEndpoint(agent, registers, new DeviceCore(1), 1, Replied);
        while (true)
        {
            await agent.Wait(Command);
            await endpoint.Serve();
        }
    }
}
