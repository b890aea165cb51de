using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Virtspec.Cli.Explore;

/// <summary>What was asked of <c>virtspec explore</c>.</summary>
internal sealed record ExploreRequest(
    IReadOnlyList<string> Scenarios,
    string? From,
    IReadOnlyList<string> Memory,
    string Strategy,
    IReadOnlyList<string> Settings,
    int Bound,
    long? MaxExecutions,
    TimeSpan? MaxTime,
    int MaxSteps,
    int Jobs,
    (int Index, int Count) Shard,
    string? Resume,
    ulong? Seed,
    bool All,
    bool Shrink,
    bool List,
    bool Json,
    string Out,
    int? Width);

/// <summary>The options of <c>virtspec explore</c>.</summary>
internal static class ExploreCommand
{
    internal const string Examples =
        """
        Examples:
          virtspec explore
              Every schedule of the reference's split ring, under every memory model.
          virtspec explore lost-kick
              A bug, found, shrunk and drawn.
          virtspec explore split-ring --set buffers=3 --set event-index=0 --memory tso,ra --max-time 10m
              Larger, and under two models.
          virtspec explore split-ring-no-kick-fence --strategy portfolio --max-executions 1000000 --seed 7
              Drawn rather than all.
          virtspec explore --from bin/Debug/net10.0/mine.dll
              Scenarios of your own: docs/guides/explore-your-own.md.
          virtspec explore split-ring --memory ra --set buffers=3 --resume ra.search
              Goes on where the same command was stopped.
        """;

    internal static Command Create()
    {
        var scenarios = new Argument<string[]>("scenario") { Description = "Scenarios, by name; the first of --list when absent.", Arity = ArgumentArity.ZeroOrMore };
        var from = new Option<string?>("--from") { Description = "Assembly with scenarios of your own: public static fields or properties of type Scenario.", HelpName = "FILE" };
        var memory = new Option<string[]>("--memory") { Description = "Memory models: sc, tso, pso, ra, all; repeat or separate by commas. All when absent.", HelpName = "MODEL" };
        var strategy = new Option<string>("--strategy") { Description = "How schedules are chosen; see --list.", HelpName = "NAME", DefaultValueFactory = _ => "exhaustive" };
        var set = new Option<string[]>("--set") { Description = "A parameter of the scenario; repeat. See --list.", HelpName = "NAME=VALUE" };
        var bound = Number("--bound", "For --strategy bounded: most deviations.", 3, 0);
        var executions = new Option<long?>("--max-executions") { Description = "Ends a search after so many executions; drawn ones number 100,000 when absent.", HelpName = "N" };
        executions.Validators.Add(result => Require(result, 1, long.MaxValue));
        var time = new Option<TimeSpan?>("--max-time") { Description = "Ends each search after so long: 90s, 10m, 1h.", HelpName = "TIME", CustomParser = Duration.Parse };
        var steps = Number("--max-steps", "Most steps of an execution; longer ones are cut off, and the result is inconclusive.", 10_000, 1);
        var jobs = Number("--jobs", "Workers.", Environment.ProcessorCount, 1);
        var shard = new Option<string?>("--shard") { Description = "Part of the search for this machine: 2/5 is the second of five.", HelpName = "I/N" };
        var resume = new Option<string?>("--resume") { Description = "File that keeps what is done, and to go on from when it is there; for one scenario and one model.", HelpName = "FILE" };
        var seed = new Option<ulong?>("--seed") { Description = "Seed of what is drawn. Drawn and printed when absent.", HelpName = "N" };
        var until = new Option<string>("--until") { Description = "Whether a search ends with its first finding (first) or goes on (all).", HelpName = "WHEN", DefaultValueFactory = _ => "first" };
        until.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && result.Tokens[0].Value is not ("first" or "all"))
                result.AddError($"--until {result.Tokens[0].Value}: one of first, all is expected");
        });
        var noShrink = new Option<bool>("--no-shrink") { Description = "Leave schedules as they were found." };
        var list = new Option<bool>("--list") { Description = "List scenarios with their parameters, memory models and strategies." };
        var json = new Option<bool>("--json") { Description = "Write the result to standard output as JSON." };
        var output = new Option<string>("--out") { Description = "Folder for findings.", HelpName = "DIR", DefaultValueFactory = _ => FindingFolder.Default };
        var width = Width();
        var command = new Command("explore", "Runs concurrent agents through their schedules, every one or the likeliest bad ones, under four memory models.")
        {
            scenarios, from, memory, strategy, set, bound, executions, time, steps, jobs, shard, resume, seed, until, noShrink, list, json, output, width,
        };
        command.SetAction(parsed => new ExploreAction(new ExploreRequest(
            parsed.GetValue(scenarios) ?? [],
            parsed.GetValue(from),
            Split(parsed.GetValue(memory)),
            parsed.GetValue(strategy)!,
            parsed.GetValue(set) ?? [],
            parsed.GetValue(bound),
            parsed.GetValue(executions),
            parsed.GetValue(time),
            parsed.GetValue(steps),
            parsed.GetValue(jobs),
            ParseShard(parsed.GetValue(shard)),
            parsed.GetValue(resume),
            parsed.GetValue(seed),
            parsed.GetValue(until) == "all",
            !parsed.GetValue(noShrink),
            parsed.GetValue(list),
            parsed.GetValue(json),
            parsed.GetValue(output)!,
            parsed.GetValue(width))).Run());
        return command;
    }

    internal static Option<int?> Width()
    {
        var width = new Option<int?>("--width") { Description = "Columns of a drawn schedule, 60 or more; those of the terminal when absent.", HelpName = "N" };
        width.Validators.Add(result => Require(result, 60, 1000));
        return width;
    }

    private static Option<int> Number(string name, string description, int value, int least)
    {
        var option = new Option<int>(name) { Description = description, HelpName = "N", DefaultValueFactory = _ => value };
        option.Validators.Add(result => Require(result, least, int.MaxValue));
        return option;
    }

    private static void Require(OptionResult result, long least, long most)
    {
        if (result.Tokens.Count == 1
            && (!long.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var value) || value < least || value > most))
            result.AddError($"{result.Option.Name} {result.Tokens[0].Value}: a whole number from {least} to {most} is expected");
    }

    /// <summary>Counted from 1 by people, from 0 inside.</summary>
    private static (int Index, int Count) ParseShard(string? text)
    {
        if (text is null)
            return (0, 1);
        var parts = text.Split('/');
        if (parts.Length == 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            && index >= 1 && index <= count && count <= 512)
            return (index - 1, count);
        throw new UsageException($"--shard {text}: I/N with 1 <= I <= N <= 512 is expected, such as 2/5");
    }

    private static List<string> Split(string[]? values) =>
        [.. (values ?? []).SelectMany(value => value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];
}
