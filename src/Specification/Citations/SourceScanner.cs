using System.Text.RegularExpressions;

namespace Virtspec.Specification.Citations;

/// <summary>All citations of a source tree, and where its rules are.</summary>
/// <param name="Citations">By file and line.</param>
/// <param name="Rules">By id.</param>
internal sealed record SourceCitations(IReadOnlyList<Citation> Citations, IReadOnlyList<RuleSource> Rules);

/// <summary>Reads the sources of virtspec for citations.</summary>
internal static partial class SourceScanner
{
    private const string Model = "spec/Model/";
    private const string Tests = "tests/";

    private static readonly string[] Folders = ["spec", "src", "tests"];
    private static readonly string[] Built = ["bin", "obj"];

    /// <summary>The root of the repository that a folder lies in, or null.</summary>
    public static string? RootAbove(string folder)
    {
        for (var above = new DirectoryInfo(folder); above is not null; above = above.Parent)
        {
            if (File.Exists(Path.Combine(above.FullName, "Reference.sln")) && Directory.Exists(Path.Combine(above.FullName, "spec", "requirements")))
                return above.FullName;
        }

        return null;
    }

    /// <summary>Reads a whole tree.</summary>
    /// <param name="root">Root of the repository.</param>
    public static SourceCitations Scan(string root) => Read(Files(root));

    /// <summary>The source files of a tree: paths from its root, and texts.</summary>
    /// <param name="root">Root of the repository.</param>
    public static IEnumerable<(string File, string Text)> Files(string root) =>
        Folders.Select(folder => Path.Combine(root, folder)).Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories))
            .Select(path => (File: Path.GetRelativePath(root, path).Replace('\\', '/'), Path: path))
            .Where(file => !file.File.Split('/').Intersect(Built).Any())
            .OrderBy(file => file.File, StringComparer.Ordinal)
            .Select(file => (file.File, File.ReadAllText(file.Path)));

    /// <summary>Reads files.</summary>
    /// <param name="files">Paths from the root of the repository, and texts.</param>
    public static SourceCitations Read(IEnumerable<(string File, string Text)> files)
    {
        var citations = new List<Citation>();
        var model = new List<(string File, string Text)>();
        foreach (var (file, text) in files)
        {
            citations.AddRange(Cited(file, text));
            if (file.StartsWith(Model, StringComparison.Ordinal))
                model.Add((file, text));
        }

        return new SourceCitations(citations, [.. Rules(model).OrderBy(rule => rule.Id, StringComparer.Ordinal)]);
    }

    private static IEnumerable<Citation> Cited(string file, string text)
    {
        var kind = file.StartsWith(Tests, StringComparison.Ordinal) ? CitationKind.Test : CitationKind.Code;
        var line = 0;
        foreach (var content in text.Split('\n'))
        {
            line++;
            if (CitationLine().Match(content) is { Success: true } match)
            {
                foreach (var id in match.Groups["ids"].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
                    yield return new Citation(id, kind, file, line);
            }
        }
    }

    private static IEnumerable<RuleSource> Rules(List<(string File, string Text)> model)
    {
        foreach (var (file, text) in model)
        {
            foreach (Match declared in RuleDeclaration().Matches(text))
            {
                var symbol = $"{Path.GetFileNameWithoutExtension(file)}.{declared.Groups["name"].Value}";
                var mention = new Regex($@"\b{Regex.Escape(symbol)}\b");
                yield return new RuleSource(
                    declared.Groups["id"].Value, symbol, [.. model.Where(other => mention.IsMatch(other.Text)).Select(other => other.File)]);
            }
        }
    }

    [GeneratedRegex(@"^\s*//= (?<ids>.+)$")]
    private static partial Regex CitationLine();

    [GeneratedRegex(@"\bRule (?<name>\w+) = new\(""(?<id>[^""]+)""\)")]
    private static partial Regex RuleDeclaration();
}
