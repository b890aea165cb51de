using System.CommandLine;
using System.CommandLine.Parsing;

namespace Virtspec.Cli;

/// <summary>The DEVICE argument, the same for every command.</summary>
internal static class DeviceArgument
{
    private const string Known = "blk";

    internal static Argument<string> Create()
    {
        var device = new Argument<string>("DEVICE") { Description = $"Type of device. This version knows: {Known}.", HelpName = "DEVICE", DefaultValueFactory = _ => Known };
        device.Validators.Add(RequireKnown);
        return device;
    }

    private static void RequireKnown(ArgumentResult result)
    {
        if (result.Tokens.Count == 0 || result.Tokens[0].Value is not { } text || text == Known)
            return;
        // An option that does not exist ends up here, because it stands where the device may stand.
        result.AddError(text.StartsWith('-') ? $"there is no option {text}" : $"there is no device '{text}'; this version knows: {Known}");
    }
}
