namespace Virtspec.Model.Rules;

/// <summary>The vhost-user session. The catalogue says what each id asks for.</summary>
internal static class VhostUserRules
{
    internal static readonly Rule OffersProtocolFeatures = new("vhost-user.features.1");
    internal static readonly Rule ReplyWellFormed = new("vhost-user.reply.1");
    internal static readonly Rule AcksWhenAsked = new("vhost-user.ack.1");
    internal static readonly Rule ConfigReplySized = new("vhost-user.config.1");
    internal static readonly Rule RingStartsStopped = new("vhost-user.vring.1");
    internal static readonly Rule BaseIsNextAvail = new("vhost-user.vring.2");
    internal static readonly Rule DisabledRingIdle = new("vhost-user.vring.3");
    internal static readonly Rule HasQueues = new("vhost-user.queue-num.1");
    internal static readonly Rule TakesMemory = new("vhost-user.mem.1");
    internal static readonly Rule ConnectionKept = new("inv.connection.kept");
    internal static readonly Rule ServesAgain = new("vhost-user.reconnect.1");
    internal static readonly Rule InflightResubmitted = new("vhost-user.inflight.1");
    internal static readonly Rule StatusReadsBack = new("vhost-user.status.1");
    internal static readonly Rule TakesProtocolFeatures = new("vhost-user.protocol-features.1");

    /// <summary>Runs the initializers above, so that <see cref="Rule.All"/> has them.</summary>
    internal static void Register() => System.Runtime.CompilerServices.RuntimeHelpers.RunClassConstructor(typeof(VhostUserRules).TypeHandle);
}
