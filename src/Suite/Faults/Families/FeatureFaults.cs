using Virtspec.Model.Device;
using Virtspec.Model.Features;
using F = Virtspec.Transports.VhostUser.FrontEndRequest;

namespace Virtspec.Suite.Faults;

/// <summary>Features offered, accepted and remembered wrong, and a status that shows something else than it is.</summary>
internal static class FeatureFaults
{
    internal static IReadOnlyList<Fault> All { get; } =
    [
        Offering("wce-without-flush", "blk.init.device.1b", "Offers VIRTIO_BLK_F_CONFIG_WCE without VIRTIO_BLK_F_FLUSH.", features => features & ~Feature.Bit(Feature.BlkFlush)),
        Offering("version-1-missing", "core.reserved-features.device.1", "Does not offer VIRTIO_F_VERSION_1.", features => features & ~Feature.Bit(Feature.Version1)),
        Offering("undefined-feature", "core.features.device.3", "Offers a feature bit that means nothing.", features => features | Feature.Bit(45)),
        Offering("read-only-written", "blk.operation.device.3a", "Offers VIRTIO_BLK_F_RO and writes all the same.", features => features | Feature.Bit(Feature.BlkReadOnly)),
        Shaped("subset-refused", "core.features.device.2a", "Refuses every set of features without the event index.", device => new FaultyDevice(device) { Accepts = features => features.Has(Feature.EventIdx) }),
        Shaped("features-taken-once", "core.features.device.4", "Refuses all features once it has run.", device => new FaultyDevice(device) { ChangeStatus = RunsOnce() }),
        LifecycleFaults.Relayed("not-offered-accepted", "core.features.device.2b", "Goes along with a feature that it has not offered.", OfferedOnly),
        Shaped("event-index-of-old-session", "inv.split.kick-taken", "Goes on without the event index once a session went without it.", device => new FaultyDevice(device) { ChangeAccepted = Remembering(Feature.EventIdx) }),
        Shaped("event-index-always", "split.used-notification.device.3", "Uses the event index whether it was negotiated or not.", device => new FaultyDevice(device) { ChangeAccepted = features => features | Feature.Bit(Feature.EventIdx) }),
        Shaped("event-index-never", "inv.split.kick-taken", "Offers the event index and does not use it.", device => new FaultyDevice(device) { ChangeAccepted = features => features & ~Feature.Bit(Feature.EventIdx) }),
        Shaped("flush-feature-forgotten", "inv.blk.status", "Forgets at the second negotiation that VIRTIO_BLK_F_FLUSH was accepted.", device => new FaultyDevice(device) { ChangeAccepted = FirstTime(Feature.BlkFlush) }),
        Shaped("reset-after-failed-lost", "core.reset.device.1", "Cannot be reset once the driver has set FAILED.", device => new FaultyDevice(device) { ChangeStatus = FailedForGood() }),
        Shaped("needs-reset-unannounced", "core.status.device.3", "Sets DEVICE_NEEDS_RESET without a notification.", device => new FaultyDevice(device) { ChangeStatus = status => Shows(status, DeviceStatus.DriverOk) ? (byte)(status | (byte)DeviceStatus.NeedsReset) : status }),
        Shaped("failed-not-shown", "vhost-user.status.1", "Does not show FAILED.", device => new FaultyDevice(device) { ChangeStatus = status => (byte)(status & ~(byte)DeviceStatus.Failed) }),
        Shaped("status-not-0-at-first", "vhost-user.status.1", "Shows ACKNOWLEDGE before anybody wrote it.", device => new FaultyDevice(device) { ChangeStatus = status => (byte)(status | (byte)DeviceStatus.Acknowledge) }),
        Shaped("driver-ok-without-features-ok", "vhost-user.status.1", "Does not show FEATURES_OK any more once DRIVER_OK is set.", device => new FaultyDevice(device) { ChangeStatus = status => Shows(status, DeviceStatus.DriverOk) ? (byte)(status & ~(byte)DeviceStatus.FeaturesOk) : status }),
    ];

    internal static Fault Shaped(string name, string breaks, string wrong, Func<Transports.VhostUser.IBackEndDevice, FaultyDevice> make) =>
        new(name, breaks, wrong) { Device = make };

    private static Fault Offering(string name, string breaks, string wrong, Func<ulong, ulong> change) =>
        Shaped(name, breaks, wrong, device => new FaultyDevice(device) { ChangeFeatures = change });

    private static bool Shows(byte status, DeviceStatus bit) => (status & (byte)bit) != 0;

    private static Func<byte, byte> RunsOnce()
    {
        var ran = false;
        return status =>
        {
            ran |= Shows(status, DeviceStatus.DriverOk);
            return ran && !Shows(status, DeviceStatus.DriverOk) ? (byte)(status & ~(byte)DeviceStatus.FeaturesOk) : status;
        };
    }

    private static Func<byte, byte> FailedForGood()
    {
        byte failed = 0;
        return status =>
        {
            if (Shows(status, DeviceStatus.Failed))
                failed = status;
            return status == 0 ? failed : status;
        };
    }

    /// <summary>Bits beyond the ones that are offered are cut off in front of the session.</summary>
    private static MessageFault OfferedOnly()
    {
        var offered = ulong.MaxValue;
        return new MessageFault
        {
            Request = request => LifecycleFaults.Is(request, F.SetFeatures) ? request.With(request.Number & offered) : request,
            Reply = (request, reply) =>
            {
                if (LifecycleFaults.Is(request, F.GetFeatures))
                    offered = reply.Number;
                return reply;
            },
        };
    }

    /// <summary>A feature that was left out once stays left out.</summary>
    private static Func<ulong, ulong> Remembering(int feature)
    {
        var left = false;
        return features =>
        {
            left |= !features.Has(feature);
            return left ? features & ~Feature.Bit(feature) : features;
        };
    }

    private static Func<ulong, ulong> FirstTime(int feature)
    {
        var again = false;
        return features =>
        {
            var kept = again ? features & ~Feature.Bit(feature) : features;
            again = true;
            return kept;
        };
    }
}
