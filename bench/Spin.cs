using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Virtspec.Bench;

/// <summary>What a verifier that spin made says of a model.</summary>
internal sealed record SpinCount(long States, long Transitions, long Errors, double Seconds);

/// <summary>Debian's spin, if it and gcc are there: a model is compiled to a verifier of its own and run.</summary>
internal sealed class Spin : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("virtspec-spin-");

    internal static bool Present => Exists("spin") && Exists("gcc");

    /// <summary>Compiles a model.</summary>
    /// <returns>The verifier's path.</returns>
    internal string Compile(string model, string define, bool reduce)
    {
        Run("spin", define, "-a", Path.Combine(AppContext.BaseDirectory, "peers", model));
        var verifier = Path.Combine(_directory.FullName, reduce ? "reduced" : "full");
        Run("gcc", "-O2", "-DSAFETY", reduce ? "-DREDUCE" : "-DNOREDUCE", "-o", verifier, "pan.c");
        return verifier;
    }

    /// <summary>Runs a verifier. The time is its own count, without the start of the process.</summary>
    internal SpinCount Verify(string verifier)
    {
        var text = Run(verifier, "-m1000000", "-n", "-w22");
        if (text.Contains("max search depth too small", StringComparison.Ordinal))
            throw new InvalidOperationException("spin did not search everything");
        return new(
            (long)Number(text, @"(\d+) states, stored"),
            (long)Number(text, @"(\d+) transitions \("),
            (long)Number(text, @"errors: (\d+)"),
            Number(text, @"elapsed time ([\d.e+-]+) seconds"));
    }

    public void Dispose() => _directory.Delete(recursive: true);

    private static double Number(string text, string pattern)
    {
        var match = Regex.Match(text, pattern);
        return match.Success
            ? double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)
            : throw new InvalidOperationException($"spin printed no '{pattern}':\n{text}");
    }

    private static bool Exists(string program) => (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
        .Split(Path.PathSeparator)
        .Any(directory => File.Exists(Path.Combine(directory, program)));

    private string Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = _directory.FullName, RedirectStandardOutput = true };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? text : throw new InvalidOperationException($"{program} failed:\n{text}");
    }
}
