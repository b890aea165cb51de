using System.IO.Enumeration;

namespace Virtspec.Specification.Catalogue;

/// <summary>
/// What a user writes to select requirements: an id, the beginning of one up to a dot (a clause, a chapter) or up to its
/// letter, or either with <c>*</c> and <c>?</c> in it.
/// </summary>
internal static class RequirementGlob
{
    /// <summary>Whether <paramref name="glob"/> selects the requirement <paramref name="id"/>.</summary>
    public static bool Selects(string glob, string id) =>
        Names(id).Any(name => FileSystemName.MatchesSimpleExpression(glob, name, ignoreCase: false));

    /// <summary>Every name a requirement answers to, from its own id to its chapter.</summary>
    public static IEnumerable<string> Names(string id)
    {
        yield return id;
        if (id.Length > 1 && char.IsAsciiLetterLower(id[^1]) && char.IsAsciiDigit(id[^2]))
            yield return id[..^1];
        for (var dot = id.LastIndexOf('.'); dot > 0; dot = id.LastIndexOf('.', dot - 1))
            yield return id[..dot];
    }

    /// <summary>The names closest to a glob that selects nothing, best first: what the user may have meant.</summary>
    public static IReadOnlyList<string> Nearest(string glob, IEnumerable<string> ids, int count)
    {
        var wanted = glob.Replace("*", "", StringComparison.Ordinal).Replace("?", "", StringComparison.Ordinal);
        return [.. ids.SelectMany(Names).Distinct(StringComparer.Ordinal)
            .OrderBy(name => Distance(wanted, name)).ThenBy(name => name, RequirementOrder.Instance).Take(count)];
    }

    /// <summary>Edits (insert, delete, replace a character) that lead from one name to the other.</summary>
    private static int Distance(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var replaced = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
