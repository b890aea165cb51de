using System.Text;

namespace Virtspec.Exploration.Schedules;

/// <summary>Lists a run, a line for each access: for narrow terminals and for many agents.</summary>
internal static class NumberedList
{
    /// <summary>Fewer columns are taken for as many.</summary>
    private const int LeastWidth = 30;

    /// <summary>Lists.</summary>
    /// <param name="recording">The run.</param>
    /// <param name="width">Columns; longer lines are broken.</param>
    /// <param name="foldFrom">As for lanes.</param>
    internal static string Write(Recording recording, int width = 80, int foldFrom = 0)
    {
        width = Math.Max(width, LeastWidth);
        var text = new StringBuilder();
        Add(text, string.Empty, recording.Title, width);
        text.Append('\n');
        var longest = Math.Min(width / 3, recording.Agents.Append(recording.Shared).Max(name => name.Length));
        foreach (var folded in Folding.Fold(recording.Rows, foldFrom))
        {
            var row = folded.Row;
            var who = row.Lane < recording.Agents.Count ? recording.Agents[row.Lane] : recording.Shared;
            who = who.Length > longest ? who[..longest] : who.PadRight(longest);
            Add(text, $"{row.Step,4}  {who}  ", folded.Text, width);
        }

        text.Append('\n');
        foreach (var closing in recording.Closing)
            Add(text, string.Empty, closing, width);
        return text.ToString();
    }

    private static void Add(StringBuilder text, string head, string what, int width)
    {
        foreach (var line in TextWrap.Wrap(what, width - head.Length))
        {
            text.Append((head + line).TrimEnd()).Append('\n');
            head = new string(' ', head.Length);
        }
    }
}
