using System.CommandLine;

namespace Virtspec.Cli.Check;

/// <summary>The options of <c>virtspec check</c>.</summary>
internal static class CheckCommand
{
    internal static Command Create()
    {
        var device = new Argument<string>("DEVICE") { Description = "Type of device. This version knows: blk.", DefaultValueFactory = _ => "blk" };
        device.AcceptOnlyFromAmong("blk");
        var socket = new Option<string?>("--socket-path") { Description = "Socket of a back-end that is running.", HelpName = "PATH" };
        var spawn = new Option<string?>("--spawn") { Description = "Command that starts a back-end; {socket} stands for the socket it is to listen on.", HelpName = "COMMAND" };
        var select = Globs("--select", "Requirements to check, by id, clause or glob (split.used.*); repeat or separate by commas.", "ID");
        var exclude = Globs("--exclude", "Requirements to leave out, as for --select.", "ID");
        var cases = Globs("--case", "Cases to run, by name or glob; all that exercise a selected requirement otherwise.", "NAME");
        var list = new Option<bool>("--list") { Description = "List the requirements and cases selected, and run nothing." };
        var seed = new Option<ulong?>("--seed") { Description = "Seed of everything left to chance. Drawn and printed when absent.", HelpName = "N" };
        var time = new Option<TimeSpan?>("--max-time") { Description = "Begin no further case after so long: 90s, 10m, 1h.", HelpName = "TIME", CustomParser = Duration.Parse };
        var report = Globs("--report", "Formats: text (to the terminal) and json (to --out, or to the terminal when it is the only one).", "FORMAT");
        var output = new Option<string?>("--out") { Description = "Folder for reports; made when missing.", HelpName = "DIR" };
        var failOn = new Option<string>("--fail-on") { Description = "What counts as a finding for the exit code: any breach (should), or of a MUST only (must).", HelpName = "LEVEL", DefaultValueFactory = _ => "should" };
        failOn.AcceptOnlyFromAmong("must", "should");
        var fault = new Option<string?>("--fault") { Hidden = true };
        var command = new Command(
            "check",
            "Drives a vhost-user back-end and says which requirements of VIRTIO 1.4 it keeps and which it breaks. "
            + "Without --socket-path and --spawn it checks virtspec's own back-end, served by a child process.")
        {
            device, socket, spawn, select, exclude, cases, list, seed, time, report, output, failOn, fault,
        };
        command.SetAction(parsed => new CheckAction(new CheckOptions(
            parsed.GetValue(device)!,
            parsed.GetValue(socket),
            parsed.GetValue(spawn),
            Split(parsed.GetValue(select)),
            Split(parsed.GetValue(exclude)),
            Split(parsed.GetValue(cases)),
            parsed.GetValue(list),
            parsed.GetValue(seed),
            parsed.GetValue(time),
            Split(parsed.GetValue(report)),
            parsed.GetValue(output),
            parsed.GetValue(failOn) == "must",
            parsed.GetValue(fault))).Run());
        return command;
    }

    private static Option<string[]> Globs(string name, string description, string value) =>
        new(name) { Description = description, HelpName = value, AllowMultipleArgumentsPerToken = false };

    private static List<string> Split(string[]? values) =>
        [.. (values ?? []).SelectMany(value => value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];
}

/// <summary>What the user asked of a check.</summary>
/// <param name="Device">Type of device.</param>
/// <param name="SocketPath">Socket of a running back-end.</param>
/// <param name="Spawn">Command that starts one.</param>
/// <param name="Select">Requirements to check.</param>
/// <param name="Exclude">Requirements to leave out.</param>
/// <param name="Cases">Cases to run.</param>
/// <param name="List">Only list.</param>
/// <param name="Seed">Seed, if given.</param>
/// <param name="MaxTime">Time limit, if given.</param>
/// <param name="Reports">Formats.</param>
/// <param name="Out">Folder for reports.</param>
/// <param name="FailOnMustOnly">Whether only breaches of a MUST count.</param>
/// <param name="Fault">Fault to plant into the embedded back-end, for tests of virtspec.</param>
internal sealed record CheckOptions(
    string Device, string? SocketPath, string? Spawn, IReadOnlyList<string> Select, IReadOnlyList<string> Exclude, IReadOnlyList<string> Cases,
    bool List, ulong? Seed, TimeSpan? MaxTime, IReadOnlyList<string> Reports, string? Out, bool FailOnMustOnly, string? Fault);
