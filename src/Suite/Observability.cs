using Virtspec.Model.Features;
using Virtspec.Oracle;
using Virtspec.Specification.Catalogue;
using Virtspec.Suite.Peer;
using Virtspec.Transports.VhostUser;

namespace Virtspec.Suite;

/// <summary>What cannot be seen of a peer because of what it does not offer or vhost-user does not show, and why.</summary>
internal static class Observability
{
    internal static void Tell(Tally tally, JudgedSession session, RequirementCatalogue catalogue)
    {
        foreach (var hidden in catalogue.All.Where(requirement => requirement.Judged == Judged.Rule && (requirement.Observable & Observable.BackEnd) == 0))
            tally.NotObservable(hidden.Id, $"vhost-user does not show it: seen by {string.Join(", ", ObservableText.Of(hidden.Observable))}");
        if (!session.Has(ProtocolFeature.Status))
        {
            const string Reason = "the back-end does not offer the vhost-user STATUS protocol feature, so it has no device status field";
            foreach (var id in (string[])["core.status.device", "core.reset.device", "core.suspend.device", "core.features.device.2b", "vhost-user.status"])
                tally.NotObservable(id, Reason);
        }

        Lacks(ProtocolFeature.ReplyAck, "REPLY_ACK", "vhost-user.ack", "vhost-user.protocol-features");
        Lacks(ProtocolFeature.Config, "CONFIG", "core.config.device", "vhost-user.config", "blk.init.device.2", "blk.init.device.3", "inv.blk.capacity", "inv.blk.bounds", "fs.config.device.1");
        Lacks(ProtocolFeature.InflightSharedMemory, "INFLIGHT_SHMFD", "vhost-user.inflight");
        Lacks(ProtocolFeature.MultiQueue, "MQ", "vhost-user.queue-num");
        if (!session.Has(ProtocolFeature.Status) && !session.Has(ProtocolFeature.ReplyAck))
            tally.NotObservable("core.features.device", "with neither STATUS nor REPLY_ACK the back-end cannot say whether it takes the features");
        NotOffered(Feature.EventIdx, "VIRTIO_F_EVENT_IDX", "split.used-notification.device.4", "split.used-notification.device.5", "split.used-notification.device.6", "split.avail-notification.device.3");
        NotOffered(Feature.IndirectDesc, "VIRTIO_F_INDIRECT_DESC", "split.indirect.device", "inv.memory.indirect-table");
        NotOffered(Feature.Suspend, "VIRTIO_F_SUSPEND", "core.suspend.device");
        NotOffered(Feature.InOrder, "VIRTIO_F_IN_ORDER", "core.reserved-features.device.5");
        NotOffered(Feature.BlkReadOnly, "VIRTIO_BLK_F_RO", "blk.operation.device.3a", "blk.operation.device.3b");
        NotOffered(Feature.BlkConfigWce, "VIRTIO_BLK_F_CONFIG_WCE", "blk.init.device.1b", "blk.init.device.2");
        NotOffered(Feature.BlkWriteZeroes, "VIRTIO_BLK_F_WRITE_ZEROES", "blk.operation.device.8");
        NotOffered(Feature.BlkDiscard, "VIRTIO_BLK_F_DISCARD", "blk.operation.device.5");
        NotOffered(Feature.BlkZoned, "VIRTIO_BLK_F_ZONED", "blk.init.device.17");

        void Lacks(ProtocolFeature feature, string name, params string[] ids)
        {
            foreach (var id in (session.OfferedProtocol & feature) != 0 ? [] : ids)
                tally.NotObservable(id, $"the back-end does not offer the vhost-user {name} protocol feature");
        }

        void NotOffered(int feature, string name, params string[] ids)
        {
            foreach (var id in session.Offered.Has(feature) ? [] : ids)
                tally.NotObservable(id, $"the device does not offer {name}");
        }
    }
}
