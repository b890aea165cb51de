using System.CommandLine;
using Virtspec.Cli.Report;
using Virtspec.Exploration;
using Virtspec.Exploration.Execution;
using Virtspec.Exploration.MemoryModels;

namespace Virtspec.Cli.Explore;

/// <summary>The options of <c>virtspec explore</c>.</summary>
internal static class ExploreCommand
{
    internal const string Examples =
        """
        Examples:
          virtspec explore
              Every schedule of the reference's scenarios, under four memory models.
          virtspec explore --list
              Scenarios and their parameters, memory models, strategies.
          virtspec explore split-ring-no-kick-fence --memory tso
              A fence left out: what is lost is drawn, and kept to be seen again.
          virtspec explore split-ring --set buffers=4 --strategy portfolio --max-time 5m --seed 1
              Samples, where there are too many schedules for all of them.
          virtspec explore split-ring --memory pso --shard 2/3 --resume second.json
              A third of the schedules, on one machine of three; the same command goes on after a stop.
          virtspec explore 'split-ring-no-*' --memory tso --report text,junit,svg --out results
              The same as tests for a build server, and a picture of each finding.
          virtspec explore --from bin/MyProtocol.dll
              Your own protocol: public static properties of type Scenario.
        """;

    internal const string ExitCodes =
        """
        Exit codes:
          0    nothing found
          1    something goes wrong; the schedule is drawn and kept
          2    wrong usage; nothing was run
          3    inconclusive: ended by a limit before all that was asked for was covered, or executions were cut off at the step limit
          70   an error in virtspec itself
          129, 130, 143   stopped by SIGHUP, SIGINT or SIGTERM; what was found so far is reported
        When several apply: 1, then the signal, then 3.
        """;

    internal static Option<string?> From() => new("--from")
    {
        Description = "Assembly with scenarios of your own: those that its public static properties and fields hold.", HelpName = "FILE.dll",
    };

    internal static Option<long?> Width() => CommonOptions.Number(
        "--width", $"Columns for drawings, {Drawing.LeastWidth} or more; as wide as the terminal otherwise.", Drawing.LeastWidth, 1000);

    internal static Option<bool> Ascii() => new("--ascii") { Description = "Draw with ASCII characters only." };

    internal static Command Create()
    {
        var scenarios = new Argument<string[]>("SCENARIO") { Description = "Scenarios, by name or glob. The reference as it is when absent.", Arity = ArgumentArity.ZeroOrMore, HelpName = "SCENARIO" };
        var memory = CommonOptions.Several("--memory", $"Memory models: {ModelNames.Listed} or {ModelChoice.Every}; repeat or separate by commas. Without it all, one after the other, until a scenario goes wrong.", "MODEL");
        var strategy = new Option<string?>("--strategy") { Description = $"How executions are chosen: {string.Join(", ", StrategyNames.All.Select(known => known.Name))}; exhaustive by default.", HelpName = "NAME" };
        var bound = CommonOptions.Number("--bound", "For bounded: most deviations from the simplest schedule; 3 by default.", 0, 1000);
        var set = CommonOptions.Several("--set", "A parameter of the scenarios; repeat or separate by commas.", "NAME=VALUE");
        var executions = CommonOptions.Number("--max-executions", "End each search after about so many executions. Samples: 100000 without this and --max-time.", 1, long.MaxValue);
        var time = new Option<TimeSpan?>("--max-time") { Description = "End after so long, shared out evenly among the searches: 30s, 5m, 1h.", HelpName = "TIME", CustomParser = Duration.Parse };
        var steps = CommonOptions.Number("--max-steps", $"Most steps of an execution, {ExplorationOptions.UsualStepLimit} by default. What comes later is not looked at, and said to be so.", 1, 10_000_000);
        var jobs = CommonOptions.Number("--jobs", "Workers; one for each core by default.", 1, 1024);
        var shard = new Option<string?>("--shard") { Description = "Which part of each search, of how many: 1/3, 2/3 and 3/3 on three machines make the whole.", HelpName = "I/N" };
        var resume = new Option<string?>("--resume") { Description = "File that keeps how far a search is, and to go on from if it exists. With several searches, each has its name put in.", HelpName = "FILE" };
        var seed = CommonOptions.Seed("Seed of samples. Drawn and printed when absent.");
        var until = new Option<string>("--until") { Description = "Whether a search ends at its first finding (first) or goes on for others (all).", HelpName = "WHEN", DefaultValueFactory = _ => "first" };
        until.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && result.Tokens[0].Value is not ("first" or "all"))
                result.AddError($"--until {result.Tokens[0].Value}: one of first, all is expected");
        });
        var (from, width, ascii, report) = (From(), Width(), Ascii(), CommonOptions.Report(ReportFormat.OfExploration));
        var json = new Option<bool>("--json") { Description = "The same as --report json." };
        var list = new Option<bool>("--list") { Description = "List scenarios, memory models and strategies, and run nothing." };
        var output = new Option<string?>("--out") { Description = $"Folder for reports, and for findings in its folder findings; {ReportOutput.UsualFolder} for findings when absent.", HelpName = "DIR" };
        var noShrink = new Option<bool>("--no-shrink") { Description = "Keep schedules as found, instead of looking for simpler ones that go wrong in the same way." };
        var command = new Command(
            "explore", "Runs a scenario through its schedules, under memory models from sequentially consistent to release and acquire, and says what goes wrong or what a pass means.")
        {
            scenarios, from, memory, strategy, bound, set, executions, time, steps, jobs, shard, resume, seed, until, list, report, json, output, noShrink, width, ascii,
        };
        command.SetAction(parsed => OwnThread.Run(new ExploreAction(new ExploreOptions
        {
            Scenarios = parsed.GetValue(scenarios) ?? [],
            From = parsed.GetValue(from),
            Memory = CommonOptions.Split(parsed.GetValue(memory)),
            Strategy = parsed.GetValue(strategy),
            Bound = parsed.GetValue(bound),
            Set = CommonOptions.Split(parsed.GetValue(set)),
            MaxExecutions = parsed.GetValue(executions),
            MaxTime = parsed.GetValue(time),
            MaxSteps = parsed.GetValue(steps),
            Jobs = parsed.GetValue(jobs),
            Shard = parsed.GetValue(shard),
            Resume = parsed.GetValue(resume),
            Seed = parsed.GetValue(seed),
            All = parsed.GetValue(until) == "all",
            List = parsed.GetValue(list),
            Reports = [.. CommonOptions.Split(parsed.GetValue(report)), .. parsed.GetValue(json) ? ["json"] : Array.Empty<string>()],
            Out = parsed.GetValue(output),
            Shrink = !parsed.GetValue(noShrink),
            Width = parsed.GetValue(width),
            Ascii = parsed.GetValue(ascii),
        }).Run));
        return command;
    }
}
