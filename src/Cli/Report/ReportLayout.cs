using System.Text;
using Spectre.Console;

namespace Virtspec.Cli.Report;

/// <summary>
/// Lays out names with texts: side by side, or one below the other where a terminal is too narrow for that. A word is never cut, and a
/// command never broken: both are there to be copied.
/// </summary>
internal sealed class ReportLayout(IAnsiConsole console)
{
    private const int Margin = 2;
    private const int IndentBelow = 4;

    /// <summary>Writes rows with their texts in one column.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="least">Width of the names at least, where several calls are to be one column.</param>
    internal void Rows(IReadOnlyList<(string Name, string Text)> rows, int least = 0)
    {
        var beside = Margin + Math.Max(least, rows.Max(row => row.Name.Length)) + 2;
        var indent = beside <= console.Profile.Width / 2 ? beside : IndentBelow;
        foreach (var (name, text) in rows)
        {
            var lines = text.Split('\n').SelectMany(line => Wrap(line, console.Profile.Width - indent - 1)).ToList();
            Name(name);
            if (indent == beside)
                Raw(new string(' ', indent - Margin - name.Length) + lines[0]);
            else
                Raw($"\n{new string(' ', indent)}{lines[0]}");
            foreach (var line in lines.Skip(1))
                Raw($"\n{new string(' ', indent)}{line}");
            Raw("\n");
        }
    }

    /// <summary>Writes columns: names to the left, numbers and what they count to the right.</summary>
    internal void Table(IReadOnlyList<IReadOnlyList<string>> rows)
    {
        var widths = Enumerable.Range(0, rows[0].Count).Select(column => rows.Max(row => row[column].Length)).ToList();
        foreach (var row in rows)
        {
            Name(row[0].PadRight(widths[0]));
            Raw(string.Concat(row.Skip(1).Select((cell, column) => "  " + cell.PadLeft(widths[column + 1]))) + "\n");
        }
    }

    /// <summary>Writes a line as it is, however long: programs look for it.</summary>
    internal void Line(string line) => Raw(line + "\n");

    /// <summary>Writes a command on a line of its own.</summary>
    internal void Command(string name, string command)
    {
        Name(name);
        Raw($"\n{new string(' ', IndentBelow)}{command}\n");
    }

    private void Name(string name)
    {
        Raw(new string(' ', Margin));
        console.Write(new Text(name, new Style(decoration: Decoration.Dim)));
    }

    /// <summary>Past the console, which would wrap again in its own way.</summary>
    private void Raw(string text) => console.Profile.Out.Writer.Write(text);

    private static List<string> Wrap(string text, int width)
    {
        var lines = new List<string>();
        var line = new StringBuilder();
        foreach (var word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                lines.Add(line.ToString());
                line.Clear();
            }
            else if (line.Length > 0)
            {
                line.Append(' ');
            }

            line.Append(word);
        }

        lines.Add(line.ToString());
        return lines;
    }
}
