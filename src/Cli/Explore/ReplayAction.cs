using Spectre.Console;
using Virtspec.Cli.Report;
using Virtspec.Exploration.Execution;
using Virtspec.Exploration.Schedules;

namespace Virtspec.Cli.Explore;

/// <summary>What the user asked of a replay.</summary>
/// <param name="Finding">Id or file.</param>
/// <param name="Until">Steps to stop after, if any.</param>
/// <param name="List">Only list.</param>
/// <param name="From">Assembly with scenarios of the user's.</param>
/// <param name="Out">Folder that findings are in.</param>
/// <param name="Drawing">How the run is drawn.</param>
internal sealed record ReplayOptions(string? Finding, int? Until, bool List, string? From, string? Out, Drawing Drawing);

/// <summary>Runs one replay from options to exit code.</summary>
internal sealed class ReplayAction(ReplayOptions options)
{
    internal int Run()
    {
        var scenarios = ScenarioChoice.Known(options.From);
        var store = new FindingStore(options.Out);
        if (options.List)
        {
            var any = false;
            foreach (var line in store.List(scenarios))
            {
                any = true;
                Console.Out.WriteLine(line);
            }

            if (!any)
                Console.Error.WriteLine($"virtspec: there is no finding in {store.Folder}");
            return ExitCode.NothingFound;
        }

        if (options.Finding is not { } wanted)
            throw new UsageException("replay needs the id of a finding or a file; --list names those there are");
        try
        {
            return Show(FindingReader.Read(store.Find(wanted, scenarios), scenarios));
        }
        catch (FindingFileException exception)
        {
            throw new UsageException(exception.Message);
        }
    }

    private int Show(SavedFinding finding)
    {
        if (options.Until > finding.Schedule.Length)
            throw new UsageException($"--until {options.Until}: the schedule of {finding.Id} has {finding.Schedule.Length} steps");
        ReportConsole.ForTerminal().MarkupLineInterpolated($"[bold]virtspec[/] {CheckReport.Version} · finding [bold]{finding.Id}[/]");
        Console.Out.WriteLine();
        var replay = new Replay(new World(finding.Scenario, finding.Memory) { StepLimit = finding.StepLimit });
        if (options.Until is { } steps)
            return Beginning(finding, replay, steps);
        var (run, problem) = Follow(finding, replay);
        Console.Out.Write(options.Drawing.Draw(finding.Scenario, finding.Memory, run.Picks, finding.StepLimit));
        Console.Out.WriteLine();
        if (problem is not null)
            Console.Out.WriteLine($"the schedule cannot be followed any more: {problem}");
        if (run.Failure is not { } failure)
        {
            Console.Out.WriteLine("does not show itself any more");
            return ExitCode.NothingFound;
        }

        Console.Out.WriteLine(FailureFamily.Of(failure) == FailureFamily.Of(finding.Failure)
            ? $"shows itself again: {failure.Text}"
            : $"does not show itself any more, but something else goes wrong: {failure.Text}");
        return ExitCode.Finding;
    }

    private int Beginning(SavedFinding finding, Replay replay, int steps)
    {
        try
        {
            var (run, _) = replay.Until(finding.Schedule, steps, PlaceNames.Of(finding.Scenario));
            Console.Out.Write(options.Drawing.Draw(finding.Scenario, finding.Memory, run.Picks, finding.StepLimit));
            Console.Out.WriteLine();
            Console.Out.WriteLine($"stopped after {steps} of {finding.Schedule.Length} steps");
            return run.Failure is null ? ExitCode.NothingFound : ExitCode.Finding;
        }
        catch (ReplayException exception)
        {
            Console.Out.WriteLine($"the schedule cannot be followed any more: {exception.Message}");
            return ExitCode.NothingFound;
        }
    }

    /// <summary>Along the schedule; where the code has changed so much that it cannot be followed, as far along it as there is a way.</summary>
    private static (RunResult Run, string? Problem) Follow(SavedFinding finding, Replay replay)
    {
        try
        {
            return (replay.ThenDefault(finding.Schedule), null);
        }
        catch (ReplayException exception)
        {
            return (replay.Lenient(finding.Schedule), exception.Message);
        }
    }
}
