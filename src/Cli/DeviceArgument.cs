using System.CommandLine;
using System.CommandLine.Parsing;
using Virtspec.Model.Features;
using Virtspec.Suite.Devices;

namespace Virtspec.Cli;

/// <summary>The DEVICE argument, the same for every command.</summary>
internal static class DeviceArgument
{
    private static readonly string Known = string.Join(", ", SuiteDevice.All.Select(device => device.Name));

    internal static Argument<string> Create()
    {
        var device = new Argument<string>("DEVICE") { Description = $"Type of device. This version knows: {Known}.", HelpName = "DEVICE", DefaultValueFactory = _ => SuiteDevice.All[0].Name };
        device.Validators.Add(RequireKnown);
        return device;
    }

    /// <summary>The type of device that a name stands for.</summary>
    internal static DeviceType TypeOf(string name) => SuiteDevice.All.Single(device => device.Name == name).Type;

    private static void RequireKnown(ArgumentResult result)
    {
        if (result.Tokens.Count == 0 || result.Tokens[0].Value is not { } text || SuiteDevice.All.Any(device => device.Name == text))
            return;
        // An option that does not exist ends up here, because it stands where the device may stand.
        result.AddError(text.StartsWith('-') ? $"there is no option {text}" : $"there is no device '{text}'; this version knows: {Known}");
    }
}
