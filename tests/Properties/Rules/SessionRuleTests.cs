using Virtspec.Model.Rules;
using Virtspec.Model.SplitRing;
using Virtspec.Model.VhostUser;
using static Virtspec.Properties.Rules.BlkScript;
using static Virtspec.Properties.Rules.SplitScript;

namespace Virtspec.Properties.Rules;

/// <summary>
/// What a vhost-user back-end answers: every rule once kept and once broken. Two more rules of the session, about base and start of a
/// ring, are in <see cref="SplitDeviceRuleTests"/>.
/// </summary>
internal static class SessionRuleTests
{
    private const ulong Acknowledged = 1;

    internal static readonly RuleCases Cases = new()
    {
        //= vhost-user.features.1
        { VhostUserRules.OffersProtocolFeatures, "bit 30 clear", log => SessionRules.FeaturesRead(1UL << 30, log), log => SessionRules.FeaturesRead(~(1UL << 30), log) },
        //= vhost-user.reply.1
        { VhostUserRules.ReplyWellFormed, "another request", SessionRules.ReplyRead, log => SessionRules.ReplyMalformed("a reply of request 2 to request 1", log) },
        //= vhost-user.ack.1
        { VhostUserRules.AcksWhenAsked, "a failure", log => SessionRules.AckRead("SET_OWNER", 0, log), log => SessionRules.AckRead("SET_OWNER", 1, log) },
        { VhostUserRules.AcksWhenAsked, "silence", log => SessionRules.AckRead("SET_OWNER", 0, log), log => SessionRules.AckRead("SET_OWNER", null, log) },
        //= vhost-user.config.1
        { VhostUserRules.ConfigReplySized, "nothing", log => SessionRules.ConfigRead(60, 60, log), log => SessionRules.ConfigRead(60, 0, log) },
        { VhostUserRules.ConfigReplySized, "a byte too many", log => SessionRules.ConfigRead(8, 8, log), log => SessionRules.ConfigRead(8, 9, log) },
        //= vhost-user.queue-num.1
        { VhostUserRules.HasQueues, "none", log => SessionRules.QueueCountRead(1, log), log => SessionRules.QueueCountRead(0, log) },
        //= vhost-user.mem.1
        { VhostUserRules.TakesMemory, "no slot", log => SessionRules.MemoryOffered(1, true, log), log => SessionRules.MemoryOffered(0, true, log) },
        { VhostUserRules.TakesMemory, "refused", log => SessionRules.MemoryOffered(8, true, log), log => SessionRules.MemoryOffered(8, false, log) },
        //= vhost-user.protocol-features.1
        { VhostUserRules.TakesProtocolFeatures, "refused", log => SessionRules.ProtocolFeaturesWritten(8, true, log), log => SessionRules.ProtocolFeaturesWritten(8, false, log) },
        //= inv.split.kick-taken
        { SplitRules.KickTaken, "a further kick", log => SplitMachine.KickTaken(heard: true, log), log => SplitMachine.KickTaken(heard: false, log) },
        //= vhost-user.inflight.1
        { VhostUserRules.InflightResubmitted, "2 came back", log => SessionRules.InflightReturned(3, 3, log), log => SessionRules.InflightReturned(3, 2, log) },
        //= inv.connection.kept
        { VhostUserRules.ConnectionKept, "closed", SessionRules.ReplyRead, log => SessionRules.HungUp("the back-end closed the connection", log) },
        //= vhost-user.reconnect.1
        { VhostUserRules.ServesAgain, "no answer", log => SessionRules.Reconnected(true, "served", log), log => SessionRules.Reconnected(false, "no answer", log) },
        //= vhost-user.status.1
        { VhostUserRules.StatusReadsBack, "not 0 at first", log => SessionRules.FirstStatusRead(0, log), log => SessionRules.FirstStatusRead(Acknowledged, log) },
        { VhostUserRules.StatusReadsBack, "another bit", log => SessionRules.StatusReadBack(3, 3, 0, log), log => SessionRules.StatusReadBack(3, Acknowledged, 0, log) },
        { VhostUserRules.StatusReadsBack, "a bit beside the one that may differ", log => SessionRules.StatusReadBack(11, 3, 8, log), log => SessionRules.StatusReadBack(11, Acknowledged, 8, log) },
        //= vhost-user.vring.3
        { VhostUserRules.DisabledRingIdle, "a write that is read back", Known(Read(1, 5), Write(1, 6, enabled: false), Read(1, 5)), Known(Read(1, 5), Write(1, 6, enabled: false), Read(1, 6)) },
        { VhostUserRules.DisabledRingIdle, "zeroes written", Known(Read(1, 5), Cleared(1), Read(1, 5)), Known(Read(1, 5), Cleared(1), Read(1, 0)) },
        { VhostUserRules.DisabledRingIdle, "left alone", Ring(Plain, [Run(started: true, enabled: false), .. Kick(0), Settle()]), Known(Write(1, 5), Write(1, 6, enabled: false), Read(1, 6)) },
    };

    private static BlkStep Cleared(ulong sector) => Do(Virtspec.Model.Blk.BlkRequestType.WriteZeroes, Ok, payload: Range(sector), enabled: false);
}
