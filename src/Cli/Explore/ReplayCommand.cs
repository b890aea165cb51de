using System.CommandLine;
using Virtspec.Exploration.Execution;
using Virtspec.Exploration.Schedules;

namespace Virtspec.Cli.Explore;

/// <summary><c>virtspec replay</c>: a finding again, drawn.</summary>
internal static class ReplayCommand
{
    internal const string Examples =
        """
        Examples:
          virtspec replay 7f3a2c
              The finding again, to its end.
          virtspec replay 7f3a2c --until 12
              Its first 12 steps, and where everybody stands then.
        """;

    internal static Command Create()
    {
        var finding = new Argument<string?>("finding") { Description = "Id of a finding, or its file.", Arity = ArgumentArity.ZeroOrOne };
        var until = new Option<int?>("--until") { Description = "Stops after so many steps.", HelpName = "N" };
        var list = new Option<bool>("--list") { Description = "List findings." };
        var from = new Option<string?>("--from") { Description = "Assembly with the scenario, as for explore.", HelpName = "FILE" };
        var output = new Option<string>("--out") { Description = "Folder of findings, as for explore.", HelpName = "DIR", DefaultValueFactory = _ => FindingFolder.Default };
        var width = ExploreCommand.Width();
        var command = new Command("replay", "Runs a finding of explore again, step by step the same.") { finding, until, list, from, output, width };
        command.SetAction(parsed =>
        {
            var folder = new FindingFolder(parsed.GetValue(output)!);
            var source = ScenarioSource.Open(parsed.GetValue(from));
            if (parsed.GetValue(list))
                return List(folder, source);
            var name = parsed.GetValue(finding) ?? throw new UsageException($"which finding? There are: {(folder.Ids.Count == 0 ? "none" : string.Join(", ", folder.Ids))}");
            return Run(folder.Read(name, source.All), parsed.GetValue(until), parsed.GetValue(width));
        });
        return command;
    }

    private static int List(FindingFolder folder, ScenarioSource source)
    {
        foreach (var id in folder.Ids)
        {
            try
            {
                var finding = folder.Read(id, source.All);
                Console.Out.WriteLine($"{id}  {finding.Scenario} under {ExploreNames.Of(finding.Memory)}: {finding.Failure.Text}");
            }
            catch (UsageException exception)
            {
                Console.Out.WriteLine($"{id}  {exception.Message}");
            }
        }

        return ExitCode.NothingFound;
    }

    private static int Run(SavedFinding finding, int? until, int? width)
    {
        if (until is < 1 || until > finding.Schedule.Length)
            throw new UsageException($"--until {until}: 1 to {finding.Schedule.Length} is expected, for the schedule has so many steps");
        var picks = until is { } steps ? finding.Schedule[..steps] : finding.Schedule;
        var world = new World(finding.Scenario, finding.Memory) { StepLimit = finding.StepLimit };
        RunResult run;
        try
        {
            run = new Replay(world).Strict(picks);
            Console.Out.WriteLine(Lanes.Draw(Recording.Of(finding.Scenario, finding.Memory, picks, finding.StepLimit), ExploreReport.LanesFor(width)));
        }
        catch (ReplayException exception)
        {
            Console.Out.WriteLine($"{finding.Id} does not show itself any more: {exception.Message}");
            return ExitCode.NothingFound;
        }

        if (until is not null && run.Failure is null)
            return ExitCode.NothingFound;
        if (run.Failure is { } failure && failure.Kind == finding.Failure.Kind && failure.Property == finding.Failure.Property)
            return ExitCode.Finding;
        Console.Out.WriteLine($"{finding.Id} does not show itself any more; it was: {finding.Failure.Text}");
        return ExitCode.NothingFound;
    }
}
