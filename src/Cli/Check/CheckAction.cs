using System.Security.Cryptography;
using Virtspec.Cli.Report;
using Virtspec.Oracle;
using Virtspec.Specification.Catalogue;
using Virtspec.Suite;
using Virtspec.Suite.Peer;
using Virtspec.Suite.Shrinking;
using Virtspec.Transports.VhostUser;

namespace Virtspec.Cli.Check;

/// <summary>Runs one check from options to exit code.</summary>
internal sealed class CheckAction(CheckOptions options)
{
    private readonly RequirementCatalogue _catalogue = RequirementCatalogue.Load();
    private Target? _target;
    private ProgressLine? _progress;
    private StopSignals? _signals;

    private int Signal => _signals?.Signal ?? 0;

    internal int Run()
    {
        var selection = Selection.Of(options, _catalogue);
        if (options.List)
        {
            ListReport.Write(ReportConsole.ForTerminal(), _catalogue, selection.Scope, selection.Cases);
            return ExitCode.NothingFound;
        }

        var output = ReportOutput.Prepare(options.Reports, options.Out);
        using var signals = new StopSignals
        {
            Stopping = () => _progress?.Say("stopping; once more to stop at once"),
            Abandoning = () =>
            {
                _target?.Abandon();
                _progress?.Dispose();
            },
        };
        _signals = signals;
        var began = DateTimeOffset.UtcNow;
        try
        {
            var report = Check(selection, signals.Token);
            var exit = Conclude(report);
            KeepSteps(report);
            new RunStore(options.Out).Add(Record(report, began, exit));
            return output.Write(
                exit,
                (console, files) => TextReport.Write(console, report, exit, files),
                (ReportFormat.Json, () => JsonReport.Serialize(report, exit)),
                (ReportFormat.JUnit, () => JUnitReport.Serialize(report)));
        }
        catch (PeerLostException exception) when (Signal == 0)
        {
            Console.Error.WriteLine($"virtspec: inconclusive: {Explain(exception)}");
            return ExitCode.Inconclusive;
        }
        catch (Exception exception) when (exception is PeerLostException or OperationCanceledException && Signal != 0)
        {
            Console.Error.WriteLine("virtspec: stopped before anything was checked");
            return Signal;
        }
        catch (WrongDeviceException exception)
        {
            Console.Error.WriteLine($"virtspec: {exception.Message}");
            return ExitCode.Usage;
        }
    }

    private CheckReport Check(Selection selection, CancellationToken stop)
    {
        var seed = options.Seed ?? BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(4));
        using var progress = new ProgressLine(selection.Cases);
        using var target = new Target(options, stop);
        (_progress, _target) = (progress, target);
        target.Start();
        var run = new CheckRun(_catalogue, options.Type, SessionOptions.For(target.SocketPath, seed) with { Succession = target.Succession })
        {
            Progress = (check, text, breaches) =>
            {
                target.Case = check.Name;
                progress.Show(check, text, breaches);
            },
            Revive = target.Revive,
            Renew = target.Renew,
            Shrinking = ShrinkBudget.Usual with { Repeat = options.Repeat },
            ShrinkProgress = (id, steps, tries) =>
            {
                target.Case = null;
                progress.Say($"fewest steps that show {id}: {steps} so far, {tries} tries");
            },
        };
        var result = run.Run(selection.Cases, selection.Scope, options.MaxTime, stop);
        return new CheckReport(options, seed, target.Hide(result), target.Deaths, Signal != 0);
    }

    /// <summary>Writes the files that the report's commands name. That one cannot be written is said, and costs the report nothing.</summary>
    private void KeepSteps(CheckReport report)
    {
        try
        {
            StepFile.Write(report.Programs, options.Out);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"virtspec: the steps of a finding cannot be kept: {exception.Message}");
        }
    }

    private static RunRecord Record(CheckReport report, DateTimeOffset began, int exit) => new(
        V: 1, began, report.Again, report.Options.Target, exit,
        report.Result.Results.Where(result => result.Held + result.Broken > 0)
            .ToDictionary(result => result.Requirement.Id, result => new RunCount(result.Held, result.Broken)),
        report.Result.Transitions.ToDictionary(machine => machine.Machine, machine => new RunTransitions(machine.Taken, machine.All)));

    private int Conclude(CheckReport report)
    {
        if (report.Result.Results.Any(report.Counts))
            return ExitCode.Finding;
        if (report.Result.OwnBreaches.Count > 0 || report.Result.Cases.Any(check => check.End == CaseEnd.InternalError))
            return ExitCode.Internal;
        if (report.Result.Cases.Any(check => check.End == CaseEnd.Misused))
            return ExitCode.Usage;
        if (Signal != 0)
            return Signal;
        if (report.Result.Cases.Any(check => check.End is CaseEnd.PeerLost or CaseEnd.NotRun))
            return ExitCode.Inconclusive;
        return report.Result.Results.Any(result => result.Verdict is Verdict.Passed or Verdict.Failed) ? ExitCode.NothingFound : ExitCode.Skipped;
    }

    private string Explain(PeerLostException exception)
    {
        var subject = exception.Message.Contains(options.Target, StringComparison.Ordinal) ? string.Empty : options.Target + ": ";
        var doubt = exception.InnerException is VhostUserProtocolException ? "; is it a vhost-user back-end?" : string.Empty;
        return subject + exception.Message + doubt;
    }
}
