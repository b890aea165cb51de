using Virtspec.Specification.Site;

namespace Virtspec.Cli.Spec;

/// <summary>The folder of a site on disk. It writes over what it wrote itself and nothing else, and deletes nothing.</summary>
internal static class SiteFolder
{
    /// <summary>Makes the folder if need be, and writes the files.</summary>
    /// <exception cref="UsageException">They cannot be written there, or somebody else's are in their way.</exception>
    internal static void Write(string folder, IReadOnlyList<SiteFile> files)
    {
        try
        {
            if (File.Exists(folder))
                throw new UsageException($"{folder}: is a file; a folder is expected");
            if (Directory.Exists(folder))
                RequireOurs(folder, files);
            Directory.CreateDirectory(folder);
            // The first page comes first: it says whose the folder is, should anything stop the rest.
            foreach (var file in files)
                Save(Path.Combine(folder, file.Name), file.Text);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{folder}: cannot be written: {exception.Message}");
        }
    }

    private static void RequireOurs(string folder, IReadOnlyList<SiteFile> files)
    {
        if (Directory.EnumerateFileSystemEntries(folder).Any() && !HasMarker(Path.Combine(folder, SitePages.Index)))
            throw new UsageException($"{folder}: holds files that virtspec did not write; an empty folder or a new one is expected");
        foreach (var path in files.Select(file => Path.Combine(folder, file.Name)))
        {
            if (Directory.Exists(path) || (File.Exists(path) && !HasMarker(path)))
                throw new UsageException($"{path}: was not written by virtspec and is in the way");
        }
    }

    private static bool HasMarker(string path) => File.Exists(path) && File.ReadAllText(path).Contains(SitePages.Marker, StringComparison.Ordinal);

    /// <summary>Whole or not at all: a page cut short looks like a page.</summary>
    private static void Save(string path, string text)
    {
        var temporary = path + ".new";
        File.WriteAllText(temporary, text);
        File.Move(temporary, path, overwrite: true);
    }
}
