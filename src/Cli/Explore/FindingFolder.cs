using Virtspec.Exploration;
using Virtspec.Exploration.Schedules;

namespace Virtspec.Cli.Explore;

/// <summary>Findings on disk, a file each, named by their ids.</summary>
internal sealed class FindingFolder
{
    internal const string Default = "virtspec-out";

    private readonly string _folder;

    internal FindingFolder(string output) => _folder = Path.Combine(output, "findings");

    /// <summary>Ids of all that are there.</summary>
    internal IReadOnlyList<string> Ids => Directory.Exists(_folder)
        ? [.. Directory.EnumerateFiles(_folder, "*.json").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)]
        : [];

    /// <summary>Sees to it that findings can be written: a search of an hour must not end in a wrong path.</summary>
    /// <exception cref="UsageException">They cannot.</exception>
    internal void Prepare()
    {
        try
        {
            Directory.CreateDirectory(_folder);
            File.Create(Path.Combine(_folder, $".{Path.GetRandomFileName()}"), 1, FileOptions.DeleteOnClose).Dispose();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--out: {exception.Message}");
        }
    }

    internal string Write(SavedFinding finding)
    {
        var path = Path.Combine(_folder, finding.Id + ".json");
        FindingFile.Write(path, finding);
        return path;
    }

    /// <summary>Reads a finding by id, by the beginning of one, or by path.</summary>
    /// <exception cref="UsageException">There is none, several, or the file is none.</exception>
    internal SavedFinding Read(string name, IReadOnlyList<Scenario> scenarios)
    {
        try
        {
            return FindingReader.Read(PathOf(name), scenarios);
        }
        catch (FindingFileException exception)
        {
            throw new UsageException(exception.Message);
        }
    }

    private string PathOf(string name)
    {
        if (File.Exists(name))
            return name;
        var ids = Ids.Where(id => id.StartsWith(name, StringComparison.OrdinalIgnoreCase)).ToList();
        return ids.Count switch
        {
            1 => Path.Combine(_folder, ids[0] + ".json"),
            0 => throw new UsageException(Ids.Count == 0 ? $"no finding '{name}', and none at all in {_folder}" : $"no finding '{name}' in {_folder}; there are: {string.Join(", ", Ids)}"),
            _ => throw new UsageException($"'{name}' is the beginning of several findings: {string.Join(", ", ids)}"),
        };
    }
}
