namespace Virtspec.Suite.Faults;

/// <summary>Another requirement that a fault breaks, and why nobody is misled by its being named.</summary>
/// <param name="Id">Id of the requirement.</param>
/// <param name="Why">Why it is fair, to go on behind the id.</param>
internal sealed record Consequence(string Id, string Why);

/// <summary>What is reported with each fault besides the requirement that it breaks. Whatever is not listed is misleading.</summary>
internal static class Consequences
{
    private const string Completes = "inv.split.completes";
    private const string Inflight = "vhost-user.inflight.1";
    private const string UsedLength = "inv.split.used-len";
    private const string UsedOnce = "inv.split.used-once";
    private const string ReadData = "inv.blk.read-data";
    private const string Status = "inv.blk.status";
    private const string Framing = "split.framing.device.1";
    private const string Zeroes = "blk.operation.device.8";
    private const string SpuriousKick = "split.avail-notification.device.5";

    /// <summary>What may come of memory that is overwritten, or of a descriptor taken for another: which of it does depends on what lay there.</summary>
    private static readonly string[] OfDisorder =
    [
        Completes, SpuriousKick, Inflight, UsedLength, UsedOnce, ReadData, Status, Framing, Zeroes, "inv.blk.identity", "inv.blk.bounds", "inv.blk.overlapping-reads", "inv.blk.overlapping-writes",
        "inv.memory.beyond", "inv.memory.unrelated", "inv.memory.indirect-table", "inv.queue.resume", "inv.split.used-id", "inv.split.used-idx", "robust.memory.1", "split.desc.device.1a", "split.indirect.device.1", "split.indirect.device.2",
        "split.used.device.2",
    ];

