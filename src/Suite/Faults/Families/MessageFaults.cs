using Virtspec.Transports.VhostUser;
using static Virtspec.Suite.Faults.LifecycleFaults;
using F = Virtspec.Transports.VhostUser.FrontEndRequest;

namespace Virtspec.Suite.Faults;

/// <summary>Answers that are malformed, missing, or about something else.</summary>
internal static class MessageFaults
{
    private const string Reply = "vhost-user.reply.1";
    private const string Acknowledges = "vhost-user.ack.1";

    internal static IReadOnlyList<Fault> All { get; } =
    [
        Answers("reply-of-4-bytes", Reply, "Answers GET_STATUS with 4 bytes in place of 8.", F.GetStatus, reply => reply with { Payload = reply.Payload[..4] }),
        Answers("reply-too-long", Reply, "Answers GET_QUEUE_NUM with 12 bytes in place of 8.", F.GetQueueNum, reply => reply with { Payload = [.. reply.Payload, 0, 0, 0, 0] }),
        Answers("reply-without-flag", Reply, "Leaves the reply flag out of the answer to GET_VRING_BASE.", F.GetVringBase, reply => reply with { Flags = MessageHeader.Version }),
        Answers("reply-of-version-0", Reply, "Answers GET_FEATURES with version 0.", F.GetFeatures, reply => reply with { Flags = MessageHeader.ReplyFlag }),
        Answers("reply-of-other-request", Reply, "Answers GET_STATUS as SET_STATUS.", F.GetStatus, reply => reply with { Request = (uint)F.SetStatus }),
        Answers("base-of-other-vring", Reply, "Names vring 1 in the base of vring 0.", F.GetVringBase, reply => reply.With(reply.Number ^ 1)),
        Answers("ack-of-1", Acknowledges, "Acknowledges SET_VRING_ADDR with 1 although it took it.", F.SetVringAddr, reply => reply.With(1)),
        Answers("ack-missing", Acknowledges, "Does not acknowledge SET_VRING_CALL when asked to.", F.SetVringCall, _ => null),
        Answers("ack-of-4-bytes", Reply, "Acknowledges SET_VRING_NUM with 4 bytes.", F.SetVringNum, reply => reply with { Payload = reply.Payload[..4] }),
        Answers("no-queues", "vhost-user.queue-num.1", "Answers that it has no queues.", F.GetQueueNum, reply => reply.With(0)),
        Answers("no-memory-slots", "vhost-user.mem.1", "Answers that it has no memory slots.", F.GetMaxMemSlots, reply => reply.With(0)),
        Answers("memory-refused", "vhost-user.mem.1", "Refuses memory regions.", F.AddMemRegion, reply => reply.With(1)),
        HangsUp("hangs-up-without-call-descriptor", "Closes the connection on a front-end that takes the descriptor for calls away.", request => Is(request, F.SetVringCall) && (request.Number & Payload.NoDescriptorFlag) != 0),
        HangsUp("hangs-up-on-config-write", "Closes the connection when configuration space is written.", request => Is(request, F.SetConfig)),
        HangsUp("hangs-up-when-disabled", "Closes the connection when a ring is disabled.", request => Is(request, F.SetVringEnable) && request.Number >> 32 == 0),
        Answers("protocol-features-not-offered", "vhost-user.features.1", "Does not offer feature bit 30.", F.GetFeatures, reply => reply.With(reply.Number & ~(1UL << 30))),
    ];

    private static Fault HangsUp(string name, string wrong, Func<RelayedMessage, bool> on) =>
        Relayed(name, "inv.connection.kept", wrong, () => new MessageFault { HangsUp = on });

    private static Fault Answers(string name, string breaks, string wrong, F request, Func<RelayedMessage, RelayedMessage?> change) =>
        Relayed(name, breaks, wrong, () => new MessageFault { Reply = (asked, reply) => Is(asked, request) ? change(reply) : reply });
}
