namespace Virtspec.Exploration.Schedules;

/// <summary>A row to draw, or the first of several that are left out.</summary>
/// <param name="Row">The row.</param>
/// <param name="Hidden">How many are left out, this one included; 0 when it is drawn.</param>
internal readonly record struct FoldedRow(RecordedRow Row, int Hidden)
{
    internal string Text => Hidden == 0 ? Row.Text : $"... {Hidden} more";
}

/// <summary>Leaves out the middle of what an agent does on its own for long.</summary>
internal static class Folding
{
    /// <summary>Rows kept at either end.</summary>
    private const int Kept = 2;

    /// <summary>Folds rows of one lane that follow each other. Doorbells are never folded away.</summary>
    /// <param name="rows">All rows.</param>
    /// <param name="from">How many have to follow each other; 0 to fold none.</param>
    internal static IReadOnlyList<FoldedRow> Fold(IReadOnlyList<RecordedRow> rows, int from)
    {
        var folded = new List<FoldedRow>();
        for (int start = 0, end; start < rows.Count; start = end)
        {
            for (end = start + 1; end < rows.Count && rows[end].Lane == rows[start].Lane && rows[end - 1].Passage?.Bell is null && rows[end].Passage?.Bell is null;)
                end++;
            var hidden = end - start - (2 * Kept);
            var folds = from > 0 && end - start >= from && hidden > 1;
            for (var i = start; i < end; i++)
            {
                if (!folds || i < start + Kept || i >= end - Kept)
                    folded.Add(new FoldedRow(rows[i], Hidden: 0));
                else if (i == start + Kept)
                    folded.Add(new FoldedRow(rows[i], hidden));
            }
        }

        return folded;
    }
}
