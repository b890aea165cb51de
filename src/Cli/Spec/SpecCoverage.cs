using System.CommandLine;
using Spectre.Console;
using Virtspec.Cli.Report;
using Virtspec.Specification.Catalogue;
using Virtspec.Specification.Citations;
using Virtspec.Specification.Coverage;

namespace Virtspec.Cli.Spec;

/// <summary><c>virtspec spec coverage</c>: how many statements are judged, exercised, left out, open; and whether that is what was committed.</summary>
internal static class SpecCoverage
{
    private const int DifferencesShown = 40;
    private const int WidthForAll = 116;

    internal static Command Create()
    {
        var json = SpecCommand.Json();
        var ci = new Option<bool>("--ci") { Description = $"Compare the sources of virtspec with the committed {CoverageSnapshot.File}; exit code 1 on any difference, and on citations of nothing." };
        var update = new Option<bool>("--update") { Description = $"Write {CoverageSnapshot.File} from the sources of virtspec." };
        var command = new Command("coverage", "Counts statements by chapter: with a rule, exercised by which suite, exceptions, open.") { json, ci, update };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(ci) && parsed.GetValue(update))
                throw new UsageException("--ci and --update exclude each other");
            if (parsed.GetValue(ci))
                return Compare();
            if (parsed.GetValue(update))
                return Update();
            var table = CoverageTable.Count(RequirementCatalogue.Load(), CoverageSnapshot.Load());
            if (parsed.GetValue(json))
                Console.Out.WriteLine(SpecJson.Serialize(table));
            else
                Write(ReportConsole.ForTerminal(), table);
            return ExitCode.NothingFound;
        });
        return command;
    }

    private static void Write(IAnsiConsole console, CoverageTable table)
    {
        var narrow = console.Profile.Width < WidthForAll;
        var grid = new Table { Border = TableBorder.Simple, ShowFooters = true };
        grid.AddColumn(new TableColumn("chapter").NoWrap().Footer("total"));
        foreach (var (name, total) in Columns(table.Suites, narrow).Zip(Cells(table.Total, narrow)))
            grid.AddColumn(new TableColumn(name).NoWrap().RightAligned().PadLeft(narrow ? 0 : 1).Footer(total));
        foreach (var row in table.Chapters)
            grid.AddRow([row.Name, .. Cells(row, narrow)]);
        grid.AddEmptyRow();
        foreach (var row in table.Roles)
            grid.AddRow([row.Name, .. Cells(row, narrow)]);

        console.Write(grid);
        console.WriteLine($"rule + exception + open = {table.Total.Rules} + {table.Total.Exceptions} + {table.Total.Open} = {table.Total.Statements} statements");
        console.WriteLine("ruled: the share of MUST, MUST NOT, SHALL and SHALL NOT that have a rule"
            + (narrow ? string.Empty : ". sequences: rules that no suite exercises yet, only sequences of events in tests"));
    }

    // Suites and levels need room; what adds up to the statements does not.
    private static IEnumerable<string> Columns(IReadOnlyList<string> suites, bool narrow) => narrow
        ? ["statements", "rule", "exception", "open", "ruled"]
        : ["statements", "rule", .. suites, "sequences", "exception", "open", "must", "ruled"];

    private static IEnumerable<string> Cells(CoverageRow row, bool narrow) => narrow
        ? [$"{row.Statements}", $"{row.Rules}", $"{row.Exceptions}", $"{row.Open}", Ruled(row)]
        :
        [
            $"{row.Statements}", $"{row.Rules}", .. row.Exercised.Select(count => $"{count}"), $"{row.Untested}", $"{row.Exceptions}", $"{row.Open}",
            $"{row.Binding}", Ruled(row),
        ];

    private static string Ruled(CoverageRow row) => row.Binding == 0 ? "-" : $"{100 * row.BindingRules / row.Binding} %";

    private static int Compare()
    {
        var (root, files, problems) = Gather();
        foreach (var problem in problems)
            Console.Error.WriteLine($"virtspec: {problem}");
        var same = true;
        foreach (var (file, text) in files)
        {
            var path = Path.Combine(root, file);
            var committed = File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : string.Empty;
            same &= committed == text;
            if (committed != text)
                Differences(file, committed, text);
        }

        if (!same)
            Console.Error.WriteLine("If that is as meant: virtspec spec coverage --update");
        if (problems.Count > 0 || !same)
            return ExitCode.Finding;
        Console.Out.WriteLine($"{string.Join(" and ", files.Select(file => file.File))} are what the sources say, and every citation is sound");
        return ExitCode.NothingFound;
    }

    private static int Update()
    {
        var (root, files, problems) = Gather();
        foreach (var problem in problems)
            Console.Error.WriteLine($"virtspec: {problem}");
        foreach (var (file, text) in files)
            File.WriteAllText(Path.Combine(root, file), text);
        Console.Out.WriteLine($"{string.Join(" and ", files.Select(file => file.File))} written; build anew for the tool to know");
        return problems.Count > 0 ? ExitCode.Finding : ExitCode.NothingFound;
    }

    private static (string Root, IReadOnlyList<(string File, string Text)> Files, IReadOnlyList<string> Problems) Gather()
    {
        var root = SourceScanner.RootAbove(Environment.CurrentDirectory)
            ?? throw new UsageException($"{Environment.CurrentDirectory}: a folder inside the sources of virtspec is expected");
        var (files, problems) = SourceCoverage.Of(root, RequirementCatalogue.Load());
        return (root, files, problems);
    }

    private static void Differences(string file, string committed, string text)
    {
        List<string> lines = [.. LineDifference.Between(committed.Split('\n'), text.Split('\n'))];
        Console.Error.WriteLine($"virtspec: {file} is not what the sources say:");
        foreach (var line in lines.Take(DifferencesShown))
            Console.Error.WriteLine(line);
        if (lines.Count > DifferencesShown)
            Console.Error.WriteLine($"... and {lines.Count - DifferencesShown} lines more");
    }
}
