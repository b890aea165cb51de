namespace Virtspec.Exploration.Schedules;

/// <summary>Breaks text into lines.</summary>
internal static class TextWrap
{
    /// <summary>Breaks at spaces where it can, inside words where it must.</summary>
    /// <param name="text">No line breaks in it.</param>
    /// <param name="width">Most characters of a line; at least 1.</param>
    internal static IReadOnlyList<string> Wrap(string text, int width)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        var lines = new List<string>();
        while (text.Length > width)
        {
            var space = text.LastIndexOf(' ', width);
            var end = space > 0 ? space : width;
            lines.Add(text[..end].TrimEnd());
            text = text[end..].TrimStart();
        }

        lines.Add(text);
        return lines;
    }
}
