using Virtspec.Model.Features;
using Virtspec.Model.Rules;

namespace Virtspec.Model.Device;

/// <summary>Features: offered, accepted, taken or refused; and virtual functions, which depend on one of them (VIRTIO 1.4, 2.2 and chapter 6).</summary>
internal static class NegotiationMachine
{
    internal static DeviceState Offered(DeviceState state, ulong features, DeviceType type, RuleLog log)
    {
        FeatureSet.JudgeOffer(features, type, Traits(state), log);
        return state.With(DeviceMarks.OfferKnown) with { Offered = features & ~Feature.VhostBits };
    }

    internal static DeviceState Written(DeviceState state, ulong features, DeviceType type, RuleLog log)
    {
        FeatureSet.JudgeAcceptance(features, state.Offered, type, Traits(state), log);
        var grown = features & ~state.Accepted & ~Feature.VhostBits;
        if (state.HasWritten(DeviceStatus.FeaturesOk))
            log.Check(grown == 0, CoreRules.FeaturesFixedAfterFeaturesOk, $"features {grown:x} accepted after FEATURES_OK", "no new features after it");
        else if (state.HasWritten(DeviceStatus.Driver))
            state = state.With(DeviceMarks.FeaturesInTurn);
        return state.FeaturesFixed ? state : state with { Accepted = features & ~Feature.VhostBits };
    }

    /// <summary>Judges the device's answer to a set of features it was given.</summary>
    internal static DeviceState Answered(DeviceState state, bool taken, RuleLog log)
    {
        var accepted = state.Accepted & ~Feature.VhostBits;
        var text = $"features {accepted:x} {(taken ? "taken" : "refused")}, offered were {state.Offered:x}";
        if (FeatureSet.IsValidSubset(accepted, state.Offered))
        {
            log.Check(taken, CoreRules.AcceptValidSubset, text, "a valid subset of the offer is taken");
            if (state.Has(DeviceMarks.EverNegotiated) && state.Negotiated == accepted)
                log.Check(taken, CoreRules.RenegotiateSame, text + "; the same set was taken before", "the same set is taken again");
        }
        else
        {
            log.Check(!taken, CoreRules.RefuseInvalidSubset, text, "FEATURES_OK stays clear");
        }

        if (!taken)
            return state.With(DeviceMarks.FeaturesRefused);
        if (accepted.Has(Feature.SrIov))
            state = state.With(DeviceMarks.SrIovNegotiated);
        return state.With(DeviceMarks.EverNegotiated) with { Negotiated = accepted };
    }

    /// <summary>What was negotiated once counts for virtual functions ever after, resets or not.</summary>
    internal static DeviceState VirtualFunctionsEnabled(DeviceState state, RuleLog log)
    {
        log.Check(
            state.Has(DeviceMarks.SrIovNegotiated),
            CoreRules.SrIovBeforeVirtualFunctions,
            "virtual functions enabled, and VIRTIO_F_SR_IOV was never negotiated to the end",
            "VIRTIO_F_SR_IOV negotiated and FEATURES_OK read back first");
        return state;
    }

    private static TransportTraits Traits(DeviceState state) =>
        (state.Has(DeviceMarks.Pci) ? TransportTraits.Pci : 0) | (state.Has(DeviceMarks.SrIovCapable) ? TransportTraits.SrIov : 0);
}
