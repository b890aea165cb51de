using Virtspec.Model.Epf;
using Virtspec.Model.Rules;
using static Virtspec.Model.Epf.EpfEventKind;

namespace Virtspec.Properties.Rules;

/// <summary>Both sides of virtio over a PCI endpoint function, keeping its rules and breaking them.</summary>
internal static class EpfRuleTests
{
    private static readonly EpfEvent[] Offered = [Device(EpfLayout.Magic, EpfLayout.MagicValue), Device(EpfLayout.Version, 1), Device(EpfLayout.Epoch, 1)];
    private static readonly EpfEvent[] Known = [.. Offered, See(EpfLayout.Epoch, 1), See(EpfLayout.Magic, EpfLayout.MagicValue), See(EpfLayout.Version, 1)];
    private static readonly EpfEvent[] Block = [.. Enumerable.Range(1, 7).Select(register => Host(EpfLayout.Queue(0) + (4 * register), 1))];

    internal static RuleCases Cases { get; } = new()
    {
        //= epf.layout.1
        { EpfRules.EpochLast, "before what it offers changes", Run([.. Offered, Device(EpfLayout.Epoch, 0), Device(EpfLayout.QueueCount, 2), Device(EpfLayout.Epoch, 2)]), Run([.. Offered, Device(EpfLayout.QueueCount, 2)]) },
        { EpfRules.EpochLast, "another one", Run([.. Offered, Device(EpfLayout.Epoch, 0), Device(EpfLayout.Epoch, 2)]), Run([.. Offered, Device(EpfLayout.Epoch, 0), Device(EpfLayout.Epoch, 1)]) },
        { EpfRules.EpochLast, "not all ones", Run(Offered), Run(Device(EpfLayout.Epoch, uint.MaxValue)) },
        //= epf.probe.1
        { EpfRules.EpochFirst, "a read", Run(Known), Run([.. Offered, See(EpfLayout.Magic, EpfLayout.MagicValue)]) },
        { EpfRules.EpochFirst, "an epoch of 0", Run(See(EpfLayout.Epoch, 0), See(EpfLayout.Epoch, 1), See(EpfLayout.DeviceId, 7)), Run(See(EpfLayout.Epoch, 0), See(EpfLayout.DeviceId, 7)) },
        { EpfRules.EpochFirst, "all ones", Run(See(EpfLayout.Epoch, uint.MaxValue), See(EpfLayout.Epoch, 1), See(EpfLayout.DeviceId, 7)), Run(See(EpfLayout.Epoch, uint.MaxValue), See(EpfLayout.DeviceId, 7)) },
        //= epf.probe.2
        { EpfRules.RefusesUnknown, "another version", Run([.. Known, Host(EpfLayout.DriverFeatures, 1)]), Run([.. Known, See(EpfLayout.Version, 2), Host(EpfLayout.DriverFeatures, 1)]) },
        { EpfRules.RefusesUnknown, "no magic", Run([.. Known, Host(EpfLayout.DriverFeatures, 1)]), Run([.. Known, See(EpfLayout.Magic, uint.MaxValue), Host(EpfLayout.DriverFeatures, 1)]) },
        //= epf.command.1
        { EpfRules.ArgumentThenRequestThenRing, "the argument", Run([.. Known, .. Ask(1, 1)]), Run([.. Known, Host(EpfLayout.Request, 0x101)]) },
        { EpfRules.ArgumentThenRequestThenRing, "the ring", Run([.. Known, .. Ask(1, 1), new(HostSlept)]), Run([.. Known, Host(EpfLayout.Argument, 1), Host(EpfLayout.Request, 0x101), new(HostSlept)]) },
        //= epf.command.2
        { EpfRules.OneRequest, "one at a time", Run([.. Known, .. Ask(1, 1), .. Answer(1), See(EpfLayout.Reply, 0x101), .. Ask(2, 3)]), Run([.. Known, .. Ask(1, 1), .. Answer(1), .. Ask(2, 3)]) },
        { EpfRules.OneRequest, "another token", Run([.. Known, .. Ask(1, 1), .. Answer(1), See(EpfLayout.Reply, 0x101), .. Ask(2, 3)]), Run([.. Known, .. Ask(1, 1), .. Answer(1), See(EpfLayout.Reply, 0x101), .. Ask(1, 3)]) },
        //= epf.answer.1
        { EpfRules.AnswersOnce, "its token", Run([.. Known, .. Ask(1, 1), .. Answer(1)]), Run([.. Known, .. Ask(1, 1), .. Answer(2)]) },
        { EpfRules.AnswersOnce, "once", Run([.. Known, .. Ask(1, 1), .. Answer(1)]), Run([.. Known, .. Ask(1, 1), .. Answer(1), .. Answer(1)]) },
        { EpfRules.AnswersOnce, "in the end", Run([.. Known, .. Ask(1, 1), .. Answer(1), new(Settled)]), Run([.. Known, .. Ask(1, 1), new(Settled)]) },
        //= epf.answer.2
        { EpfRules.ValueThenReplyThenRing, "the value", Run([.. Known, .. Ask(1, 1), .. Answer(1)]), Run([.. Known, .. Ask(1, 1), Device(EpfLayout.Reply, 0x101)]) },
        { EpfRules.ValueThenReplyThenRing, "the interrupt", Run([.. Known, .. Ask(1, 1), .. Answer(1), new(EndpointSlept)]), Run([.. Known, .. Ask(1, 1), Device(EpfLayout.Value, 1), Device(EpfLayout.Reply, 0x101), new(EndpointSlept)]) },
        //= epf.queue.1
        { EpfRules.BlockBeforeEnable, "all of it", Run([.. Known, .. Block, .. Enable(1)]), Run([.. Known, .. Block[..6], .. Enable(1)]) },
        { EpfRules.BlockBeforeEnable, "no change after", Run([.. Known, .. Block, .. Block, .. Enable(1)]), Run([.. Known, .. Block, .. Enable(1), Block[0]]) },
        //= epf.reset.1
        { EpfRules.ResetIsQuiet, "until the end", Run([.. Known, .. Reset, new(Settled)]), Run([.. Known, .. Reset, new(EndpointTouched)]) },
        { EpfRules.ResetIsQuiet, "until the next request", Run([.. Known, .. Reset, .. Ask(2, 1), new(EndpointTouched)]), Run([.. Known, .. Reset, new(EndpointTouched)]) },
        //= epf.notify.1
        { EpfRules.LooksForAll, "a request", Run(new(EndpointWoke), new(EndpointRead, EpfLayout.Request), new(EndpointSlept)), Run(new(EndpointWoke), new(EndpointSlept)) },
        { EpfRules.LooksForAll, "buffers, once live", Run([.. Live, new(EndpointWoke), new(EndpointRead, EpfLayout.Request), new(EndpointTouched), new(EndpointSlept)]), Run([.. Live, new(EndpointWoke), new(EndpointRead, EpfLayout.Request), new(EndpointSlept)]) },
    };

