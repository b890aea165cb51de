using System.Text.Json;
using Spectre.Console;
using Virtspec.Model.Robustness;
using Virtspec.Suite.Robustness;

namespace Virtspec.Cli.Report;

/// <summary>Robustness in the report for people: after conformance and with totals of its own, for no standard asks for it.</summary>
internal static class RobustnessText
{
    private static readonly Recovery[] Places = Enum.GetValues<Recovery>();

    /// <summary>Writes findings, verdicts and totals; nothing where no requirement of robustness was in scope.</summary>
    internal static void Write(IAnsiConsole console, CheckReport report)
    {
        if (report.Robustness.Count == 0)
            return;
        console.WriteLine();
        console.MarkupLineInterpolated($"[bold]robustness[/], apart from conformance: what a broken or hostile front-end does to the back-end");
        FindingText.Write(console, report, report.Robustness);
        SectionText.Write(console, ReportSection.Of(report.Robustness));
        console.WriteLine();
        SectionText.Totals(console, report.Robustness);
        if (report.Result.Robustness.Count > 0)
            Outcomes(console, report.Result.Robustness);
    }

    /// <summary>The words of a name that has several: <c>queue setup</c>.</summary>
    internal static string Words(Enum name) => JsonNamingPolicy.KebabCaseLower.ConvertName(name.ToString()).Replace('-', ' ');

    /// <summary>Where the next good request was served: a table by family, and a line for each attack after which that took a new process, or was nowhere.</summary>
    private static void Outcomes(IAnsiConsole console, IReadOnlyList<RobustnessOutcome> outcomes)
    {
        string[][] rows =
        [
            ["served after attacks on", .. Places.Select(place => Words(place))],
            .. outcomes.GroupBy(outcome => outcome.Family).OrderBy(family => family.Key).Select(Row),
        ];
        var layout = new ReportLayout(console);
        console.WriteLine();
        layout.Table(rows);
        List<(string Name, string Text)> lost = [.. outcomes.Where(outcome => IsLost(outcome.Recovery)).Select(outcome => (Words(outcome.Recovery), Text(outcome)))];
        if (lost.Count > 0)
            layout.Rows(lost);
    }

    /// <summary>Whether the peer did not survive.</summary>
    internal static bool IsLost(Recovery recovery) => recovery is Recovery.Restarted or Recovery.None;

    private static string[] Row(IGrouping<AttackFamily, RobustnessOutcome> family) =>
        [Words(family.Key), .. Places.Select(place => $"{family.Count(outcome => outcome.Recovery == place)}")];

    private static string Text(RobustnessOutcome outcome) => outcome.Detail.Length > 0 ? $"{outcome.Attack}: {outcome.Detail}" : outcome.Attack;
}
