using System.CommandLine;
using Virtspec.Cli.Report;
using Virtspec.Model.Machines;
using Virtspec.Specification.Catalogue;
using Virtspec.Specification.Coverage;
using Virtspec.Specification.Machines;
using Virtspec.Specification.Site;

namespace Virtspec.Cli.Spec;

/// <summary><c>virtspec spec html</c>: the specification as a folder of pages.</summary>
internal static class SpecHtml
{
    internal static Command Create()
    {
        var folder = new Argument<string>("DIR") { Description = "The folder to write: one that does not exist, is empty, or was written by this command before.", HelpName = "DIR" };
        var output = SpecShow.RunsFolder();
        var command = new Command("html", "Writes the specification as pages to browse: chapters, statements, rules, tests, findings. They need no server and no network.") { folder, output };
        command.SetAction(parsed =>
        {
            var target = parsed.GetValue(folder)!;
            if (target.Length == 0)
                throw new UsageException("DIR '': a folder is expected");
            var files = SitePages.Render(Content(parsed.GetValue(output)));
            SiteFolder.Write(target, files);
            Console.Out.WriteLine($"{files.Count(file => file.Name.EndsWith(".html", StringComparison.Ordinal))} pages written; begin with {Path.Combine(target, SitePages.Index)}");
            return ExitCode.NothingFound;
        });
        return command;
    }

    private static SiteContent Content(string? runsFolder)
    {
        var catalogue = RequirementCatalogue.Load();
        List<RunRecord> runs = [.. new RunStore(runsFolder).Read()];
        return new SiteContent(
            catalogue, CoverageSnapshot.Load(), catalogue.All.ToDictionary(requirement => requirement.Id, requirement => Use(requirement, runs)), runs.Count,
            FindingsLibrary.Load(), [.. MachineCatalogue.All.Select(Sheet)]);
    }

    private static MachineSheet Sheet(IMachine machine)
    {
        var drawing = MachineGraph.Of(machine).Drawing;
        return new MachineSheet(
            machine.Name, $"{machine.Title} ({machine.Source}).", MachineMermaid.Draw(drawing), ["state", "event", "by", "leads to", "breaks"],
            [.. MachineTable.Rows(drawing).Select(row => (IReadOnlyList<string>)[row.State, row.Event, row.Actor, string.Join(" or ", row.Targets), string.Join(", ", row.Rules)])]);
    }

    private static StatementUse Use(Requirement requirement, List<RunRecord> runs) => new(
        SpecShow.Cases(requirement), SpecShow.Faults(requirement),
        [.. SpecShow.Exercises(requirement, runs).Select(run => new StatementRun(run.Began, run.Command, run.Target, run.Held, run.Broken))]);
}
