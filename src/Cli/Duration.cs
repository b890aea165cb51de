using System.CommandLine.Parsing;
using System.Globalization;

namespace Virtspec.Cli;

/// <summary>Times as people write them: 90s, 10m, 1h.</summary>
internal static class Duration
{
    internal static TimeSpan? Parse(ArgumentResult argument)
    {
        var text = argument.Tokens.Count > 0 ? argument.Tokens[0].Value : string.Empty;
        if (TryParse(text, out var time))
            return time;
        argument.AddError($"--max-time {text}: a positive number and s, m or h is expected, such as 90s");
        return null;
    }

    internal static bool TryParse(string text, out TimeSpan time)
    {
        time = default;
        if (text.Length < 2)
            return false;
        var seconds = text[^1] switch { 's' => 1, 'm' => 60, 'h' => 3600, _ => 0 };
        var isNumber = double.TryParse(text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count);
        if (seconds == 0 || !isNumber || count <= 0 || count * seconds > TimeSpan.FromDays(30).TotalSeconds)
            return false;
        time = TimeSpan.FromSeconds(count * seconds);
        return true;
    }
}
