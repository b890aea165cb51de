using Virtspec.Model.Fabric;
using Virtspec.Port;
using Virtspec.Transports.Fabric;
using static Virtspec.Systematic.Fabric.FabricPrograms;

namespace Virtspec.Systematic.Fabric;

/// <summary>Programs, and what the ordering rules say of them: entries of the PCI Express table (Base Specification, 2.4.1), read and not run.</summary>
internal static class FabricLitmusTable
{
    private const string NoData = "no data";

    private static readonly WindowOptions Relaxed = new(TlpAttributes.RelaxedOrdering);
    private static readonly WindowOptions ById = new(TlpAttributes.IdBasedOrdering);
    private static readonly WindowOptions Combining = new(WriteCombining: true);

    internal static FabricLitmus[] All { get; } =
    [
        Told("flag", "data, then a flag", false, "A2: posted behind posted", new()),
        Told("flag-relaxed", "data, then a flag with relaxed ordering", true, "A2b: the flag may pass", new() { Flag = Relaxed }),
        Told("data-relaxed", "data with relaxed ordering, then a flag", false, "A2a: the flag has none, and stays behind", new() { Data = Relaxed }),
        Told("flag-by-id", "data, then a flag with id-based ordering, of one requester", false, "A2b needs another requester", new() { Flag = ById }),
        Told("engine", "data by a processor, a flag by an engine of the same node", false, "A2: requesters make no difference", new() { OtherRequester = true }),
        Told("engine-by-id", "the same, the flag with id-based ordering", true, "A2b: another requester", new() { OtherRequester = true, Flag = ById }),
        Told("flag-configuration", "data, then a flag by a non-posted write", false, "C2", new() { Flag = new(NonPosted: true) }),
        Told("flag-configuration-relaxed", "the same with relaxed ordering", true, "C2b", new() { Flag = new(TlpAttributes.RelaxedOrdering, NonPosted: true) }),
        Told("flag-loose", "data, then a flag with the same completer behind a bridge that is not strict", false, "fabric.completer.1", new() { Strict = false }),
        Told("doorbell", "data, then a doorbell", false, "A2", new() { Rings = true }),
        Told("doorbell-completers", "data to memory, a doorbell to another completer behind a strict bridge", false, "fabric.completer.2", new() { Rings = true, TwoCompleters = true }),
        Told("doorbell-loose", "the same behind a bridge that is not strict", true, "nothing orders two completers", new() { Rings = true, TwoCompleters = true, Strict = false }),
        Told("doorbell-loose-data-read", "the same, data read back before", false, "B2, and the answer comes from the same completer", new() { Rings = true, TwoCompleters = true, Strict = false, ReadsDataBack = true }),
        Told("flag-loose-flag-read", "data, a flag with another completer, the flag read before", true, "the read flushes the way to the flag alone", new() { TwoCompleters = true, Strict = false, ReadsFlagBack = true }),
        Told("combined", "data into a window that combines writes, then a flag", true, "the write has not left the processor", new() { Data = Combining }),
        Told("combined-fence", "the same with a write fence between", false, "the fence waits until it has left", new() { Data = Combining, Fence = FenceKind.Write }),
        Told("combined-read-fence", "the same with a read fence between", true, "orders no writes", new() { Data = Combining, Fence = FenceKind.Read }),
        Told("combined-data-read", "the same, data read back instead", false, "a read waits for what was combined before it", new() { Data = Combining, ReadsDataBack = true }),
        new("polled", "device writes data into the host, then its own status, which the host polls", NoData, false, "D2a: the completion stays behind", Polled(new())),
        new("polled-relaxed", "the same, the poll with relaxed ordering", NoData, true, "D2b: its completion may pass", Polled(Relaxed)),
        new("polled-by-id", "the same, the poll with id-based ordering", NoData, false, "D2b: the completer is who wrote", Polled(ById)),
        new("two-hops", "data through a bridge, then a flag over a link of its own", NoData, true, "two links have no order", TwoHops("nothing")),
        new("two-hops-scratchpad-read", "the same, the bridge's scratchpad read before", NoData, true, "proves the first hop alone", TwoHops("scratchpad")),
        new("two-hops-data-read", "the same, the data read back before", NoData, false, "B2 on both hops, and the answer comes from the far end", TwoHops("data")),
        new("rung-twice", "a doorbell rung twice", "heard 1 x", true, "fabric.doorbell.1: rings add up to one", RungTwice()),
        new("rung-twice-unheard", "a doorbell rung twice", "heard 0 x", false, "fabric.doorbell.1: it stays rung", RungTwice()),
        new("link-lost", "a read, and the link goes down", "0xffffffff", true, "fabric.answer.2", LinkLost()),
        new("link-lost-zero", "a read, and the link goes down", "0x0", false, "fabric.answer.1: it is answered, by all ones", LinkLost()),
    ];

    private static FabricLitmus Told(string name, string what, bool allowed, string because, Telling telling) =>
        new(name, $"host writes {what}; device waits for that and reads the data", NoData, allowed, because, MessagePassing(telling));
}
