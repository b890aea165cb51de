using Virtspec.Tests;

namespace Virtspec.Live.Faults;

/// <summary>How a fault was found, written down once: replayed by the tests, and shown in docs/faults.md.</summary>
/// <param name="Fault">Name of the fault.</param>
/// <param name="Case">The case that found it first.</param>
/// <param name="Program">The fewest steps that were found to show it.</param>
internal sealed record FaultStory(string Fault, string Case, string Program)
{
    private const string File = "tests/Live/Faults/stories.tsv";

    /// <summary>All that are written down.</summary>
    internal static IReadOnlyList<FaultStory> Load()
    {
        var path = Path.Combine(GeneratedFile.Root(), File);
        return System.IO.File.Exists(path) ? [.. System.IO.File.ReadLines(path).Select(Parse)] : [];
    }

    /// <summary>Writes them all down, in the order of the faults.</summary>
    internal static void Save(IEnumerable<FaultStory> stories)
    {
        var named = stories.ToDictionary(story => story.Fault);
        var lines = Suite.Faults.Fault.All.Where(fault => named.ContainsKey(fault.Name)).Select(fault => named[fault.Name]).Select(story => $"{story.Fault}\t{story.Case}\t{story.Program}");
        System.IO.File.WriteAllText(Path.Combine(GeneratedFile.Root(), File), string.Join('\n', lines) + "\n");
    }

    private static FaultStory Parse(string line) => line.Split('\t') is [var fault, var check, var program]
        ? new FaultStory(fault, check, program)
        : throw new FormatException($"{File}: '{line}' is not fault, case and program with tabs between");
}
