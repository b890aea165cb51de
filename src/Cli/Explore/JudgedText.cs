using Virtspec.Exploration.Execution;

namespace Virtspec.Cli.Explore;

/// <summary>What the judge of a scenario saw in its searches: a pass counts for statements whose premises arose.</summary>
internal static class JudgedText
{
    /// <returns>Null for a scenario without a judge.</returns>
    internal static string? Of(IReadOnlyList<SearchReport> searches)
    {
        var counts = searches.Select(search => search.Judged).ToList();
        var all = StatementCount.Sum(counts);
        if (all.Count == 0)
            return null;
        var held = all.Where(count => count.Value.Held > 0).OrderBy(count => count.Value.Held).ThenBy(count => count.Key, StringComparer.Ordinal).ToList();
        var text = $"{CoverageText.Count(held.Count, "statement")} held";
        if (held is [var rarest, ..])
            text += $", {rarest.Key} least often: {CoverageText.Number(rarest.Value.Held)} times";
        // A fence that is missing under a memory model that needs none, say.
        var harmless = searches.Where(search => search.Findings.Count == 0).SelectMany(search => search.Judged)
            .Where(count => count.Value.Broken > 0).Select(count => count.Key).Distinct().Order(StringComparer.Ordinal).ToList();
        return harmless.Count == 0 ? text : $"{text}\nbroken where no schedule goes wrong for it: {string.Join(", ", harmless)}";
    }
}
