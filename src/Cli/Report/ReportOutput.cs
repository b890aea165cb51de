using Spectre.Console;

namespace Virtspec.Cli.Report;

/// <summary>Where the reports of a run go.</summary>
internal sealed class ReportOutput
{
    /// <summary>The folder for what a run leaves behind, unless another one is asked for.</summary>
    internal const string UsualFolder = "virtspec-out";

    private readonly IReadOnlyList<ReportFormat> _formats;
    private readonly string? _folder;

    private ReportOutput(IReadOnlyList<string> reports, string? folder)
    {
        _formats = reports.Count == 0 ? [ReportFormat.Text] : [.. ReportFormat.All.Where(format => reports.Contains(format.Name))];
        _folder = folder ?? (_formats.Count > 1 || _formats[0].PerFinding ? UsualFolder : null);
    }

    /// <summary>Checks that the options for reports make sense.</summary>
    /// <param name="known">The formats that the command has.</param>
    /// <param name="reports">Those asked for.</param>
    /// <param name="folder">What <c>--out</c> says.</param>
    /// <param name="list">Whether the user wants a list and no run.</param>
    /// <exception cref="UsageException">They do not.</exception>
    internal static void Require(IReadOnlyList<ReportFormat> known, IReadOnlyList<string> reports, string? folder, bool list)
    {
        if (reports.FirstOrDefault(name => known.All(format => format.Name != name)) is { } unknown)
            throw new UsageException($"--report {unknown}: one of {ReportFormat.Listed(known)} is expected");
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
            Probe(output._folder, output._formats.Select(output.PathOf));
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
    /// <param name="text">Writes the report for people, and names the files written.</param>
    /// <param name="machines">Makes the others: one of each format that the command has, or one for each finding.</param>
    /// <returns>The exit code, now that they are written.</returns>
    internal int Write(int exit, Action<IAnsiConsole, IReadOnlyList<string>> text, params IReadOnlyList<(ReportFormat Format, Func<string> Make)> machines)
    {
        try
        {
            var wanted = machines.Where(machine => _formats.Any(format => format.Name == machine.Format.Name)).ToList();
            var files = new List<string>();
            if (_folder is not null && _formats.Contains(ReportFormat.Text))
                Keep(ReportFormat.Text, ReportConsole.AsText(console => text(console, [])));
            foreach (var (format, make) in wanted.Where(_ => _folder is not null))
                Keep(format, make() + Environment.NewLine);
            if (_formats.Contains(ReportFormat.Text))
                text(ReportConsole.ForTerminal(), files);
            else if (_folder is null)
                Console.Out.WriteLine(wanted.Single().Make());
            else if (_formats.All(format => format.PerFinding))
                files.ForEach(Console.Out.WriteLine);
            return exit;

            void Keep(ReportFormat format, string content)
            {
                Save(PathOf(format), content);
                files.Add(PathOf(format));
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"virtspec: cannot write the report: {exception.Message}");
            return exit == ExitCode.Finding ? exit : ExitCode.Internal;
        }
    }

    private string PathOf(ReportFormat format) => Path.Combine(_folder!, format.File);

    /// <summary>Whole or not at all: a report cut short looks like a report.</summary>
    private static void Save(string path, string text)
    {
        var temporary = path + ".new";
        File.WriteAllText(temporary, text);
        File.Move(temporary, path, overwrite: true);
    }
}
