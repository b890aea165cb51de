using Virtspec.Cli.Check;

namespace Virtspec.Cli.Report;

/// <summary>Where the reports of a check go.</summary>
internal sealed class ReportOutput
{
    private readonly bool _text;
    private readonly bool _json;
    private readonly string? _folder;

    private ReportOutput(CheckOptions options)
    {
        _json = options.Reports.Contains("json");
        _text = options.Reports.Count == 0 || options.Reports.Contains("text");
        _folder = options.Out ?? (_json && _text ? "virtspec-out" : null);
    }

    /// <summary>Makes the folder, and sees to it that reports can be written: a run of an hour must not end in a wrong path.</summary>
    /// <exception cref="UsageException">They cannot.</exception>
    internal static ReportOutput Prepare(CheckOptions options)
    {
        var output = new ReportOutput(options);
        if (output._folder is not { } folder)
            return output;
        try
        {
            Directory.CreateDirectory(folder);
            foreach (var path in output.Files())
            {
                if (Directory.Exists(path))
                    throw new IOException($"{path} is a folder");
                File.Create(path + ".new", 1, FileOptions.DeleteOnClose).Dispose();
            }

            return output;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--out {folder}: {exception.Message}");
        }
    }

    /// <summary>Writes the reports: files first, so that they are there when the terminal is not any more.</summary>
    internal void Write(CheckReport report, int exit)
    {
        foreach (var path in Files())
            Save(path, path.EndsWith(".json", StringComparison.Ordinal) ? JsonReport.Serialize(report, exit) + Environment.NewLine : TextReport.AsText(report, exit));
        if (_text)
            TextReport.Write(TextReport.ForTerminal(), report, exit, [.. Files()]);
        else if (_folder is null)
            Console.Out.WriteLine(JsonReport.Serialize(report, exit));
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
