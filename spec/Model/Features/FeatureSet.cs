using Virtspec.Model.Rules;

namespace Virtspec.Model.Features;

/// <summary>What a transport has that some feature bits are defined for.</summary>
[Flags]
internal enum TransportTraits
{
    /// <summary>Nothing of it.</summary>
    None = 0,

    /// <summary>The device is a PCI function.</summary>
    Pci = 1,

    /// <summary>It has an SR-IOV capability.</summary>
    SrIov = 2,
}

/// <summary>What may be offered and accepted: pure questions about sets of feature bits (VIRTIO 1.4, 2.2 and chapter 6).</summary>
internal static class FeatureSet
{
    /// <summary>
    /// Bits that mean something only together with another: the second is what the first requires. Everything above bit 32 exists only
    /// beyond the legacy interface, which ends at bit 31, so it requires VIRTIO_F_VERSION_1.
    /// </summary>
    private static readonly (int Feature, int Requires)[] Dependencies =
    [
        (Feature.AccessPlatform, Feature.Version1), (Feature.RingPacked, Feature.Version1), (Feature.InOrder, Feature.Version1),
        (Feature.OrderPlatform, Feature.Version1), (Feature.SrIov, Feature.Version1), (Feature.NotificationData, Feature.Version1),
        (Feature.NotifConfigData, Feature.Version1), (Feature.RingReset, Feature.Version1), (Feature.AdminVq, Feature.Version1),
        (Feature.Suspend, Feature.Version1),
    ];

    /// <summary>The first dependency that a set leaves unmet, if any.</summary>
    internal static (int Feature, int Requires)? MissingDependency(ulong set)
    {
        foreach (var (feature, requires) in Dependencies)
        {
            if (set.Has(feature) && !set.Has(requires))
                return (feature, requires);
        }

        return null;
    }

    /// <summary>Whether a driver may accept <paramref name="accepted"/> from a device that offers <paramref name="offered"/>.</summary>
    internal static bool IsValidSubset(ulong accepted, ulong offered) =>
        (accepted & ~offered) == 0 && MissingDependency(accepted) is null;

    /// <summary>Judges what a device offers.</summary>
    internal static void JudgeOffer(ulong offered, DeviceType type, TransportTraits traits, RuleLog log)
    {
        var bits = offered & ~Feature.VhostBits;
        log.Check(bits.Has(Feature.Version1), CoreRules.DeviceOffersVersion1, "VIRTIO_F_VERSION_1 is not offered", "bit 32 offered");
        JudgeDependencies(bits, type, log);
        JudgeDefined(bits, type, traits, log);
        if ((traits & TransportTraits.SrIov) == 0)
            log.Check(!bits.Has(Feature.SrIov), CoreRules.NoSrIovWithoutCapability, "VIRTIO_F_SR_IOV offered by a device without an SR-IOV capability", "bit 37 clear");
        else
            log.Check(bits.Has(Feature.SrIov), CoreRules.SrIovWithCapability, "VIRTIO_F_SR_IOV not offered by a device with an SR-IOV capability", "bit 37 offered");
    }

    /// <summary>Judges what a driver accepts.</summary>
    internal static void JudgeAcceptance(ulong accepted, ulong offered, DeviceType type, TransportTraits traits, RuleLog log)
    {
        var surplus = accepted & ~offered & ~Feature.VhostBits;
        log.Check(surplus == 0, CoreRules.AcceptOnlyOffered, $"accepted although not offered: {surplus:x}", "a subset of the offer");
        if (MissingDependency(accepted) is { } missing)
            log.Breaks(CoreRules.AcceptWithDependencies, Unmet("accepted", missing, type), "both, or neither");
        else
            log.Holds(CoreRules.AcceptWithDependencies);
        if (offered.Has(Feature.Version1))
            log.Check(accepted.Has(Feature.Version1), CoreRules.DriverAcceptsVersion1, "VIRTIO_F_VERSION_1 offered and not accepted", "bit 32 accepted");
        if (FirstUndefined(accepted & ~Feature.VhostBits, type, traits) is { } bit)
            log.Breaks(CoreRules.AcceptOnlyDefined, Undefined(bit, "accepted"), "only bits that the standard defines, offered or not");
        else
            log.Holds(CoreRules.AcceptOnlyDefined);
        if (accepted.Has(Feature.SrIov))
            log.Check((traits & TransportTraits.SrIov) != 0, CoreRules.AcceptSrIovWithCapability, "VIRTIO_F_SR_IOV accepted from a device without an SR-IOV capability", "bit 37 clear");
    }

    private static void JudgeDependencies(ulong bits, DeviceType type, RuleLog log)
    {
        if (MissingDependency(bits) is { } missing)
            log.Breaks(CoreRules.OfferWithDependencies, Unmet("offered", missing, type), "both, or neither");
        else if (Dependencies.Any(dependency => bits.Has(dependency.Feature)))
            log.Holds(CoreRules.OfferWithDependencies);
    }

    private static void JudgeDefined(ulong bits, DeviceType type, TransportTraits traits, RuleLog log)
    {
        if (FirstUndefined(bits, type, traits) is { } bit)
            log.Breaks(CoreRules.OfferOnlyDefined, Undefined(bit, "offered"), "only bits that the standard defines");
        else
            log.Holds(CoreRules.OfferOnlyDefined);
    }

    /// <summary>The administration virtqueue is reserved on every transport but PCI; VIRTIO_F_SR_IOV has statements of its own.</summary>
    private static int? FirstUndefined(ulong bits, DeviceType type, TransportTraits traits)
    {
        foreach (var bit in Feature.Bits(bits))
        {
            if (!Feature.IsDefined(bit, type) || (bit == Feature.AdminVq && (traits & TransportTraits.Pci) == 0))
                return bit;
        }

        return null;
    }

    private static string Undefined(int bit, string verb) =>
        $"feature bit {bit} {verb}, which VIRTIO 1.4 does not define for this device type and transport";

    private static string Unmet(string verb, (int Feature, int Requires) missing, DeviceType type) =>
        $"{Feature.Name(missing.Feature, type)} {verb} without {Feature.Name(missing.Requires, type)}";
}
