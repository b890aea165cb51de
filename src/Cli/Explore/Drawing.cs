using System.Text;
using Virtspec.Cli.Report;
using Virtspec.Exploration.Schedules;
using Virtspec.Exploration.Schedules.Drawings;

namespace Virtspec.Cli.Explore;

/// <summary>How wide and with which characters runs are drawn.</summary>
/// <param name="Width">Columns.</param>
/// <param name="Boxes">Whether there are characters other than ASCII.</param>
internal sealed record Drawing(int Width, bool Boxes)
{
    /// <summary>Agents are rarely on their own for as long; the middle of it says little.</summary>
    private const int FoldFrom = 12;

    private const int PipeWidth = 80;

    /// <summary>Wider lines are hard to follow from lane to lane.</summary>
    private const int MostUseful = 120;

    internal const int LeastWidth = LaneOptions.LeastWidth;

    /// <summary>What was asked for, or else what standard output can show.</summary>
    internal static Drawing Of(long? width, bool ascii)
    {
        var terminal = Console.IsOutputRedirected ? PipeWidth : Math.Clamp(Console.WindowWidth, LeastWidth, MostUseful);
        return new Drawing((int)(width ?? terminal), !ascii && Console.OutputEncoding.CodePage == Encoding.UTF8.CodePage);
    }

    /// <summary>Draws a run.</summary>
    internal string Draw(ScenarioRun run) => Lanes.Draw(Record(run), new LaneOptions { Width = Width, Boxes = Boxes, FoldFrom = FoldFrom });

    /// <summary>Draws a run in one of <see cref="ReportFormat.OfDrawing"/>.</summary>
    internal string Draw(ReportFormat format, ScenarioRun run) =>
        format == ReportFormat.Svg ? Svg.Draw(Record(run), FoldFrom)
        : format == ReportFormat.Mermaid ? Mermaid.Draw(Record(run), FoldFrom)
        : Draw(run);

    private static Recording Record(ScenarioRun run) => Recording.Of(run.Scenario, run.Memory, run.Schedule, run.StepLimit);
}
