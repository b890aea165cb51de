using Xunit;

namespace Virtspec.Systematic;

/// <summary>A page of the docs that tests write: compared with what is there, or written anew when the environment says so.</summary>
internal static class GeneratedPage
{
    /// <summary>Set to 1, pages are written.</summary>
    private const string Update = "VIRTSPEC_UPDATE";

    internal static void Check(string name, string text)
    {
        var page = text.ReplaceLineEndings("\n");
        var path = Path.Combine(Root(), "docs", name);
        if (Environment.GetEnvironmentVariable(Update) == "1")
            File.WriteAllText(path, page);
        Assert.True(
            File.Exists(path) && File.ReadAllText(path).ReplaceLineEndings("\n") == page,
            $"docs/{name} is not what the tests say; run them with {Update}=1 to write it");
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
