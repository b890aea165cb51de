using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace Virtspec.Transports.VhostUser;

/// <summary>
/// The strict checks of what a peer sent, pure and total: any header, payload and number of descriptors gets a verdict, and a
/// refusal names the message, the value and what was expected.
/// </summary>
internal static class MessageCheck
{
    /// <summary>Name of a request, or its number when it has none.</summary>
    internal static string NameOf(FrozenDictionary<uint, MessageRule> catalogue, uint request) =>
        catalogue.TryGetValue(request, out var rule) ? rule.Name : $"request {request}";

    /// <summary>Checks the header of a request, before its payload is read.</summary>
    /// <param name="catalogue">The requests that the sender may send.</param>
    /// <param name="header">What came.</param>
    /// <param name="negotiated">The protocol features in force.</param>
    /// <param name="rule">The message, when it is accepted.</param>
    /// <param name="error">Why not, or empty.</param>
    internal static bool TryCheckRequest(
        FrozenDictionary<uint, MessageRule> catalogue, MessageHeader header, ProtocolFeature negotiated,
        [NotNullWhen(true)] out MessageRule? rule, out string error)
    {
        error = !catalogue.TryGetValue(header.Request, out rule)
            ? $"request {header.Request} is unknown"
            : RequestFault(rule, header, negotiated) is { } fault ? $"{rule.Name}: {fault}" : "";
        if (error.Length > 0)
            rule = null;
        return rule is not null;
    }

    /// <summary>Checks the header of a reply, before its payload is read.</summary>
    /// <param name="rule">The message it answers.</param>
    /// <param name="size">Bytes its payload may have.</param>
    /// <param name="header">What came.</param>
    /// <param name="error">Why not, or empty.</param>
    internal static bool TryCheckReply(MessageRule rule, SizeRange size, MessageHeader header, out string error)
    {
        var fault = header.Request != rule.Request ? $"reply to request {header.Request}, expected {rule.Request}"
            : VersionFault(header) is { } version ? version
            : !header.IsReply ? $"flags 0x{header.Flags:x} without the reply bit, expected it set"
            : !size.Allows(header.Size) ? $"reply payload of {header.Size} bytes, expected {size}"
            : null;
        error = fault is null ? "" : $"{rule.Name}: {fault}";
        return fault is null;
    }

    /// <summary>Checks how many file descriptors came with a request.</summary>
    /// <param name="rule">The message.</param>
    /// <param name="payload">Its payload, which decides for some.</param>
    /// <param name="count">Descriptors that came.</param>
    /// <param name="error">Why not, or empty.</param>
    internal static bool TryCheckDescriptors(MessageRule rule, ReadOnlySpan<byte> payload, int count, out string error)
    {
        var (minimum, maximum) = (0, 0);
        switch (rule.Descriptors)
        {
            case DescriptorRule.One:
                (minimum, maximum) = (1, 1);
                break;
            case DescriptorRule.AtMostOne:
                maximum = 1;
                break;
            case DescriptorRule.OnePerRegion:
                if (!Payload.TryParseMemoryTable(payload, out var regions, out error))
                    return Fail(rule, ref error);
                (minimum, maximum) = (regions.Length, regions.Length);
                break;
            case DescriptorRule.OneUnlessFlagged:
                if (!Payload.TryParseVringDescriptor(payload, out var descriptor, out error))
                    return Fail(rule, ref error);
                minimum = maximum = descriptor.HasDescriptor ? 1 : 0;
                break;
        }

        error = count >= minimum && count <= maximum ? "" : $"{count} file descriptors, expected {Expected(minimum, maximum)}";
        return error.Length == 0 || Fail(rule, ref error);
    }

    private static string? RequestFault(MessageRule rule, MessageHeader header, ProtocolFeature negotiated)
    {
        if (VersionFault(header) is { } version)
            return version;
        if (header.IsReply)
            return $"flags 0x{header.Flags:x} with the reply bit, expected a request";
        if ((negotiated & rule.Requires) != rule.Requires)
            return $"sent while protocol feature {rule.Requires} is not negotiated";
        if (header.NeedsReply && !negotiated.HasFlag(ProtocolFeature.ReplyAck))
            return $"flags 0x{header.Flags:x} ask for a reply while protocol feature ReplyAck is not negotiated";
        return rule.Size.Allows(header.Size) ? null : $"payload of {header.Size} bytes, expected {rule.Size}";
    }

    private static string? VersionFault(MessageHeader header)
    {
        var version = header.Flags & MessageHeader.VersionMask;
        if (version != MessageHeader.Version)
            return $"version {version}, expected {MessageHeader.Version}";
        return (header.Flags & MessageHeader.ReservedFlags) != 0 ? $"flags 0x{header.Flags:x}, expected nothing above bit 3" : null;
    }

    private static string Expected(int minimum, int maximum) => minimum == maximum ? $"{minimum}" : $"{minimum} or {maximum}";

    private static bool Fail(MessageRule rule, ref string error)
    {
        error = $"{rule.Name}: {error}";
        return false;
    }
}
