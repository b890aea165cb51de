using System.CommandLine;
using System.CommandLine.Parsing;
using Virtspec.Cli.Report;
using Virtspec.Specification.Catalogue;
using Virtspec.Suite.Shrinking;
using Virtspec.Suite.Steps;

namespace Virtspec.Cli.Check;

/// <summary>The options of <c>virtspec check</c>.</summary>
internal static class CheckCommand
{
    internal const string Examples =
        """
        Examples:
          virtspec check
              Check virtspec's own back-end: what a run looks like.
          virtspec check --socket-path /run/vhost-blk.sock
              Check a back-end that is running. It is written to: give it a scratch disk.
          virtspec check --spawn "my-back-end --socket {socket} --file disk.img"
              Start a back-end, start it again when it crashes, end it afterwards.
          virtspec check --list --select split.used
              List the requirements of a clause and the cases that exercise them.
          virtspec check --socket-path S --seed 7 --case requests --select split.used.device.1
              Run one case and judge one requirement.
          virtspec check --socket-path S --max-time 10m --report text,json,junit --out reports
              As a build job runs it: text for people, JSON for programs, JUnit for the job's own page.
        """;

    internal const string SummaryLine =
        """
        The summary is one line, for grep, and has this form:
          virtspec check: FAILED · 3 MUST, 1 SHOULD broken · 66 passed · 90 of 90 attacks survived · 64 of 66 cases ran · exit code 1
        Its first word says what the exit code says: PASSED, FAILED, INCONCLUSIVE, SKIPPED, STOPPED, ERROR. What is broken, conformance and robustness
        together, is counted whatever --level shows. The part on attacks is there when some were made.
        """;

    private static readonly Dictionary<string, Strength> Levels =
        Enum.GetValues<Strength>().ToDictionary(strength => strength.ToString().ToLowerInvariant());

    internal static Command Create()
    {
        var device = DeviceArgument.Create();
        var socket = new Option<string?>("--socket-path") { Description = "Socket of a back-end that is running.", HelpName = "PATH" };
        var spawn = new Option<string?>("--spawn") { Description = "Command that starts a back-end; {socket} stands for the socket it is to listen on.", HelpName = "COMMAND" };
        var select = CommonOptions.Several("--select", "Requirements to check, by id, clause or glob (split.used.*); repeat or separate by commas.", "ID");
        var exclude = CommonOptions.Several("--exclude", "Requirements to leave out, as for --select.", "ID");
        var cases = CommonOptions.Several("--case", "Cases to run, by name or glob; all that exercise a selected requirement otherwise.", "NAME");
        var steps = new Option<IReadOnlyList<Step>?>("--steps")
        {
            Description = "Steps to take instead of cases, as findings show them, separated by semicolons; @FILE for those in a file, one a line.", HelpName = "STEPS", CustomParser = Steps,
        };
        var repeat = new Option<int>("--repeat") { Description = "How often the fewest steps of a finding are taken in the end: a report says in how many of them they showed it.", HelpName = "N", DefaultValueFactory = _ => ShrinkBudget.Usual.Repeat };
        repeat.Validators.Add(result => RequirePositive(result));
        var list = new Option<bool>("--list") { Description = "List the cases selected, each with the requirements that it can exercise, and run nothing." };
        var seed = CommonOptions.Seed("Seed of everything left to chance. Drawn and printed when absent.");
        var time = new Option<TimeSpan?>("--max-time") { Description = "Begin no further case after so long: 90s, 10m, 1h.", HelpName = "TIME", CustomParser = Duration.Parse };
        var report = CommonOptions.Report(ReportFormat.OfCheck);
        var output = new Option<string?>("--out") { Description = "Folder for reports, virtspec-out when several formats are asked for; made when missing.", HelpName = "DIR" };
        var failOn = new Option<string>("--fail-on") { Description = "What makes exit code 1: a broken MUST (must), a broken SHOULD as well (should), or nothing (none).", HelpName = "LEVEL", DefaultValueFactory = _ => "must" };
        failOn.Validators.Add(result => RequireOneOf("--fail-on", result, ["must", "should", "none"]));
        var level = CommonOptions.Several("--level", "Requirements to show, by how strongly they bind: must, should, may; repeat or separate by commas. All are judged all the same.", "LEVEL");
        level.Validators.Add(result => RequireOneOf("--level", result, Levels.Keys));
        var fault = new Option<string?>("--fault") { Hidden = true };
        var command = new Command(
            "check",
            "Drives a vhost-user back-end and says which requirements of VIRTIO 1.4 it keeps and which it breaks. "
            + "Without --socket-path and --spawn it checks virtspec's own back-end, served by a child process.")
        {
            device, socket, spawn, select, exclude, cases, steps, repeat, list, seed, time, report, output, level, failOn, fault,
        };
        command.SetAction(parsed => new CheckAction(new CheckOptions(
            parsed.GetValue(device)!,
            parsed.GetValue(socket),
            parsed.GetValue(spawn),
            CommonOptions.Split(parsed.GetValue(select)),
            CommonOptions.Split(parsed.GetValue(exclude)),
            CommonOptions.Split(parsed.GetValue(cases)),
            parsed.GetValue(steps),
            parsed.GetValue(repeat),
            parsed.GetValue(list),
            parsed.GetValue(seed),
            parsed.GetValue(time),
            CommonOptions.Split(parsed.GetValue(report)),
            parsed.GetValue(output),
            [.. CommonOptions.Split(parsed.GetValue(level)).Select(name => Levels[name]).Distinct()],
            Levels.TryGetValue(parsed.GetValue(failOn)!, out var weakest) ? weakest : null,
            parsed.GetValue(fault))).Run());
        return command;
    }

    private static IReadOnlyList<Step>? Steps(ArgumentResult argument)
    {
        var text = argument.Tokens[0].Value;
        try
        {
            var steps = StepText.ParseAll(text.StartsWith('@') ? File.ReadAllText(text[1..]) : text);
            if (steps.Count == 0)
                argument.AddError($"--steps '{text}': at least one step is expected, such as those that findings show");
            return steps;
        }
        catch (FormatException exception)
        {
            argument.AddError($"--steps: {exception.Message}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            argument.AddError($"--steps {text}: {exception.Message}");
        }

        return null;
    }

    private static void RequirePositive(OptionResult result)
    {
        if (result.Tokens.Count == 1 && (!int.TryParse(result.Tokens[0].Value, out var count) || count < 1))
            result.AddError($"--repeat {result.Tokens[0].Value}: a number of 1 or more is expected");
    }

    private static void RequireOneOf(string option, OptionResult result, IReadOnlyCollection<string> known)
    {
        foreach (var value in CommonOptions.Split([.. result.Tokens.Select(token => token.Value)]).Where(value => !known.Contains(value)))
            result.AddError($"{option} {value}: one of {string.Join(", ", known)} is expected");
    }
}
