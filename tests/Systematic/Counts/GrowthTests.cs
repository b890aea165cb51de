using System.Globalization;
using System.Text;
using OxyPlot;
using OxyPlot.Annotations;
using OxyPlot.Axes;
using OxyPlot.Series;
using Virtspec.Exploration;
using Virtspec.Exploration.MemoryModels;
using Virtspec.Scenarios;
using Virtspec.Tests;
using Xunit;

namespace Virtspec.Systematic.Counts;

/// <summary>How searches of the split ring grow with buffers and queue size: a table and a plot.</summary>
public sealed class GrowthTests
{
    private const int MostBuffers = 3;
    private static readonly int[] Sizes = [1, 2, 4];

    [Fact]
    public void The_page_and_the_plot_are_up_to_date()
    {
        var rows = (from eventIndex in (int[])[0, 1]
                    from size in Sizes
                    from memory in (MemoryModel[])[MemoryModel.Sequential, MemoryModel.PartialStoreOrder, MemoryModel.ReleaseAcquire]
                    from buffers in Enumerable.Range(1, MostBuffers)
                    where Fits(eventIndex, memory, buffers)
                    select (eventIndex, size, memory, buffers)).AsParallel().AsOrdered()
            .Select(row => Measure(row.eventIndex, row.size, row.memory, row.buffers)).ToList();
        var page = new StringBuilder(
            """
            # How searches grow

            Written by `VIRTSPEC_UPDATE=1 dotnet test tests/Systematic --filter FullyQualifiedName~GrowthTests`, compared in every build. The split ring as it is, by
            buffers, queue size and scheme of suppression. *Classes* are executions that differ in more than the order of steps that commute: what the search by partial
            order does under sc and pso, each once; under ra the search goes by *states*. *One by one* is the number of executions with no reduction at all, estimated
            from 20,000 random walks. `bench -- explore` has seconds.

            ![Executions by buffers](growth.svg)

            | event index | queue size | memory | buffers | classes | redundant | states | longest, steps | one by one |
            |---|---|---|---:|---:|---:|---:|---:|---:|

            """);
        foreach (var row in rows)
        {
            page.Append(
                CultureInfo.InvariantCulture,
                $"| {(row.EventIndex == 1 ? "yes" : "no")} | {row.Size} | {ModelNames.Of(row.Memory)} | {row.Buffers} | {row.Classes:N0} | {row.Redundant:N0} | {row.States:N0} | {row.Steps} | 10^{row.OneByOne:F0} |\n");
        }

        GeneratedFile.Check("docs/growth.md", page.ToString());
        GeneratedFile.Check("docs/growth.svg", Plot(rows));
    }

    /// <summary>What takes seconds: the rest grows by a factor of 40 with each buffer.</summary>
    private static bool Fits(int eventIndex, MemoryModel memory, int buffers) =>
        buffers < MostBuffers - (memory == MemoryModel.ReleaseAcquire ? 1 : 0) || (eventIndex == 1 && memory == MemoryModel.Sequential);

    private static Growth Measure(int eventIndex, int size, MemoryModel memory, int buffers)
    {
        var scenario = ScenarioCatalogue.Find("split-ring")!.With("event-index", eventIndex).With("size", size).With("buffers", buffers);
        var result = Explorer.Run(scenario, new ExplorationOptions { Memory = memory });
        Assert.Equal(Coverage.Exhausted, result.Coverage);
        Assert.Empty(result.Found);
        var byStates = memory == MemoryModel.ReleaseAcquire;
        return new Growth(
            eventIndex, size, memory, buffers, byStates ? null : result.Counts.Complete, byStates ? null : result.Counts.Redundant,
            byStates ? result.Counts.States : null, result.Counts.Depth, OrderCount.Log10(scenario, memory));
    }

    private static string Plot(IReadOnlyList<Growth> rows)
    {
        var model = new PlotModel { Background = OxyColors.White, DefaultFont = "sans-serif", Title = "Executions of the split ring, sequentially consistent", TitleFontSize = 14 };
        model.Axes.Add(new LinearAxis { Position = AxisPosition.Bottom, Title = "buffers", MajorStep = 1, MinorStep = 1, Minimum = 0.8, Maximum = MostBuffers + 0.2, AxisTitleDistance = 10 });
        model.Axes.Add(new LogarithmicAxis { Position = AxisPosition.Left, MajorGridlineStyle = LineStyle.Dot, StringFormat = "0E0" });
        var shown = rows.Where(row => row is { EventIndex: 1, Memory: MemoryModel.Sequential }).ToList();
        // Larger queues make no difference to be seen.
        foreach (var (size, colour) in new[] { (Sizes[0], OxyColors.DarkOrange), (Sizes[1], OxyColors.SteelBlue) })
        {
            var mine = shown.Where(row => row.Size == size).ToList();
            Line(model, $"one by one, queue size {size}", LineStyle.Dash, colour, mine.Select(row => Math.Pow(10, row.OneByOne)));
            Line(model, $"classes, queue size {size}", LineStyle.Solid, colour, mine.Select(row => (double)row.Classes!));
        }

        return SvgExporter.ExportToString(model, 640, 420, isDocument: false) + "\n";
    }

    /// <summary>A line, with its name beside its middle: a legend would have to know how wide letters are.</summary>
    private static void Line(PlotModel model, string name, LineStyle style, OxyColor colour, IEnumerable<double> executions)
    {
        var line = new LineSeries { LineStyle = style, Color = colour, MarkerType = MarkerType.Circle, MarkerFill = colour };
        line.Points.AddRange(executions.Select((value, at) => new DataPoint(at + 1, value)));
        model.Series.Add(line);
        var above = colour == OxyColors.DarkOrange;
        model.Annotations.Add(new TextAnnotation
        {
            Text = name, TextColor = colour, StrokeThickness = 0, TextPosition = line.Points[1], Offset = new ScreenVector(above ? -6 : 6, above ? -4 : 4),
            TextHorizontalAlignment = above ? HorizontalAlignment.Right : HorizontalAlignment.Left,
            TextVerticalAlignment = above ? VerticalAlignment.Bottom : VerticalAlignment.Top,
        });
    }

    private sealed record Growth(
        int EventIndex, int Size, MemoryModel Memory, int Buffers, long? Classes, long? Redundant, long? States, int Steps, double OneByOne);
}
