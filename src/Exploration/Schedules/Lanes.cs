using System.Text;

namespace Virtspec.Exploration.Schedules;

/// <summary>How lanes are drawn.</summary>
internal sealed record LaneOptions
{
    internal const int LeastWidth = 60;

    /// <summary>Columns, 60 or more. A drawing that needs fewer takes fewer.</summary>
    internal int Width { get; init; } = 80;

    /// <summary>Whether lifelines are drawn with box-drawing characters; else in ASCII.</summary>
    internal bool Boxes { get; init; }

    /// <summary>Rows of one agent on its own from which on their middle is left out; 0 to leave out nothing.</summary>
    internal int FoldFrom { get; init; }
}

/// <summary>
/// Draws a run from top to bottom, a lane for each agent and one for memory and doorbells. A lifeline is whole while its agent can go on, dotted
/// while it waits for others, and ends with it.
/// </summary>
internal sealed class Lanes
{
    /// <summary>In front: the number of the step and a space.</summary>
    private const int Margin = 5;

    /// <summary>The lifeline, a space behind it, and one before the next lane.</summary>
    private const int Frame = 3;

    /// <summary>Text narrower than this cannot be read.</summary>
    private const int LeastText = 8;

    private readonly Recording _recording;
    private readonly LaneOptions _options;
    private readonly IReadOnlyList<FoldedRow> _rows;
    private readonly string[] _heads;
    private readonly int[] _widths;
    private readonly StringBuilder _text = new();

    private Lanes(Recording recording, LaneOptions options)
    {
        (_recording, _options) = (recording, options);
        _rows = Folding.Fold(recording.Rows, options.FoldFrom);
        var shared = recording.Rows.Any(row => row.Lane == recording.Agents.Count || row.Echo is not null);
        _heads = shared ? [.. recording.Agents, recording.Shared] : [.. recording.Agents];
        _widths = Widths();
    }

    /// <summary>Draws; as a numbered list when there are too many agents for the width.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The width is less than 60.</exception>
    internal static string Draw(Recording recording, LaneOptions? options = null)
    {
        options ??= new LaneOptions();
        if (options.Width < LaneOptions.LeastWidth)
            throw new ArgumentOutOfRangeException(nameof(options), options.Width, $"a width of {LaneOptions.LeastWidth} or more was expected");
        var lanes = new Lanes(recording, options);
        return lanes._widths.Min() < LeastText ? NumberedList.Write(recording, options.Width) : lanes.Draw();
    }

    private string Draw()
    {
        foreach (var line in TextWrap.Wrap(_recording.Title, _options.Width))
            Line(line);
        Line(string.Empty);
        Cells(string.Empty, [.. _heads], (_, _) => ' ');
        var step = -1;
        foreach (var row in _rows)
        {
            var cells = new string?[_heads.Length];
            cells[row.Row.Lane] = row.Text;
            if (row.Row.Echo is not null)
                cells[^1] = row.Row.Echo;
            Cells(row.Row.Step == step || row.Row.Step == 0 ? string.Empty : $"{row.Row.Step}", cells, Lifeline);
            step = row.Row.Step;

            char Lifeline(int lane, int line) => lane == row.Row.Lane && line == 0
                ? (_options.Boxes ? '●' : '*')
                : Idle(row.Row.Asleep, row.Row.Done, lane);
        }

        Line(string.Empty);
        foreach (var line in _recording.Closing.SelectMany(closing => TextWrap.Wrap(closing, _options.Width)))
            Line(line);
        return _text.ToString();
    }

    private char Idle(ulong asleep, ulong done, int lane)
    {
        if ((done >> lane & 1) != 0)
            return ' ';
        var waits = (asleep >> lane & 1) != 0;
        return _options.Boxes ? (waits ? '┊' : '│') : (waits ? ':' : '|');
    }

    /// <summary>One row of cells, over as many lines as its longest takes.</summary>
    private void Cells(string number, string?[] cells, Func<int, int, char> lifeline)
    {
        var wrapped = cells.Select((cell, lane) => cell is null ? [] : TextWrap.Wrap(cell, _widths[lane])).ToArray();
        var height = wrapped.Max(lines => lines.Count);
        for (var line = 0; line < height; line++)
        {
            var drawn = new StringBuilder((line == 0 ? number : string.Empty).PadLeft(Margin - 1)).Append(' ');
            for (var lane = 0; lane < cells.Length; lane++)
            {
                var text = line < wrapped[lane].Count ? wrapped[lane][line] : string.Empty;
                drawn.Append(lifeline(lane, line)).Append(' ').Append(text.PadRight(_widths[lane])).Append(' ');
            }

            Line(drawn.ToString());
        }
    }

    private void Line(string line) => _text.Append(line.TrimEnd()).Append('\n');

    /// <summary>What each lane needs, if all fits; else those that need least get it, and the others share the rest.</summary>
    private int[] Widths()
    {
        var needs = _heads.Select(head => head.Length).ToArray();
        foreach (var row in _rows)
        {
            needs[row.Row.Lane] = Math.Max(needs[row.Row.Lane], row.Text.Length);
            if (row.Row.Echo is { } echo)
                needs[^1] = Math.Max(needs[^1], echo.Length);
        }

        var widths = new int[needs.Length];
        var left = _options.Width - Margin - (Frame * needs.Length);
        var lanes = needs.Length;
        foreach (var (need, lane) in needs.Select((need, lane) => (need, lane)).OrderBy(lane => lane))
        {
            widths[lane] = Math.Min(need, left / lanes--);
            left -= widths[lane];
        }

        return widths;
    }
}
