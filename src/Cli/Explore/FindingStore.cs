using Virtspec.Cli.Report;
using Virtspec.Exploration;
using Virtspec.Exploration.MemoryModels;
using Virtspec.Exploration.Schedules;

namespace Virtspec.Cli.Explore;

/// <summary>The folder that findings are kept in, a file each, named after their ids.</summary>
internal sealed class FindingStore
{
    private const string Extension = ".json";

    private readonly string? _out;

    internal FindingStore(string? output) => (_out, Folder) = (output, Path.Combine(output ?? ReportOutput.UsualFolder, "findings"));

    internal string Folder { get; }

    /// <summary>
    /// When a folder was asked for, sees to it that findings can be written there. The usual one is made when there is something to put into it.
    /// </summary>
    /// <exception cref="UsageException">They cannot.</exception>
    internal void Prepare()
    {
        if (_out is null)
            return;
        try
        {
            ReportOutput.Probe(Folder, [Path.Combine(Folder, "probe")]);
        }
        catch (UsageException exception)
        {
            throw new UsageException(exception.Message.Replace($"--out {Folder}:", $"--out {_out}:", StringComparison.Ordinal));
        }
    }

    /// <summary>Writes a finding.</summary>
    /// <returns>Its file, or why there is none: what cannot be kept was found all the same.</returns>
    internal (string? Path, string? Problem) Save(SavedFinding finding)
    {
        try
        {
            Directory.CreateDirectory(Folder);
            var path = PathOf(finding.Id);
            FindingFile.Write(path, finding);
            return (path, null);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return (null, exception.Message);
        }
    }

    /// <summary>The file of a finding, from its id, the beginning of one, or a path.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    internal string Find(string idOrPath, IReadOnlyList<Scenario> scenarios)
    {
        if (idOrPath.Contains('/') || idOrPath.EndsWith(Extension, StringComparison.Ordinal))
            return idOrPath;
        var found = Files().Where(path => Id(path).StartsWith(idOrPath, StringComparison.OrdinalIgnoreCase)).ToList();
        if (idOrPath.Length > 0 && (found.FirstOrDefault(path => Id(path) == idOrPath) ?? (found.Count == 1 ? found[0] : null)) is { } path)
            return path;
        var what = found.Count > 1 && idOrPath.Length > 0 ? $"several findings begin with '{idOrPath}'" : $"there is no finding '{idOrPath}' in {Folder}";
        throw new UsageException($"{what}{(Files().Any() ? "; there are:\n" + string.Join('\n', List(scenarios)) : "; there is none at all: virtspec explore writes them")}");
    }

    /// <summary>A line for each finding.</summary>
    internal IEnumerable<string> List(IReadOnlyList<Scenario> scenarios) => Files().Select(path =>
    {
        try
        {
            var finding = FindingReader.Read(path, scenarios);
            return $"  {Id(path)}  {finding.Scenario}, {ModelNames.Of(finding.Memory)}: {finding.Failure.Text}";
        }
        catch (FindingFileException exception)
        {
            return $"  {Id(path)}  cannot be read: {exception.Message}";
        }
    });

    private IEnumerable<string> Files() => Directory.Exists(Folder)
        ? Directory.GetFiles(Folder, "*" + Extension).Order(StringComparer.Ordinal)
        : [];

    private string PathOf(string id) => Path.Combine(Folder, id + Extension);

    private static string Id(string path) => Path.GetFileNameWithoutExtension(path);
}
