namespace Virtspec.Exploration.Schedules.Drawings;

/// <summary>A row with its place.</summary>
/// <param name="Row">What it says.</param>
/// <param name="Lines">Its text, broken into lines.</param>
/// <param name="Baseline">Baseline of the first line.</param>
/// <param name="Y">Where its lane is marked, and where its arrow goes.</param>
internal sealed record PlacedRow(DrawnRow Row, IReadOnlyList<string> Lines, double Baseline, double Y);

/// <summary>Where everything stands in a picture, in pixels.</summary>
internal sealed class SvgLayout
{
    internal const double FontSize = 13;
    internal const double LineHeight = 17;
    internal const double Margin = 16;
    internal const double HeadHeight = 26;

    /// <summary>From a lifeline to its text.</summary>
    internal const double Gap = 12;

    /// <summary>Of the fonts asked for, the widest letter takes as much of the font's size.</summary>
    private const double LetterWidth = 0.61 * FontSize;

    /// <summary>For the numbers of steps.</summary>
    private const double Numbers = 44;

    internal const double BetweenRows = 6;

    /// <summary>From the last line of text to the arrow below it.</summary>
    private const double AboveArrow = 7;

    /// <summary>From the baseline to the middle of small letters.</summary>
    private const double Middle = 4.5;

    /// <summary>Most letters of a line in a lane.</summary>
    private const int LaneLetters = 40;

    /// <summary>Closing lines narrower than this would be many.</summary>
    private const double LeastWidth = 620;

    internal SvgLayout(DrawnRun run)
    {
        var x = Margin + Numbers;
        var lanes = new double[run.Lanes.Count];
        for (var lane = 0; lane < lanes.Length; lane++)
        {
            lanes[lane] = x;
            x += Gap + (LetterWidth * Letters(run, lane)) + (2 * Gap);
        }

        Lanes = lanes;
        Width = Math.Max(x + Margin, LeastWidth);
        var letters = (int)((Width - (2 * Margin) - (2 * Gap)) / LetterWidth);
        Title = TextWrap.Wrap(run.Title, letters);
        Heads = Margin + (LineHeight * Title.Count) + Gap;
        var y = Heads + HeadHeight + Gap;
        var rows = new List<PlacedRow>();
        foreach (var row in run.Rows)
        {
            var placed = Place(row, y);
            rows.Add(placed);
            y = Math.Max(placed.Y, placed.Baseline + (LineHeight * (placed.Lines.Count - 1))) + Middle + BetweenRows;
        }

        Rows = rows;
        Bottom = y + Gap;
        Closing = [.. run.Closing.SelectMany((line, index) => TextWrap.Wrap(line, letters).Select(part => (part, index == 0)))];
        Height = Bottom + Gap + ClosingHeight + Margin;
    }

    internal double Width { get; }

    internal double Height { get; }

    internal IReadOnlyList<string> Title { get; }

    /// <summary>Lifelines, from left to right.</summary>
    internal IReadOnlyList<double> Lanes { get; }

    /// <summary>Upper edge of the heads of lanes.</summary>
    internal double Heads { get; }

    internal IReadOnlyList<PlacedRow> Rows { get; }

    /// <summary>Where lifelines end that go on to the end.</summary>
    internal double Bottom { get; }

    /// <summary>What stands below, and whether it is what went wrong.</summary>
    internal IReadOnlyList<(string Text, bool Outcome)> Closing { get; }

    internal double ClosingHeight => (LineHeight * Closing.Count) + (2 * BetweenRows);

    internal static double WidthOf(string text) => LetterWidth * text.Length;

    private static PlacedRow Place(DrawnRow row, double y)
    {
        var lines = TextWrap.Wrap(row.Text, LaneLetters);
        var baseline = y + LineHeight - Middle;
        // Along the text of its own lane an arrow goes below; one that comes in from the left ends before the text.
        var below = row.Passage is not null && row.Lane == Math.Min(row.From, row.To);
        return new PlacedRow(row, lines, baseline, below ? baseline + (LineHeight * (lines.Count - 1)) + AboveArrow : baseline - Middle);
    }

    private static int Letters(DrawnRun run, int lane)
    {
        var words = run.Rows.Where(row => row.Passage is not null && row.Lane != lane && (row.From == lane || row.To == lane)).Select(row => row.Passage!.Word);
        var lines = run.Rows.Where(row => row.Lane == lane).SelectMany(row => TextWrap.Wrap(row.Text, LaneLetters));
        return words.Concat(lines).Append(run.Lanes[lane].Name).Max(text => text.Length);
    }
}
