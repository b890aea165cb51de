using Virtspec.Oracle;

namespace Virtspec.Cli.Report;

/// <summary>A finding as it is told: by the fewest steps where they show it, else as it was first seen.</summary>
/// <param name="Seen">What was seen.</param>
/// <param name="Expected">What was expected.</param>
/// <param name="Program">The fewest steps; empty where none were found to show it.</param>
/// <param name="Log">What happened, oldest first.</param>
/// <param name="Rate">How often it shows; null when nobody tried.</param>
internal sealed record Story(string Seen, string Expected, IReadOnlyList<string> Program, IReadOnlyList<string> Log, string? Rate)
{
    /// <summary>The story of a finding.</summary>
    internal static Story Of(Finding finding) => finding.Shrunk switch
    {
        { Shown: > 0 } shrunk => new(shrunk.Seen, shrunk.Expected, shrunk.Program, shrunk.Steps, $"{shrunk.Shown} of {TextReport.Times(shrunk.Of)}"),
        { Seen.Length: > 0 } shrunk => new(finding.Seen, finding.Expected, [], finding.Steps, $"more than once, not again in {Runs(shrunk.Of)}"),
        { } shrunk => new(finding.Seen, finding.Expected, [], finding.Steps, $"once, not again in {Runs(shrunk.Of)}"),
        null => new(finding.Seen, finding.Expected, [], finding.Steps, null),
    };

    private static string Runs(int count) => count == 1 ? "1 run of its steps" : $"{count} runs of its steps";
}
