using System.Text;
using Virtspec.Specification.Catalogue;

namespace Virtspec.Specification.Coverage;

/// <summary>
/// Evidence as text, committed as <c>spec/coverage.snapshot</c>: a line for each statement, and below it what stands behind it. A change of
/// coverage shows in a diff, and the tool that has left its repository still knows.
/// </summary>
internal static class CoverageSnapshot
{
    /// <summary>Path from the root of the repository.</summary>
    public const string File = "spec/coverage.snapshot";

    private const string Resource = "coverage.snapshot";
    private const string Head = "# What stands behind each statement. Written by: virtspec spec coverage --update\n";

    /// <summary>The evidence that was built into this program; nothing where there was none.</summary>
    /// <exception cref="CatalogueException">It breaks its own format.</exception>
    public static IReadOnlyList<Evidence> Load()
    {
        using var stream = typeof(CoverageSnapshot).Assembly.GetManifestResourceStream(Resource);
        if (stream is null)
            return [];
        using var reader = new StreamReader(stream);
        return Parse(reader.ReadToEnd());
    }

    /// <summary>The text of evidence.</summary>
    public static string Write(IEnumerable<Evidence> evidence)
    {
        var text = new StringBuilder(Head);
        foreach (var statement in evidence)
        {
            text.Append($"{statement.Id} {statement.Level.Keyword().Replace(' ', '-')} {statement.Judged.ToString().ToLowerInvariant()}\n");
            if (statement.Rule is not null)
                Line("rule", [statement.Rule]);
            Line("applied", statement.AppliedIn);
            Line("code", statement.Code);
            Line("test", statement.Tests);
            Line("suite", statement.Suites);
        }

        return text.ToString();

        void Line(string name, IReadOnlyList<string> values)
        {
            if (values.Count > 0)
                text.Append($"  {name} {string.Join(' ', values)}\n");
        }
    }

    /// <summary>The evidence of a text.</summary>
    /// <exception cref="CatalogueException">A line is of no form that <see cref="Write"/> makes.</exception>
    public static IReadOnlyList<Evidence> Parse(string text)
    {
        var all = new List<Evidence>();
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n').Where(line => line.Length > 0 && line[0] != '#'))
        {
            if (line[0] != ' ')
                all.Add(Statement(line));
            else if (all.Count == 0)
                throw Problem(line);
            else
                all[^1] = Added(all[^1], line);
        }

        return all;
    }

    private static Evidence Statement(string line) =>
        line.Split(' ') is [var id, var level, var judged]
        && LevelText.TryParse(level.Replace('-', ' '), out var known) && Enum.TryParse<Judged>(judged, ignoreCase: true, out var how)
            ? new Evidence(id, known, how, null, [], [], [], [])
            : throw Problem(line);

    private static Evidence Added(Evidence statement, string line)
    {
        if (line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is not [var name, .. var values])
            throw Problem(line);
        return name switch
        {
            "rule" when values is [var rule] => statement with { Rule = rule },
            "applied" => statement with { AppliedIn = values },
            "code" => statement with { Code = values },
            "test" => statement with { Tests = values },
            "suite" => statement with { Suites = values },
            _ => throw Problem(line),
        };
    }

    private static CatalogueException Problem(string line) => new($"{File}: '{line}' is no line of a snapshot");
}
