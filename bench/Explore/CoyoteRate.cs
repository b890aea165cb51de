using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Virtspec.Bench.Explore;

/// <summary>How many executions a second Microsoft Coyote does: in a process of its own, for it is there only when it was asked for.</summary>
internal static partial class CoyoteRate
{
    private const string Program = "tests/Systematic.Coyote/bin/Release/net10.0/Virtspec.Systematic.Coyote.dll";

    /// <summary>Null when it is not built.</summary>
    /// <exception cref="InvalidOperationException">It did not say.</exception>
    internal static double? Measure(string scenario, int executions)
    {
        if (Find() is not { } program)
            return null;
        using var coyote = Process.Start(new ProcessStartInfo("dotnet", [program, "rate", scenario, executions.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardOutput = true,
        })!;
        var output = coyote.StandardOutput.ReadToEnd();
        coyote.WaitForExit();
        var rate = Rate().Match(output);
        if (coyote.ExitCode != 0 || !rate.Success)
            throw new InvalidOperationException($"{program}: a rate was expected, got exit code {coyote.ExitCode} and {output}");
        return double.Parse(rate.Groups[1].Value, CultureInfo.InvariantCulture);
    }

    /// <summary>Somewhere above this program is the root of the sources.</summary>
    private static string? Find()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            var program = Path.Combine(directory.FullName, Program);
            if (File.Exists(program))
                return program;
        }

        return null;
    }

    [GeneratedRegex(@"executions, (\d+) a second\s*$")]
    private static partial Regex Rate();
}
