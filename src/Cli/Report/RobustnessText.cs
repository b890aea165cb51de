using Spectre.Console;

namespace Virtspec.Cli.Report;

/// <summary>Robustness in the report for people: after conformance and with totals of its own, for no standard asks for it.</summary>
internal static class RobustnessText
{
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
    }
}
