using Virtspec.Specification.Catalogue;
using Virtspec.Specification.Coverage;

namespace Virtspec.Specification.Site;

/// <summary>A statement with all that a page tells of it.</summary>
/// <param name="Requirement">The statement.</param>
/// <param name="Evidence">What stands behind it.</param>
/// <param name="Use">What the tool knows of it.</param>
/// <param name="Findings">Findings that name it.</param>
internal sealed record SiteStatement(Requirement Requirement, Evidence Evidence, StatementUse Use, IReadOnlyList<Finding> Findings)
{
    /// <summary>How strongly it binds, as one of the filter's words.</summary>
    public string LevelGroup => Requirement.Level switch
    {
        Level.Should or Level.ShouldNot => "should",
        Level.May => "may",
        _ => "must",
    };

    /// <summary>Whom it binds.</summary>
    public string RoleName => Requirement.Role.ToString().ToLowerInvariant();

    /// <summary>What stands behind it, in a word for people: the strongest there is.</summary>
    public string Status => (Requirement.Judged, Evidence.Suites.Count) switch
    {
        (Judged.Rule, > 0) => "exercised",
        (Judged.Rule, _) => "rule only",
        (Judged.Exception, _) => "exception",
        _ => "open",
    };

    /// <summary>The filter's words that select it, with blanks between; those of <c>spec list --status</c>.</summary>
    public string StatusWords => string.Join(' ', new[]
    {
        Requirement.Judged.ToString().ToLowerInvariant(),
        Evidence.Suites.Count > 0 ? "exercised" : Requirement.Judged == Judged.Rule ? "unexercised" : string.Empty,
    }.Where(word => word.Length > 0));

    /// <summary>The attributes that the filter reads.</summary>
    public Html FilterWords => Html.Of($"data-level=\"{LevelGroup}\" data-role=\"{RoleName}\" data-status=\"{StatusWords}\"");

    /// <summary>Level, role and status as small labels. Colours repeat what the words say.</summary>
    public Html Labels => Html.Of(
        $"<span class=\"level {LevelGroup}\">{Requirement.Level.Keyword()}</span> <span class=\"role\">{RoleName}</span> <span class=\"status {Status.Replace(' ', '-')}\">{Status}</span>");
}
