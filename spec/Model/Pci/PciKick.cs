using Virtspec.Model.Features;
using Virtspec.Model.Rules;

namespace Virtspec.Model.Pci;

/// <summary>A write of the driver to a notification structure.</summary>
/// <param name="Bar">The BAR.</param>
/// <param name="Address">Offset in the BAR, in bytes.</param>
/// <param name="Width">Bytes written.</param>
/// <param name="Value">What was written.</param>
internal readonly record struct PciKick(int Bar, ulong Address, int Width, ulong Value);

/// <summary>
/// Available buffer notifications (VIRTIO 1.4, 4.1.4.4 and 4.1.5.2.1): how wide, and which virtqueue they name. What else they say of the ring
/// is judged with the ring. Each is judged by itself.
/// </summary>
internal static class PciKickRules
{
    internal static void Judge(PciState state, PciFunction function, in PciKick kick, RuleLog log)
    {
        var (bar, address) = (kick.Bar, kick.Address);
        var at = function.Of(PciCapabilityType.Notify).Where(capability => capability.Holds(bar, address, 1)).ToArray();
        if (at.Length == 0 || state.Negotiated is null)
            return;
        var data = state.Using(Feature.NotificationData);
        var width = data ? 4 : 2;
        log.Check(kick.Width == width, data ? PciRules.DoubleWordKick : PciRules.WordKick, $"a notification of {kick.Width} bytes", $"{width} bytes");
        if (kick.Width == width)
            JudgeName(state, at, kick, log);
    }

    /// <summary>Several virtqueues may share an address: the name has to be that of one of them.</summary>
    private static void JudgeName(PciState state, PciCapability[] at, in PciKick kick, RuleLog log)
    {
        var address = kick.Address;
        var meant = state.Queues.Where(entry => entry.Value.Has(PciQueueMarks.Enabled) && at.Any(capability => IsAt(capability, entry.Value, address) is not false)).ToArray();
        if (!meant.Any(entry => at.Any(capability => IsAt(capability, entry.Value, address) is true)))
            return;
        var name = (ushort)kick.Value;
        var byData = state.Using(Feature.NotifConfigData);
        var rule = (state.Using(Feature.NotificationData), byData) switch
        {
            (false, false) => PciRules.KickHasIndex,
            (true, false) => PciRules.DataKickHasIndex,
            (false, true) => PciRules.KickHasConfigData,
            (true, true) => PciRules.DataKickHasConfigData,
        };

        // A virtqueue whose data the driver did not read yet may have any.
        if (byData && meant.Any(entry => entry.Value.NotifConfigData is null))
            return;
        log.Check(
            meant.Any(entry => name == (byData ? entry.Value.NotifConfigData : entry.Key)),
            rule,
            $"{name} written to notify virtqueue {string.Join(" or ", meant.Select(entry => entry.Key).Order())}",
            byData ? "its queue_notif_config_data" : "its index");
    }

    /// <summary>Whether a virtqueue is notified at an address; null when its offset was not read.</summary>
    private static bool? IsAt(in PciCapability capability, in PciQueue queue, ulong address)
    {
        if (capability.Multiplier == 0)
            return address == capability.Offset;
        return queue.NotifyOff is { } offset ? address == capability.Offset + ((ulong)offset * capability.Multiplier) : null;
    }
}
