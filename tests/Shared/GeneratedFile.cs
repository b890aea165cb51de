using Xunit;

namespace Virtspec.Tests;

/// <summary>A file of the repository that tests write: compared with what is there, or written anew when the environment says so.</summary>
internal static class GeneratedFile
{
    /// <summary>Set to 1, files are written.</summary>
    private const string Update = "VIRTSPEC_UPDATE";

    /// <summary>Compares, or writes.</summary>
    /// <param name="name">Path from the root of the repository.</param>
    /// <param name="text">What the file has to hold.</param>
    internal static void Check(string name, string text)
    {
        var content = text.ReplaceLineEndings("\n");
        var path = Path.Combine(Root(), name);
        if (Environment.GetEnvironmentVariable(Update) == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, content);
        }

        Assert.True(
            File.Exists(path) && File.ReadAllText(path).ReplaceLineEndings("\n") == content,
            $"{name} is not what the tests say; run them with {Update}=1 to write it");
    }

    internal static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Reference.sln")))
                return folder.FullName;
        }

        throw new DirectoryNotFoundException("the tests do not run from inside the repository");
    }
}
