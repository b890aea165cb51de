namespace Virtspec.Cli;

/// <summary>Text for a POSIX shell.</summary>
internal static class Shell
{
    /// <summary>The text as one word.</summary>
    internal static string Quote(string text) => text.Length > 0 && text.All(IsPlain)
        ? text
        : $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static bool IsPlain(char letter) => char.IsAsciiLetterOrDigit(letter) || "/._-+:=,@".Contains(letter);
}
