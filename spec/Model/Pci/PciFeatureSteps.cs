using Virtspec.Model.Rules;

namespace Virtspec.Model.Pci;

/// <summary>Feature bits through windows of 32 (VIRTIO 1.4, 4.1.4.3.1). What may be offered and accepted is judged for all transports elsewhere.</summary>
internal static class PciFeatureSteps
{
    /// <summary>Bits from 128 on are reserved, so that windows from here on are empty.</summary>
    private const uint Windows = 4;

    /// <summary>What is offered stays what it is until a reset; whether it is the truth, only a second look at the same window can tell.</summary>
    internal static PciState OfferShown(PciState state, uint bits, RuleLog log)
    {
        if (state.DeviceFeatureSelect is not { } window)
            return state;
        if (window >= Windows)
            log.Check(bits == 0, PciRules.OfferByWindow, $"device_feature reads {bits:x} for window {window}", "0, for no such bits are defined");
        else if (state.Offered.TryGetValue(window, out var known))
            log.Check(bits == known, PciRules.OfferByWindow, $"device_feature of window {window} read {known:x} and then {bits:x}", "the same");
        return state with { Offered = state.Offered.SetItem(window, bits) };
    }

    internal static PciState Accepted(PciState state, uint bits) => state.DriverFeatureSelect is { } window
        ? state with { Accepted = state.Accepted.SetItem(window, bits), Generation = state.Generation.Forget() }
        : state;

    internal static PciState AcceptedShown(PciState state, uint bits, RuleLog log)
    {
        if (state.DriverFeatureSelect is { } window && state.Accepted.TryGetValue(window, out var written) && state.Offered.TryGetValue(window, out var offered))
        {
            var missing = written & offered & ~bits;
            log.Check(missing == 0, PciRules.AcceptedBitsShown, $"driver_feature of window {window} reads {bits:x} after {written:x} was written", $"{missing:x} too");
        }

        return state;
    }

    /// <summary>The device showed FEATURES_OK: what was written is in force.</summary>
    internal static PciState Agreed(PciState state) => state with
    {
        Negotiated = state.Accepted.GetValueOrDefault(0u) | ((ulong)state.Accepted.GetValueOrDefault(1u) << 32),
    };
}
