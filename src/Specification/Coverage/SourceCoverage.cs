using Virtspec.Specification.Catalogue;
using Virtspec.Specification.Citations;

namespace Virtspec.Specification.Coverage;

/// <summary>What the sources of virtspec say of coverage, right now.</summary>
internal static class SourceCoverage
{
    /// <summary>The snapshot that the sources make, and what is wrong with them.</summary>
    /// <param name="root">Root of the repository.</param>
    /// <param name="catalogue">The statements.</param>
    public static (string Snapshot, IReadOnlyList<string> Problems) Of(string root, RequirementCatalogue catalogue)
    {
        var sources = SourceScanner.Scan(root);
        var suites = Suites.Read(root);
        return (CoverageSnapshot.Write(Evidence.Gather(catalogue, sources, suites)), [.. CoverageProblems.Of(catalogue, sources, suites)]);
    }
}
