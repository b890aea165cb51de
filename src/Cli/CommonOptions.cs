using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Virtspec.Cli.Report;

namespace Virtspec.Cli;

/// <summary>Options that several commands have.</summary>
internal static class CommonOptions
{
    /// <summary>An option that may be repeated, and whose values may hold several, separated by commas.</summary>
    internal static Option<string[]> Several(string name, string description, string value)
    {
        var option = new Option<string[]>(name) { Description = description, HelpName = value, AllowMultipleArgumentsPerToken = false };
        // An empty value, most often that of a shell variable, would select everything.
        option.Validators.Add(result =>
        {
            if (result.Tokens.Any(token => Split([token.Value]).Count == 0))
                result.AddError($"{name} '': {value} is expected");
        });
        return option;
    }

    internal static List<string> Split(string[]? values) =>
        [.. (values ?? []).SelectMany(value => value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];

    /// <summary>The formats of reports.</summary>
    /// <param name="known">Those that the command has, text the first.</param>
    internal static Option<string[]> Report(IReadOnlyList<ReportFormat> known) => Several(
        "--report",
        $"Formats, separated by commas: text (to standard output; with --out, to {known[0].File} as well)"
        + string.Concat(known.Skip(1).Select(format => $", {format.Name} (to {format.File} in --out{(format.PerFinding ? ", one for each finding" : string.Empty)})"))
        + "; the only one, without --out, goes to standard output.",
        "FORMAT");

    internal static Option<ulong?> Seed(string description) =>
        new("--seed") { Description = description, HelpName = "N", CustomParser = ParseSeed };

    /// <summary>A whole number within a range.</summary>
    internal static Option<long?> Number(string name, string description, long least, long most) =>
        new(name) { Description = description, HelpName = "N", CustomParser = argument => ParseNumber(name, argument, least, most) };

    private static ulong? ParseSeed(ArgumentResult argument)
    {
        var text = argument.Tokens[0].Value;
        if (ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seed))
            return seed;
        argument.AddError($"--seed {text}: a whole number from 0 to {ulong.MaxValue} is expected");
        return null;
    }

    private static long? ParseNumber(string name, ArgumentResult argument, long least, long most)
    {
        var text = argument.Tokens[0].Value;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
            return number;
        argument.AddError(most == long.MaxValue
            ? $"{name} {text}: a whole number of {least} or more is expected"
            : $"{name} {text}: a whole number from {least} to {most} is expected");
        return null;
    }
}
