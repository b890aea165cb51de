using Virtspec.Specification.Catalogue;
using Virtspec.Specification.Citations;

namespace Virtspec.Specification.Coverage;

/// <summary>What stands behind one statement.</summary>
/// <param name="Id">Id of the statement.</param>
/// <param name="Level">How strongly it binds.</param>
/// <param name="Judged">What the catalogue says of it.</param>
/// <param name="Rule">Name of its rule in the model, or null.</param>
/// <param name="AppliedIn">Files of the model that apply the rule.</param>
/// <param name="Code">Files that implement it and say so.</param>
/// <param name="Tests">Files of tests that cite it.</param>
/// <param name="Suites">Names of the suites that exercise it: premise and verdict came up when they last were recorded.</param>
internal sealed record Evidence(
    string Id, Level Level, Judged Judged, string? Rule, IReadOnlyList<string> AppliedIn, IReadOnlyList<string> Code, IReadOnlyList<string> Tests,
    IReadOnlyList<string> Suites)
{
    /// <summary>Brings together what is known of each statement, in the order of the catalogue.</summary>
    /// <param name="catalogue">The statements.</param>
    /// <param name="sources">Citations and rules of the sources.</param>
    /// <param name="suites">The ids that each suite exercises, by the suite's name.</param>
    public static IReadOnlyList<Evidence> Gather(
        RequirementCatalogue catalogue, SourceCitations sources, IReadOnlyDictionary<string, IReadOnlySet<string>> suites)
    {
        var rules = sources.Rules.GroupBy(rule => rule.Id).ToDictionary(rule => rule.Key, rule => rule.First());
        var cited = sources.Citations.ToLookup(citation => (citation.Id, citation.Kind), citation => citation.File);
        return [.. catalogue.All.Select(requirement =>
        {
            var rule = rules.GetValueOrDefault(requirement.Id);
            return new Evidence(
                requirement.Id, requirement.Level, requirement.Judged, rule?.Symbol, rule?.AppliedIn ?? [],
                [.. cited[(requirement.Id, CitationKind.Code)].Distinct()],
                [.. cited[(requirement.Id, CitationKind.Test)].Distinct()],
                [.. suites.Where(suite => suite.Value.Contains(requirement.Id)).Select(suite => suite.Key).Order(StringComparer.Ordinal)]);
        })];
    }
}
