using Virtspec.Oracle;
using Virtspec.Specification.Catalogue;

namespace Virtspec.Cli.Report;

/// <summary>A section of a document, and what came of the requirements in it.</summary>
/// <param name="Source">The document, as the catalogue calls it, or <c>robustness</c>.</param>
/// <param name="Section">Its number, or its heading where the document has no numbers.</param>
/// <param name="Heading">Its heading.</param>
/// <param name="Results">What came of its requirements, by id.</param>
internal sealed record ReportSection(string Source, string Section, string Heading, IReadOnlyList<RequirementResult> Results)
{
    private static readonly string[] Documents = [CatalogueReader.Standard, CatalogueReader.VhostUser, CatalogueReader.Inferred, CheckReport.RobustnessChapter];

    /// <summary>
    /// What the section is called where it stands by itself: <c>2.7.8.2 The Virtqueue Used Ring (device)</c>, <c>vhost-user: Ring states</c>,
    /// <c>invariants: 2.7.8 The Virtqueue Used Ring</c>.
    /// </summary>
    internal string Name => Source switch
    {
        CatalogueReader.Standard => $"{Title} ({Results[0].Requirement.Role.ToString().ToLowerInvariant()})",
        CatalogueReader.VhostUser => $"vhost-user: {Title}",
        CheckReport.RobustnessChapter => $"robustness: {Title}",
        _ => $"invariants: {Title}",
    };

    private string Title => Section == Heading ? Heading : $"{Section} {Heading}";

    /// <summary>Results by section: those of VIRTIO in the order of the document, then vhost-user's, then invariants, then robustness.</summary>
    internal static IReadOnlyList<ReportSection> Of(IEnumerable<RequirementResult> results) =>
        [.. results.GroupBy(result => (Source: SourceOf(result.Requirement), result.Requirement.Section))
            .OrderBy(group => Array.IndexOf(Documents, group.Key.Source))
            .ThenBy(group => group.Key.Section, RequirementOrder.Instance)
            .Select(group => new ReportSection(
                group.Key.Source, group.Key.Section, group.First().Requirement.Heading, [.. group.OrderBy(result => result.Requirement.Id, RequirementOrder.Instance)]))];

    private static string SourceOf(Requirement requirement) =>
        requirement.Chapter.Name == CheckReport.RobustnessChapter ? CheckReport.RobustnessChapter : requirement.Source;
}
