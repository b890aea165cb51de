using Virtspec.Specification.Catalogue;
using Virtspec.Specification.Citations;

namespace Virtspec.Specification.Coverage;

/// <summary>What must never be, whatever a snapshot says: citations of nothing, rules without tests, promises of a rule without one.</summary>
internal static class CoverageProblems
{
    /// <summary>Every problem of a source tree, a line each.</summary>
    /// <param name="catalogue">The statements.</param>
    /// <param name="sources">Citations and rules of the sources.</param>
    /// <param name="suites">The ids that each suite exercises.</param>
    public static IEnumerable<string> Of(
        RequirementCatalogue catalogue, SourceCitations sources, IReadOnlyDictionary<string, IReadOnlySet<string>> suites)
    {
        foreach (var citation in sources.Citations.Where(citation => !catalogue.TryGet(citation.Id, out _)))
            yield return $"{citation.File}:{citation.Line}: cites {citation.Id}, which the catalogue does not have";
        foreach (var rule in sources.Rules.Where(rule => !catalogue.TryGet(rule.Id, out var known) || known.Judged != Judged.Rule))
            yield return $"{rule.Symbol}: a rule for {rule.Id}, which the catalogue does not call ruled";
        foreach (var rule in sources.Rules.Where(rule => rule.AppliedIn.Count == 0))
            yield return $"{rule.Symbol}: a rule for {rule.Id} that nothing in the model applies";
        foreach (var (suite, ids) in suites)
        {
            foreach (var id in ids.Where(id => !catalogue.TryGet(id, out _)).Order(StringComparer.Ordinal))
                yield return $"{Suites.FileOf(suite)}: lists {id}, which the catalogue does not have";
        }

        var ruled = sources.Rules.Select(rule => rule.Id).ToHashSet();
        var tested = sources.Citations.Where(citation => citation.Kind == CitationKind.Test).Select(citation => citation.Id).ToHashSet();
        foreach (var requirement in catalogue.All.Where(requirement => requirement.Judged == Judged.Rule))
        {
            if (!ruled.Contains(requirement.Id))
                yield return $"{requirement.Id}: said to be judged by a rule, and there is none";
            if (!tested.Contains(requirement.Id))
                yield return $"{requirement.Id}: judged by a rule that no test cites";
        }
    }
}
