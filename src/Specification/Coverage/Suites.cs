namespace Virtspec.Specification.Coverage;

/// <summary>
/// Which statements a suite exercises: lists in <c>spec/exercised</c>, one id a line, that the suite's own tests write and compare.
/// </summary>
internal static class Suites
{
    private const string Folder = "spec/exercised";

    /// <summary>Path of a suite's list, from the root of the repository.</summary>
    public static string FileOf(string suite) => $"{Folder}/{suite}.txt";

    /// <summary>A list as its file has it.</summary>
    public static string Text(IEnumerable<string> ids) =>
        string.Concat(ids.Distinct().Order(Catalogue.RequirementOrder.Instance).Select(id => id + "\n"));

    /// <summary>Every list of a repository, by the name of the suite.</summary>
    /// <param name="root">Root of the repository.</param>
    public static IReadOnlyDictionary<string, IReadOnlySet<string>> Read(string root)
    {
        var folder = Path.Combine(root, Folder);
        return (Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*.txt") : [])
            .ToDictionary(
                path => Path.GetFileNameWithoutExtension(path),
                path => (IReadOnlySet<string>)File.ReadLines(path).Where(line => line.Length > 0).ToHashSet());
    }
}
