using Spectre.Console;
using Virtspec.Cli.Report;
using Virtspec.Exploration;
using Virtspec.Exploration.Execution;
using Virtspec.Exploration.Schedules;
using Virtspec.Exploration.Search;

namespace Virtspec.Cli.Explore;

/// <summary>What the user asked of a replay.</summary>
/// <param name="Finding">Id, file, or a whole run in a word.</param>
/// <param name="Until">Steps to stop after, if any.</param>
/// <param name="List">Only list.</param>
/// <param name="From">Assembly with scenarios of the user's.</param>
/// <param name="Out">Folder that findings are in.</param>
/// <param name="Format">In what the run is drawn.</param>
/// <param name="Drawing">How, where that is text.</param>
internal sealed record ReplayOptions(string? Finding, int? Until, bool List, string? From, string? Out, ReportFormat Format, Drawing Drawing);

/// <summary>Runs one replay from options to exit code.</summary>
internal sealed class ReplayAction(ReplayOptions options)
{
    /// <summary>A picture has standard output to itself.</summary>
    private readonly TextWriter _remarks = options.Format == ReportFormat.Text ? Console.Out : Console.Error;

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
            throw new UsageException("replay needs the id of a finding, a file or a schedule; --list names the findings there are");
        return Show(Wanted(wanted, store, scenarios));
    }

    private static WantedRun Wanted(string wanted, FindingStore store, IReadOnlyList<Scenario> scenarios)
    {
        try
        {
            if (RunText.IsLike(wanted))
                return new WantedRun(RunText.Read(wanted, name => scenarios.FirstOrDefault(scenario => scenario.Name == name)), wanted, null);
            var finding = FindingReader.Read(store.Find(wanted, scenarios), scenarios);
            return new WantedRun(finding.Run, $"finding {finding.Id}", finding.Failure);
        }
        catch (Exception exception) when (exception is FindingFileException or FormatException)
        {
            throw new UsageException(exception.Message);
        }
    }

    private int Show(WantedRun wanted)
    {
        var schedule = wanted.Run.Schedule;
        if (options.Until > schedule.Length)
            throw new UsageException($"--until {options.Until}: the schedule of {wanted.Name} has {schedule.Length} steps");
        if (options.Format == ReportFormat.Text)
        {
            ReportConsole.ForTerminal().MarkupLineInterpolated($"[bold]virtspec[/] {CheckReport.Version} · [bold]{wanted.Name}[/]");
            Console.Out.WriteLine();
        }

        var replay = new Replay(wanted.Run.NewWorld());
        if (options.Until is { } steps)
            return Beginning(wanted, replay, steps);
        var (run, problem) = Follow(wanted, replay);
        Draw(wanted, run.Picks);
        if (problem is not null)
            _remarks.WriteLine(wanted.CannotBeFollowed(problem));
        _remarks.WriteLine(wanted.Outcome(run.Failure));
        return run.Failure is null ? ExitCode.NothingFound : ExitCode.Finding;
    }

    private int Beginning(WantedRun wanted, Replay replay, int steps)
    {
        try
        {
            var (run, _) = replay.Until(wanted.Run.Schedule, steps, PlaceNames.Of(wanted.Run.Scenario));
            Draw(wanted, run.Picks);
            _remarks.WriteLine($"stopped after {steps} of {wanted.Run.Schedule.Length} steps");
            return run.Failure is null ? ExitCode.NothingFound : ExitCode.Finding;
        }
        catch (ReplayException exception)
        {
            _remarks.WriteLine(wanted.CannotBeFollowed(exception.Message));
            return ExitCode.NothingFound;
        }
    }

    private void Draw(WantedRun wanted, Pick[] picks) =>
        Console.Out.WriteLine(options.Drawing.Draw(options.Format, wanted.Run with { Schedule = picks }));

    /// <summary>Along the schedule; where the code has changed so much that it cannot be followed, as far along it as there is a way.</summary>
    private static (RunResult Run, string? Problem) Follow(WantedRun wanted, Replay replay)
    {
        try
        {
            return (replay.ThenDefault(wanted.Run.Schedule), null);
        }
        catch (ReplayException exception)
        {
            return (replay.Lenient(wanted.Run.Schedule), exception.Message);
        }
    }
}

/// <summary>What is to be shown again.</summary>
/// <param name="Run">The run.</param>
/// <param name="Name">What to call it.</param>
/// <param name="Expected">What went wrong when it was found; null where nobody says.</param>
internal sealed record WantedRun(ScenarioRun Run, string Name, Failure? Expected)
{
    internal string CannotBeFollowed(string problem) => $"the schedule cannot be followed{(Expected is null ? string.Empty : " any more")}: {problem}";

    internal string Outcome(Failure? failure) => (failure, Expected) switch
    {
        (null, null) => "nothing goes wrong",
        (null, _) => "does not show itself any more",
        (_, null) => $"goes wrong: {failure.Text}",
        _ when FailureFamily.Of(failure) == FailureFamily.Of(Expected) => $"shows itself again: {failure.Text}",
        _ => $"does not show itself any more, but something else goes wrong: {failure.Text}",
    };
}
