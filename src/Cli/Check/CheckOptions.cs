using Virtspec.Cli.Report;
using Virtspec.Model.Features;
using Virtspec.Specification.Catalogue;
using Virtspec.Suite.Steps;

namespace Virtspec.Cli.Check;

/// <summary>What the user asked of a check.</summary>
/// <param name="Device">Type of device.</param>
/// <param name="SocketPath">Socket of a running back-end.</param>
/// <param name="Spawn">Command that starts one.</param>
/// <param name="Select">Requirements to check.</param>
/// <param name="Exclude">Requirements to leave out.</param>
/// <param name="Cases">Cases to run.</param>
/// <param name="Steps">Steps to take instead of cases, if given.</param>
/// <param name="Repeat">How often the steps of a finding are taken in the end.</param>
/// <param name="List">Only list.</param>
/// <param name="Seed">Seed, if given.</param>
/// <param name="MaxTime">Time limit, if given.</param>
/// <param name="Reports">Formats.</param>
/// <param name="Out">Folder for reports.</param>
/// <param name="Levels">Levels to show; none for all.</param>
/// <param name="FailOn">The weakest level whose breach counts; null when none does.</param>
/// <param name="Fault">Fault to plant into the embedded back-end, for tests of virtspec.</param>
internal sealed record CheckOptions(
    string Device, string? SocketPath, string? Spawn, IReadOnlyList<string> Select, IReadOnlyList<string> Exclude, IReadOnlyList<string> Cases,
    IReadOnlyList<Step>? Steps, int Repeat, bool List, ulong? Seed, TimeSpan? MaxTime, IReadOnlyList<string> Reports, string? Out, IReadOnlyList<Strength> Levels, Strength? FailOn, string? Fault)
{
    /// <summary>The type of device.</summary>
    internal DeviceType Type => DeviceArgument.TypeOf(Device);

    /// <summary>What the user would call the back-end.</summary>
    internal string Target => this switch
    {
        { SocketPath: { } path } => path,
        { Spawn: { } command } => $"'{command}'",
        { Fault: { } fault } => $"virtspec's own back-end with fault {fault}",
        _ => "virtspec's own back-end",
    };

    /// <summary>The arguments that name the back-end again on a command line.</summary>
    internal string TargetArguments => this switch
    {
        { SocketPath: { } path } => $"{Device} --socket-path {Shell.Quote(path)}",
        { Spawn: { } command } => $"{Device} --spawn {Shell.Quote(command)}",
        { Fault: { } fault } => $"{Device} --fault {fault}",
        _ => Device,
    };

    /// <summary>The arguments that select the same requirements and cases again, each after a space.</summary>
    internal string SelectionArguments => Several("--select", Select) + Several("--exclude", Exclude) + Several("--case", Cases) + StepArguments + VerdictArguments;

    /// <summary>The arguments that take the same steps again, each after a space.</summary>
    internal string StepArguments => Steps is { } steps ? $" --steps {StepFile.Argument([.. steps.Select(step => step.ToString())], Out)}" : string.Empty;

    /// <summary>The arguments that make the same of verdicts again, each after a space.</summary>
    internal string VerdictArguments =>
        Several("--level", [.. Levels.Select(level => level.ToString().ToLowerInvariant())])
        + (FailOn == Strength.Must ? string.Empty : $" --fail-on {FailOn?.ToString().ToLowerInvariant() ?? "none"}");

    private static string Several(string option, IReadOnlyList<string> values) =>
        values.Count > 0 ? $" {option} {Shell.Quote(string.Join(',', values))}" : string.Empty;
}
