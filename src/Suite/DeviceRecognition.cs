using Virtspec.Model.Features;
using Virtspec.Suite.Steps;

namespace Virtspec.Suite;

/// <summary>
/// vhost-user does not say what type of device a back-end is, so it is told from what it offers. One odd bit is a finding about a device; several
/// that belong to another type, or no configuration where there has to be one, are another device.
/// </summary>
internal static class DeviceRecognition
{
    private const int DeviceBits = 24;

    /// <summary>Bits that make a network device known: MAC, MRG_RXBUF, CTRL_VQ, GUEST_ANNOUNCE, the offloads.</summary>
    private const ulong NetBits = (1UL << 3) | (1UL << 8) | (1UL << 18) | (1UL << 19) | (1UL << 20) | (1UL << 21) | (1UL << 22) | (1UL << 23);

    /// <summary>Checks that the peer looks like a device of the type.</summary>
    /// <exception cref="WrongDeviceException">It does not; the message says what gave it away.</exception>
    internal static void Require(Player player, DeviceType type)
    {
        var session = player.Session;
        var foreign = Feature.Bits(session.Offered).Where(bit => bit < DeviceBits && !Feature.IsDefined(bit, type)).ToList();
        var hasConfig = session.Config.Exists;
        if (foreign.Count < 2 && !(foreign.Count == 1 && !hasConfig))
        {
            RequireConfig(player, hasConfig);
            return;
        }

        var guess = (session.Offered & NetBits) != 0 ? "; a network device defines them" : string.Empty;
        throw new WrongDeviceException(
            $"the peer is not a {session.Device.Name} device: it offers feature bits {string.Join(", ", foreign)}, which {session.Device.Name} does not define{guess}");
    }

    private static void RequireConfig(Player player, bool hasConfig)
    {
        var device = player.Session.Device;
        if (hasConfig && device.WhatItLacks((offset, size) => player.Do(new ReadConfigPart(offset, size))) is { } lack)
            throw new WrongDeviceException($"the peer is not a {device.Name} device: {lack}");
    }
}
