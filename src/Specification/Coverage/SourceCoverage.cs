using Virtspec.Specification.Catalogue;
using Virtspec.Specification.Citations;

namespace Virtspec.Specification.Coverage;

/// <summary>What the sources of virtspec say of coverage, right now.</summary>
internal static class SourceCoverage
{
    /// <summary>The files that tell of coverage, as the sources make them, and what is wrong with the sources.</summary>
    /// <param name="root">Root of the repository.</param>
    /// <param name="catalogue">The statements.</param>
    public static (IReadOnlyList<(string File, string Text)> Files, IReadOnlyList<string> Problems) Of(string root, RequirementCatalogue catalogue)
    {
        var sources = SourceScanner.Scan(root);
        var suites = Suites.Read(root);
        var evidence = Evidence.Gather(catalogue, sources, suites);
        return (
            [(CoverageSnapshot.File, CoverageSnapshot.Write(evidence)), (CoveragePage.File, CoveragePage.Write(catalogue, evidence))],
            [.. CoverageProblems.Of(catalogue, sources, suites)]);
    }
}
