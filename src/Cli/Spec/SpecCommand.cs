using System.CommandLine;
using Virtspec.Specification.Catalogue;
using Virtspec.Specification.Coverage;

namespace Virtspec.Cli.Spec;

/// <summary><c>virtspec spec</c>: the specification itself, to be listed, read, counted, drawn and browsed.</summary>
internal static class SpecCommand
{
    internal const string Examples =
        """
        Examples:
          virtspec spec list 'split.*' --level must --status rule
          virtspec spec show split.used.device.1
          virtspec spec search used_event
          virtspec spec coverage
          virtspec spec graph device-status --format mermaid
          virtspec spec html site
        """;

    internal const string ExitCodes =
        """
        Exit codes:
          0    done
          1    coverage --ci: the sources are not what was committed, or cite what there is not
          2    wrong usage
          70   an error in virtspec itself
        """;

    internal static Command Create() => new("spec", "The specification as data: every normative statement of VIRTIO 1.4, what judges it, and the machines of the model.")
    {
        SpecList.Create(), SpecShow.Create(), SpecSearch.Create(), SpecCoverage.Create(), SpecGraph.Create(), SpecHtml.Create(),
    };

    /// <summary>The option that asks for JSON.</summary>
    internal static Option<bool> Json() => new("--json") { Description = "JSON to standard output, for machines." };

    /// <summary>What stands behind each statement, by id.</summary>
    internal static IReadOnlyDictionary<string, Evidence> Evidence() => CoverageSnapshot.Load().ToDictionary(evidence => evidence.Id);

    /// <summary>The statements that globs select, or all without any.</summary>
    /// <exception cref="UsageException">A glob selects nothing.</exception>
    internal static IReadOnlyList<Requirement> Select(string[]? globs)
    {
        var catalogue = RequirementCatalogue.Load();
        try
        {
            return globs is { Length: > 0 } ? catalogue.Match(globs) : catalogue.All;
        }
        catch (CatalogueException exception)
        {
            throw new UsageException(exception.Message);
        }
    }
}
