using Spectre.Console;

namespace Virtspec.Cli.Report;

/// <summary>Where the reports of a run go.</summary>
internal sealed class ReportOutput
{
    /// <summary>The folder for what a run leaves behind, unless another one is asked for.</summary>
    internal const string UsualFolder = "virtspec-out";

    private static readonly string[] Formats = ["text", "json"];

    private readonly bool _text;
    private readonly bool _json;
    private readonly string? _folder;

    private ReportOutput(IReadOnlyList<string> reports, string? folder)
    {
        _json = reports.Contains("json");
        _text = reports.Count == 0 || reports.Contains("text");
        _folder = folder ?? (_json && _text ? UsualFolder : null);
    }

    /// <summary>Checks that the options for reports make sense.</summary>
    /// <exception cref="UsageException">They do not.</exception>
    internal static void Require(IReadOnlyList<string> reports, string? folder, bool list)
    {
        if (reports.FirstOrDefault(format => !Formats.Contains(format)) is { } unknown)
            throw new UsageException($"--report {unknown}: one of {string.Join(", ", Formats)} is expected");
        if (list && (reports.Count > 0 || folder is not null))
            throw new UsageException("--list runs nothing, so there is nothing for --report and --out");
        if (folder is { Length: 0 })
            throw new UsageException("--out '': a folder is expected");
    }

    /// <summary>Makes the folder, and sees to it that reports can be written: a run of an hour must not end in a wrong path.</summary>
    /// <exception cref="UsageException">They cannot.</exception>
    internal static ReportOutput Prepare(IReadOnlyList<string> reports, string? folder)
    {
        var output = new ReportOutput(reports, folder);
        if (output._folder is not null)
            Probe(output._folder, output.Files());
        return output;
    }

    /// <summary>Makes a folder if need be, and sees to it that files can be written there.</summary>
    /// <exception cref="UsageException">They cannot.</exception>
    internal static void Probe(string folder, IEnumerable<string> files)
    {
        try
        {
            Directory.CreateDirectory(folder);
            foreach (var path in files)
            {
                if (Directory.Exists(path))
                    throw new IOException($"{path} is a folder");
                File.Create(path + ".new", 1, FileOptions.DeleteOnClose).Dispose();
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--out {folder}: {exception.Message}");
        }
    }

    /// <summary>
    /// Writes the reports: files first, so that they are there when the terminal is not any more. One that cannot be written must not hide that
    /// there is a finding.
    /// </summary>
    /// <param name="exit">Exit code of the run.</param>
    /// <param name="json">Makes the report for machines.</param>
    /// <param name="text">Writes the one for people, and names the files written.</param>
    /// <returns>The exit code, now that they are written.</returns>
    internal int Write(int exit, Func<string> json, Action<IAnsiConsole, IReadOnlyList<string>> text)
    {
        try
        {
            foreach (var path in Files())
                Save(path, path.EndsWith(".json", StringComparison.Ordinal) ? json() + Environment.NewLine : ReportConsole.AsText(console => text(console, [])));
            if (_text)
                text(ReportConsole.ForTerminal(), [.. Files()]);
            else if (_folder is null)
                Console.Out.WriteLine(json());
            return exit;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"virtspec: cannot write the report: {exception.Message}");
            return exit == ExitCode.Finding ? exit : ExitCode.Internal;
        }
    }

    private IEnumerable<string> Files()
    {
        if (_folder is not null && _text)
            yield return Path.Combine(_folder, "report.txt");
        if (_folder is not null && _json)
            yield return Path.Combine(_folder, "report.json");
    }

    /// <summary>Whole or not at all: a report cut short looks like a report.</summary>
    private static void Save(string path, string text)
    {
        var temporary = path + ".new";
        File.WriteAllText(temporary, text);
        File.Move(temporary, path, overwrite: true);
    }
}