    private static readonly (string[] Ids, string Why, string[] Faults)[] Table =
    [
        (OfDisorder, "what was overwritten, or taken for something else, was a descriptor, a buffer or the ring", ["next-by-position", "indirect-next-in-ring-table", "used-position-not-masked", "descriptor-written", "driver-area-written", "avail-idx-written", "buffer-written-after-use", "answer-after-used"]),
        ([Completes], "the buffer is not used, for the ring or the chain was read wrong", ["used-idx-back", "indirect-table-of-four", "chain-of-three", "kick-for-nothing-ends-queue", "base-ignored", "base-one-further", "memory-refused"]),
        ([SpuriousKick], "a kick that told nothing new came before the queue stood still", ["used-idx-back", "buffer-forgotten", "avail-position-not-masked", "size-taken-for-128", "base-one-further", "one-buffer-per-kick"]),
        ([Inflight], "what was in flight when the connection was lost does not come back either", ["used-idx-back", "buffer-forgotten", "one-buffer-per-kick"]),
        ([UsedOnce, UsedLength, "inv.split.used-id"], "the id of another buffer stands there, which is or is not outstanding", ["used-id-stale", "used-id-cut-to-3-bits", "used-id-of-last-descriptor", "used-id-wrong", "used-element-rewritten", "buffer-used-twice"]),
        ([UsedOnce], "an old entry is taken for a new one", ["buffer-forgotten", "avail-position-not-masked", "size-taken-for-128", "base-ignored"]),
        (["inv.split.used-idx"], "buffers are taken that are used already", ["base-ignored"]),
        (["split.used-notification.device.6"], "the device counts the index otherwise than it shows it, and calls by its own", ["used-idx-back", "buffer-forgotten", "event-one-late", "event-index-of-old-session", "event-index-never"]),
        ([ReadData, "inv.blk.identity", "inv.blk.bounds", "inv.blk.overlapping-reads"], "what was left out, or is late, is data", ["answer-left-out"]),
        (["split.desc.device.1a", ReadData, Framing], "the byte belongs to a buffer that lies next to it", ["written-beyond", "written-just-beyond", "written-in-front"]),
        (["split.used-notification.device.5"], "used_event is no longer what the driver wrote", ["used-event-written"]),
        (["split.used-notification.device.1"], "a call is missing where used_event, were it looked at, would ask for none, and one came where it asked for one", ["call-lost", "call-flag-read-once", "event-index-always", "call-descriptor-kept", "call-descriptor-gone-for-good"]),
        (["split.used-notification.device.3"], "a call is missing while the flag is 0", ["call-lost", "call-flag-inverted", "call-flag-read-once", "used-event-without-feature"]),
        (["blk.init.device.2"], "the field shows the opposite at the beginning too", ["writeback-inverted"]),
        (["split.used-notification.device.5"], "a call is missing at used_event", ["call-never", "flag-heeded-with-event-index"]),
        (["split.used-notification.device.2"], "the flag is not looked at", ["event-index-always"]),
        ([Status, "inv.memory.indirect-table", UsedLength, "split.used.device.2"], "the table itself is written to as if it were the answer's room", ["indirect-write-flag-heeded", "indirect-after-direct-refused"]),
        ([Status, ReadData], "the request is read wrong", ["indirect-table-of-four", "chain-of-three", "header-in-one-piece"]),
        (["split.indirect.device.1"], "a header in pieces in an indirect table with the write flag fails too", ["header-in-one-piece"]),
        ([Status, ReadData, Zeroes, "inv.blk.overlapping-reads", "inv.blk.overlapping-writes"], "data is cut short both ways", ["length-12-bits", "length-16-bits"]),
        (["inv.queue.resume"], "the queue began at a base", ["avail-position-not-masked", "size-taken-for-128"]),
        (["vhost-user.vring.2"], "the base lies beyond what is available", ["base-one-behind", "base-one-ahead", "base-always-0", "base-in-ring", "base-8-bits"]),
        (["inv.queue.stop-drains"], "the entry that was left out counts as taken", ["base-one-further"]),
        (["vhost-user.vring.1"], "a ring that needs no kick is not started by one", ["driver-ok-not-awaited", "reset-leaves-queues-running"]),
        (["core.status.device.1", "core.reset.device.1", Completes], "by its status the reset has not ended when the next initialization begins", ["reset-ignored", "status-not-0-at-first"]),
        (["blk.init.device.1a"], "a device without a write-back cache has nothing to configure", ["wce-without-flush"]),
        (["blk.operation.device.3b", "inv.blk.read-only"], "the sectors are written", ["read-only-written"]),
        (["core.features.device.2a"], "what is refused is a subset of the offer", ["features-taken-once"]),
        ([Framing], "only pieces of the sort were read so far", ["flush-feature-forgotten", "write-wraps-at-1-mib"]),
        (["core.config.device.1"], "the doubled offset is beyond the end", ["config-offset-doubled"]),
        ([Status], "the last sectors it shows are not there", ["capacity-grows-silently"]),
        (["vhost-user.config.1"], "the field differs from what the whole had there", ["capacity-grows-silently"]),
        (["blk.init.device.3"], "the last byte of the structure is padding", ["config-last-byte-wrong"]),
        ([Status], "what stands in the status byte is no status", ["status-not-written"]),
        (["blk.operation.device.4", "blk.operation.device.5", "blk.operation.device.16", "inv.blk.not-offered"], "UNSUPP is never answered", ["unknown-type-fails", "unknown-type-succeeds", "type-low-4-bits"]),
        ([Zeroes, "inv.blk.overlapping-reads", "inv.blk.overlapping-writes"], "zeroes and overlapping requests are data like any other", ["write-misplaced", "write-lost", "write-torn", "write-first-sector-only", "write-wraps-at-1-mib", "read-stale", "read-cached", "read-of-neighbour", "writes-reordered"]),
        (["split.used-notification.device.6"], "used_event is not what is gone by", ["event-modulo-size", "used-event-written"]),
        ([Inflight], "one that is used twice counts for another", ["buffer-used-twice"]),
        ([Zeroes, "inv.blk.overlapping-writes"], "what was left out is data", ["answer-left-out"]),
        (["inv.split.used-id"], "an old entry is taken for a new one", ["avail-position-not-masked"]),
        ([Completes, SpuriousKick, "inv.split.used-idx"], "the queue goes on where it did not stop", ["base-one-ahead", "base-one-behind", "base-always-0", "base-in-ring", "base-8-bits"]),
        (["inv.queue.stop-drains"], "it is taken and not used", ["buffer-forgotten"]),
        (["inv.split.used-stable", "split.used.device.1"], "elements are written again at the index it went back to", ["used-idx-back"]),
        (["robust.memory.1"], "the same is written under attack", ["readable-written", "written-beyond", "written-just-beyond", "written-in-front", "indirect-table-written", "used-ring-overrun", "used-event-written", "indirect-after-direct-refused"]),
        (["split.indirect.device.1", "split.indirect.device.2", Zeroes], "requests fail in that arrangement too", ["written-in-front", "header-in-one-piece", "chain-of-three", "indirect-write-flag-heeded"]),
        (["vhost-user.ack.1"], "rings in memory that was refused are refused", ["memory-refused"]),
        (["vhost-user.reconnect.1"], "the next connection fails at the same message", ["ack-of-4-bytes", "ack-missing", "reply-without-flag", "base-of-other-vring"]),
    ];

    /// <summary>The consequences of a fault.</summary>
    internal static IReadOnlyList<Consequence> Of(Fault fault) =>
        [.. Table.Where(row => row.Faults.Contains(fault.Name)).SelectMany(row => row.Ids.Where(id => id != fault.Breaks).Select(id => new Consequence(id, row.Why))).DistinctBy(consequence => consequence.Id)];
}
