using FsCheck.Xunit;
using Virtspec.Model.Features;
using Virtspec.Model.Rules;
using Xunit;

namespace Virtspec.Properties;

/// <summary>Questions about feature bits against a naive model in which a set of bits is a set of numbers.</summary>
[Properties(Replay = "20260102,20260103", MaxTest = 1000)]
public sealed class FeatureSetTests
{
    private const int Version1 = 32;
    private static readonly HashSet<int> NeedVersion1 = [33, 34, 35, 36, 37, 38, 39, 40, 41, 43];
    private static readonly HashSet<int> OnlyVhost = [26, 30];
    private static readonly HashSet<int> Defined = [0, 1, 2, 4, 5, 6, 7, 9, 10, 11, 12, 13, 14, 15, 16, 17, 24, 27, 28, 29, Version1, .. NeedVersion1];

    [Property]
    public bool A_set_is_acceptable_exactly_when_it_is_a_subset_and_leaves_nothing_unmet(byte[] accepted, byte[] offered, bool modern)
    {
        var (offer, accept) = (Set(offered, modern), Set(accepted, modern));
        var some = accept.Intersect(offer).ToHashSet();
        return FeatureSet.IsValidSubset(Bits(accept), Bits(offer)) == (accept.IsSubsetOf(offer) && !Unmet(accept))
            && FeatureSet.IsValidSubset(Bits(some), Bits(offer)) == !Unmet(some);
    }

    [Property]
    public bool An_unmet_dependency_is_found_exactly_when_there_is_one(byte[] bits, bool modern)
    {
        var set = Set(bits, modern);
        return FeatureSet.MissingDependency(Bits(set)) is { } missing
            ? set.Contains(missing.Feature) && !set.Contains(missing.Requires) && NeedVersion1.Contains(missing.Feature) && missing.Requires == Version1
            : !Unmet(set);
    }

    [Property]
    public void An_offer_is_blamed_for_what_the_naive_model_blames(byte[] offered, bool modern, bool pci, bool capable)
    {
        var set = Set(offered, modern);
        var bits = Bits(set);
        set.ExceptWith(OnlyVhost);
        var log = new RuleLog();
        FeatureSet.JudgeOffer(bits, DeviceType.Blk, Traits(pci, capable), log);
        Assert.Equal(!set.Contains(Version1), Broken(log, CoreRules.DeviceOffersVersion1));
        Assert.Equal(Unmet(set), Broken(log, CoreRules.OfferWithDependencies));
        Assert.Equal(!set.IsSubsetOf(Defined) || (set.Contains(41) && !pci), Broken(log, CoreRules.OfferOnlyDefined));
        Assert.Equal(set.Contains(37) && !capable, Broken(log, CoreRules.NoSrIovWithoutCapability));
        Assert.Equal(!set.Contains(37) && capable, Broken(log, CoreRules.SrIovWithCapability));
    }

    [Property]
    public void An_acceptance_is_blamed_for_what_the_naive_model_blames(byte[] accepted, byte[] offered, bool modern, bool acceptsModern, bool pci, bool capable)
    {
        var (offer, accept) = (Set(offered, modern), Set(accepted, acceptsModern));
        var log = new RuleLog();
        FeatureSet.JudgeAcceptance(Bits(accept), Bits(offer), DeviceType.Blk, Traits(pci, capable), log);
        Assert.Equal(accept.Except(offer).Except(OnlyVhost).Any(), Broken(log, CoreRules.AcceptOnlyOffered));
        Assert.Equal(Unmet(accept), Broken(log, CoreRules.AcceptWithDependencies));
        Assert.Equal(offer.Contains(Version1) && !accept.Contains(Version1), Broken(log, CoreRules.DriverAcceptsVersion1));
        Assert.Equal(accept.Except(OnlyVhost).Except(Defined).Any() || (accept.Contains(41) && !pci), Broken(log, CoreRules.AcceptOnlyDefined));
        Assert.Equal(accept.Contains(37) && !capable, Broken(log, CoreRules.AcceptSrIovWithCapability));
    }

    [Property]
    public bool Bits_are_listed_in_order_and_come_back_as_the_same_set(byte[] bits)
    {
        var set = Set(bits, modern: false);
        return Feature.Bits(Bits(set)).SequenceEqual(set.Order()) && set.All(bit => Bits(set).Has(bit));
    }

    private static TransportTraits Traits(bool pci, bool capable) =>
        (pci ? TransportTraits.Pci : 0) | (capable ? TransportTraits.SrIov : 0);

    private static HashSet<int> Set(byte[] bits, bool modern)
    {
        var set = bits.Select(bit => bit % 64).ToHashSet();
        if (modern)
            set.Add(Version1);
        return set;
    }

    private static ulong Bits(HashSet<int> set) => set.Aggregate(0UL, (bits, bit) => bits | (1UL << bit));

    private static bool Unmet(HashSet<int> set) => !set.Contains(Version1) && set.Overlaps(NeedVersion1);

    private static bool Broken(RuleLog log, Rule rule) => log.Breaches.Any(breach => breach.Rule == rule);
}
