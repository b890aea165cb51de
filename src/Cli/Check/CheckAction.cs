using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Virtspec.Cli.Report;
using Virtspec.Model.Features;
using Virtspec.Oracle;
using Virtspec.Oracle.Catalogue;
using Virtspec.Suite;
using Virtspec.Suite.Faults;
using Virtspec.Suite.Peer;

namespace Virtspec.Cli.Check;

/// <summary>Runs one check from options to exit code.</summary>
internal sealed class CheckAction(CheckOptions options)
{
    private static readonly string[] Formats = ["text", "json"];

    private readonly RequirementCatalogue _catalogue = RequirementCatalogue.Load();
    private int _signal;

    internal int Run()
    {
        Validate();
        var scope = Scope();
        var cases = Cases(scope);
        if (options.List)
        {
            ListReport.Write(Console.Out, scope, cases);
            return ExitCode.NothingFound;
        }

        var seed = options.Seed ?? BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(4));
        using var stop = new CancellationTokenSource();
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Stop(context, stop, ExitCode.Interrupted));
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Stop(context, stop, ExitCode.Terminated));
        try
        {
            using var target = Target.Open(options);
            var result = RunCases(target, cases, scope, seed, stop.Token);
            var report = new CheckReport(target.Description, target.Arguments, seed, result, _signal != 0);
            var exit = Conclude(report);
            Write(report, exit);
            return exit;
        }
        catch (PeerLostException exception)
        {
            Console.Error.WriteLine($"virtspec: inconclusive: {exception.Message}");
            return _signal != 0 ? _signal : ExitCode.Inconclusive;
        }
        catch (WrongDeviceException exception)
        {
            Console.Error.WriteLine($"virtspec: {exception.Message}");
            return ExitCode.Usage;
        }
    }

    private void Validate()
    {
        if (options.SocketPath is not null && options.Spawn is not null)
            throw new UsageException("--socket-path and --spawn exclude each other");
        if (options.Spawn is { } command && !command.Contains("{socket}", StringComparison.Ordinal))
            throw new UsageException($"--spawn '{command}': it has to say where the socket goes, as {{socket}}");
        if (options.Reports.FirstOrDefault(format => !Formats.Contains(format)) is { } unknown)
            throw new UsageException($"--report {unknown}: one of {string.Join(", ", Formats)} is expected");
        if (options.Fault is not null && (options.SocketPath ?? options.Spawn) is not null)
            throw new UsageException("--fault works on virtspec's own back-end only");
        if (options.Fault is { } fault && Fault.All.All(known => known.Name != fault))
            throw new UsageException($"--fault {fault}: one of {string.Join(", ", Fault.All.Select(known => known.Name))} is expected");
    }

    private List<Requirement> Scope()
    {
        try
        {
            var selected = options.Select.Count > 0 ? _catalogue.Match(options.Select) : _catalogue.All;
            var excluded = options.Exclude.Count > 0 ? _catalogue.Match(options.Exclude) : [];
            return [.. selected.Except(excluded).Where(requirement => requirement.Role == Role.Device)];
        }
        catch (CatalogueException exception)
        {
            throw new UsageException(exception.Message);
        }
    }

    private IReadOnlyList<CheckCase> Cases(IReadOnlyList<Requirement> scope)
    {
        if (options.Cases.Count == 0)
            return CheckRun.CasesFor(_catalogue, scope.Select(requirement => requirement.Id).ToHashSet());
        foreach (var glob in options.Cases)
        {
            if (!CheckRun.AllCases.Any(check => Matches(glob, check)))
                throw new UsageException($"--case {glob}: one of {string.Join(", ", CheckRun.AllCases.Select(check => check.Name))} is expected");
        }

        return [.. CheckRun.AllCases.Where(check => options.Cases.Any(glob => Matches(glob, check)))];
    }

    private static bool Matches(string glob, CheckCase check) => System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(glob, check.Name, ignoreCase: false);

    private CheckResult RunCases(Target target, IReadOnlyList<CheckCase> cases, IReadOnlyList<Requirement> scope, ulong seed, CancellationToken stop)
    {
        using var progress = new ProgressLine(cases);
        var run = new CheckRun(_catalogue, DeviceType.Blk, SessionOptions.For(target.SocketPath, seed))
        {
            Progress = progress.Show,
            Revive = target.Revive,
        };
        return run.Run(cases, scope, options.MaxTime, stop);
    }

    private void Stop(PosixSignalContext context, CancellationTokenSource stop, int exit)
    {
        // The second time the user means it.
        context.Cancel = _signal == 0;
        _signal = exit;
        stop.Cancel();
    }

    private int Conclude(CheckReport report)
    {
        var failed = report.Result.Results.Any(result => result.Verdict == Verdict.Failed && (!options.FailOnMustOnly || result.Requirement.Level.IsMust()));
        if (failed)
            return ExitCode.Finding;
        if (report.Result.OwnBreaches.Count > 0 || report.Result.Cases.Any(check => check.End == CaseEnd.InternalError))
            return ExitCode.Internal;
        if (_signal != 0)
            return _signal;
        if (report.Result.Cases.Any(check => check.End is CaseEnd.PeerLost or CaseEnd.NotRun))
            return ExitCode.Inconclusive;
        return report.Result.Results.Any(result => result.Verdict is Verdict.Passed or Verdict.Failed) ? ExitCode.NothingFound : ExitCode.Skipped;
    }

    private void Write(CheckReport report, int exit)
    {
        var wantsJson = options.Reports.Contains("json");
        var wantsText = options.Reports.Count == 0 || options.Reports.Contains("text");
        if (wantsText)
            TextReport.Write(TextReport.ForTerminal(), report, exit);
        if (wantsJson && !wantsText && options.Out is null)
            Console.Out.WriteLine(JsonReport.Serialize(report, exit));
        else if (wantsJson || options.Out is not null)
            WriteFiles(report, exit, wantsJson, wantsText);
    }

    private void WriteFiles(CheckReport report, int exit, bool json, bool text)
    {
        var folder = options.Out ?? "virtspec-out";
        try
        {
            Directory.CreateDirectory(folder);
            if (json)
                Save(Path.Combine(folder, "report.json"), JsonReport.Serialize(report, exit));
            if (text)
                Save(Path.Combine(folder, "report.txt"), TextReport.AsText(report, exit));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--out {folder}: {exception.Message}");
        }
    }

    /// <summary>Whole or not at all: a report cut short looks like a report.</summary>
    private static void Save(string path, string text)
    {
        var temporary = path + ".new";
        File.WriteAllText(temporary, text + Environment.NewLine);
        File.Move(temporary, path, overwrite: true);
    }
}
