namespace Virtspec.Exploration.Schedules.Drawings;

/// <summary>How pictures look: their own colours by day and by night. No variables, which some programs that show pictures do not know.</summary>
internal static class SvgStyle
{
    /// <summary>The class of the root, so that a picture put into a page changes nothing but itself.</summary>
    internal const string Root = "virtspec-run";

    internal const string Sheet =
        """

            .virtspec-run text { font: 13px ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; fill: #1f2328; white-space: pre; }
            .virtspec-run .paper { fill: #ffffff; }
            .virtspec-run .title, .virtspec-run .head text { font-weight: bold; }
            .virtspec-run .head rect { fill: #eaeef2; stroke: #8c959f; }
            .virtspec-run .number, .virtspec-run .stop text, .virtspec-run .word { fill: #59636e; }
            .virtspec-run .runs, .virtspec-run .ended { stroke: #1f2328; stroke-width: 2; }
            .virtspec-run .waits { stroke: #8c959f; stroke-width: 2; stroke-dasharray: 1 5; stroke-linecap: round; }
            .virtspec-run .shared { stroke: #b7bfc8; }
            .virtspec-run .dot { fill: #1f2328; }
            .virtspec-run .stop .dot { fill: #ffffff; stroke: #8c959f; stroke-width: 2; }
            .virtspec-run .store line { stroke: #0550ae; stroke-dasharray: 6 3; }
            .virtspec-run .store path { fill: #0550ae; }
            .virtspec-run .bell line { stroke: #8250df; stroke-width: 1.5; }
            .virtspec-run .bell path { fill: #8250df; }
            .virtspec-run .breaks .number, .virtspec-run .failure .outcome, .virtspec-run .fails text { fill: #b3141d; font-weight: bold; }
            .virtspec-run .step.breaks .dot, .virtspec-run .fails .dot { fill: #b3141d; stroke: none; }
            .virtspec-run .closing rect { fill: #f6f8fa; stroke: #8c959f; }
            .virtspec-run .failure rect { fill: #ffebe9; stroke: #b3141d; stroke-width: 2; }
            @media (prefers-color-scheme: dark) {
              .virtspec-run text { fill: #e6edf3; }
              .virtspec-run .paper { fill: #0d1117; }
              .virtspec-run .head rect { fill: #21262d; stroke: #6e7681; }
              .virtspec-run .number, .virtspec-run .stop text, .virtspec-run .word { fill: #9198a1; }
              .virtspec-run .runs, .virtspec-run .ended { stroke: #e6edf3; }
              .virtspec-run .waits { stroke: #6e7681; }
              .virtspec-run .shared { stroke: #3d444d; }
              .virtspec-run .dot { fill: #e6edf3; }
              .virtspec-run .stop .dot { fill: #0d1117; stroke: #6e7681; }
              .virtspec-run .store line { stroke: #79c0ff; }
              .virtspec-run .store path { fill: #79c0ff; }
              .virtspec-run .bell line { stroke: #d2a8ff; }
              .virtspec-run .bell path { fill: #d2a8ff; }
              .virtspec-run .breaks .number, .virtspec-run .failure .outcome, .virtspec-run .fails text { fill: #ff7b72; }
              .virtspec-run .step.breaks .dot, .virtspec-run .fails .dot { fill: #ff7b72; }
              .virtspec-run .closing rect { fill: #151b23; stroke: #6e7681; }
              .virtspec-run .failure rect { fill: #25171c; stroke: #ff7b72; }
            }

        """;
}