    private static EpfEvent[] Reset => [.. Ask(1, 0), .. Answer(1), See(EpfLayout.Reply, 0x101)];

    private static EpfEvent[] Live => [.. Known, .. Ask(1, 15), .. Answer(1), See(EpfLayout.Reply, 0x101)];

    private static Action<RuleLog> Run(params EpfEvent[] events) => log =>
    {
        var state = default(EpfState);
        foreach (var e in events)
            state = EpfMachine.Step(state, e, log);
    };

    private static EpfEvent[] Ask(uint token, uint status) => [Host(EpfLayout.Argument, status), Host(EpfLayout.Request, (token << 8) | (byte)EpfCommand.SetStatus), new(HostRang)];

    private static EpfEvent[] Enable(uint token) => [Host(EpfLayout.Argument, 0), Host(EpfLayout.Request, (token << 8) | (byte)EpfCommand.EnableQueue), new(HostRang)];

    private static EpfEvent[] Answer(uint token) => [Device(EpfLayout.Value, 1), Device(EpfLayout.Reply, (token << 8) | (byte)EpfResult.Done), new(EndpointRang)];

    private static EpfEvent See(int register, uint value) => new(HostRead, register, value);

    private static EpfEvent Host(int register, uint value) => new(HostWrote, register, value);

    private static EpfEvent Device(int register, uint value) => new(EndpointWrote, register, value);
}
