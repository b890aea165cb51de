using System.Text.RegularExpressions;
using Virtspec.Specification.Catalogue;
using Virtspec.Tests;
using Xunit;

namespace Virtspec.Properties.Specification;

/// <summary>Our own normative text and the catalogue say the same: every statement with its level, in both.</summary>
public sealed partial class ProtocolTests
{
    [Fact]
    public void Statements_of_the_protocols_are_those_of_the_catalogue()
    {
        var written = Directory.GetFiles(Path.Combine(GeneratedFile.Root(), "spec", "protocols"), "*.md")
            .SelectMany(file => Statement().Matches(File.ReadAllText(file)))
            .Select(match => $"{match.Groups[1].Value} {match.Groups[2].Value}");
        var catalogued = RequirementCatalogue.Load().All
            .Where(requirement => requirement.Source == CatalogueReader.Protocols)
            .Select(requirement => $"{requirement.Id} {requirement.Level.Keyword()}");
        Assert.Equal(catalogued.Order(StringComparer.Ordinal), written.Order(StringComparer.Ordinal));
    }

    [GeneratedRegex(@"^\*\*([a-z0-9.-]+)\*\* \(([A-Z ]+)\)", RegexOptions.Multiline)]
    private static partial Regex Statement();
}
