using System.Security.Cryptography;
using System.Text;

namespace Virtspec.Cli.Report;

/// <summary>
/// Steps as an argument of <c>--steps</c>: themselves, or a file where they would be too long to paste. The file is named by what it holds, so that
/// a report names the right one however many runs come after it.
/// </summary>
internal static class StepFile
{
    /// <summary>Longer than this, in characters, steps go to a file.</summary>
    private const int Longest = 1000;

    private const int NameDigits = 10;

    /// <summary>The argument, as a shell takes it.</summary>
    /// <param name="steps">Steps in their words.</param>
    /// <param name="output">What <c>--out</c> says; null for the usual folder.</param>
    internal static string Argument(IReadOnlyList<string> steps, string? output) =>
        Shell.Quote(IsShort(steps) ? string.Join("; ", steps) : $"@{PathOf(steps, output)}");

    /// <summary>Writes those of the steps that need a file.</summary>
    /// <exception cref="IOException">They cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">They may not.</exception>
    internal static void Write(IEnumerable<IReadOnlyList<string>> programs, string? output)
    {
        foreach (var steps in programs.Where(steps => !IsShort(steps)))
        {
            Directory.CreateDirectory(Folder(output));
            File.WriteAllText(PathOf(steps, output), Text(steps));
        }
    }

    private static bool IsShort(IReadOnlyList<string> steps) => steps.Sum(step => step.Length + 2) <= Longest;

    private static string Folder(string? output) => Path.Combine(output ?? ReportOutput.UsualFolder, "steps");

    private static string PathOf(IReadOnlyList<string> steps, string? output) =>
        Path.Combine(Folder(output), Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text(steps))))[..NameDigits] + ".steps");

    private static string Text(IReadOnlyList<string> steps) => string.Concat(steps.Select(step => step + "\n"));
}
