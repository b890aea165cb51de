using Virtspec.Model.Rules;

namespace Virtspec.Model.VhostUser;

/// <summary>What a back-end answers to a front-end, apart from rings: each answer is judged by itself.</summary>
internal static class SessionRules
{
    /// <summary>Bit of the feature word that gates the protocol features.</summary>
    internal const ulong ProtocolFeaturesBit = 1UL << 30;

    internal static void FeaturesRead(ulong features, RuleLog log) =>
        log.Check((features & ProtocolFeaturesBit) != 0, VhostUserRules.OffersProtocolFeatures, "bit 30 of the features is clear", "bit 30 set");

    internal static void ReplyRead(RuleLog log)
    {
        log.Holds(VhostUserRules.ReplyWellFormed);
        log.Holds(VhostUserRules.ConnectionKept);
    }

    /// <summary>The back-end ended the connection, with a front-end that has kept to the rules.</summary>
    internal static void HungUp(string what, RuleLog log) =>
        log.Breaks(VhostUserRules.ConnectionKept, what, "the connection kept");

    internal static void ReplyMalformed(string what, RuleLog log) =>
        log.Breaks(VhostUserRules.ReplyWellFormed, what, "a reply of the same request, version 1, the reply flag and the exact size");

    /// <summary>No answer came to a request that is right in itself: a reply of its own is owed by the protocol, an acknowledgement by having been asked for.</summary>
    internal static void ReplyMissing(string request, string what, RuleLog log) =>
        log.Breaks(
            request.StartsWith("GET_", System.StringComparison.Ordinal) ? VhostUserRules.ReplyWellFormed : VhostUserRules.AcksWhenAsked,
            what,
            "an answer");

    /// <summary>The answer to a request that is right in itself and asked for one.</summary>
    internal static void AckRead(string request, ulong? value, RuleLog log) =>
        log.Check(value == 0, VhostUserRules.AcksWhenAsked, $"{request} answered {(value is null ? "not at all" : value)}", "0, for success");

    internal static void ConfigRead(int asked, int given, RuleLog log) =>
        log.Check(asked == given, VhostUserRules.ConfigReplySized, $"{given} bytes of configuration for {asked} asked", "as many as asked");

    /// <summary>A part of configuration space, read by itself, is what the whole has there; nothing in between announced a change.</summary>
    internal static void ConfigPartRead(int offset, byte[] part, byte[] inWhole, RuleLog log) =>
        log.Check(
            part.AsSpan().SequenceEqual(inWhole),
            VhostUserRules.ConfigReplySized,
            $"{part.Length} bytes at offset {offset} read as {Convert.ToHexStringLower(part)} by themselves",
            $"{Convert.ToHexStringLower(inWhole)}, as in the whole");

    internal static void QueueCountRead(ulong count, RuleLog log) =>
        log.Check(count >= 1, VhostUserRules.HasQueues, $"{count} queues", "at least 1");

    internal static void MemoryOffered(ulong slots, bool taken, RuleLog log) =>
        log.Check(slots >= 1 && taken, VhostUserRules.TakesMemory, $"{slots} memory slots, regions {(taken ? "taken" : "refused")}", "at least 1 slot, regions taken");

    internal static void ProtocolFeaturesWritten(ulong features, bool taken, RuleLog log) =>
        log.Check(taken, VhostUserRules.TakesProtocolFeatures, $"protocol features {features:x} refused", "any subset of the offer taken");

    internal static void Reconnected(bool served, string what, RuleLog log) =>
        log.Check(served, VhostUserRules.ServesAgain, $"after a reconnect: {what}", "a new session served like the first");

    internal static void InflightReturned(int tracked, int back, RuleLog log) =>
        log.Check(back == tracked, VhostUserRules.InflightResubmitted, $"{tracked} requests were in flight when the connection was lost, {back} came back after it", $"{tracked}");

    internal static void FirstStatusRead(ulong status, RuleLog log) =>
        log.Check(status == 0, VhostUserRules.StatusReadsBack, $"status reads 0x{status:x} before anything was written", "0");

    internal static void StatusReadBack(ulong written, ulong read, ulong mayDiffer, RuleLog log) =>
        log.Check(((written ^ read) & ~mayDiffer) == 0, VhostUserRules.StatusReadsBack, $"status 0x{written:x} written, 0x{read:x} read", $"0x{written:x}");
}
