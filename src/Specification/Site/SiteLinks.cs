using System.Text.RegularExpressions;
using Virtspec.Specification.Catalogue;

namespace Virtspec.Specification.Site;

/// <summary>Where on the site things are. All addresses are relative to the one folder.</summary>
internal static partial class SiteLinks
{
    /// <summary>The page of a chapter.</summary>
    public static string FileOf(Chapter chapter) => $"{chapter.Name}.html";

    /// <summary>The place of a statement.</summary>
    public static string To(Requirement requirement) => $"{FileOf(requirement.Chapter)}#{requirement.Id}";

    /// <summary>The page of all statements, filtered.</summary>
    public static string Filtered(string status) => $"{AllPage.File}?status={status}";

    /// <summary>Text in which every id of the catalogue is a link to its statement.</summary>
    public static Html WithIds(string text, RequirementCatalogue catalogue)
    {
        var pieces = new List<Html>();
        var end = 0;
        foreach (Match match in Id().Matches(text))
        {
            if (!catalogue.TryGet(match.Value, out var requirement))
                continue;
            pieces.Add(Html.Of($"{text[end..match.Index]}<a href=\"{To(requirement)}\"><code>{match.Value}</code></a>"));
            end = match.Index + match.Length;
        }

        return Html.Of($"{Html.Join(pieces, string.Empty)}{text[end..]}");
    }

    [GeneratedRegex(@"[a-z][a-z0-9-]*(\.[a-z0-9]+(-[a-z0-9]+)*)+")]
    private static partial Regex Id();
}
