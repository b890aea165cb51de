using System.Diagnostics;
using Virtspec.Model.Features;
using Virtspec.Oracle;
using Virtspec.Specification.Catalogue;
using Virtspec.Suite.Cases;
using Virtspec.Suite.Devices;
using Virtspec.Suite.Fs;
using Virtspec.Suite.Peer;
using Virtspec.Suite.Robustness;
using Virtspec.Suite.Shrinking;
using Virtspec.Suite.Steps;

namespace Virtspec.Suite;

/// <summary>How a case ended.</summary>
internal enum CaseEnd
{
    /// <summary>It ran to its end; what it showed is in the verdicts.</summary>
    Done,

    /// <summary>The peer lacks something it needs.</summary>
    NotApplicable,

    /// <summary>The peer went away or did not answer.</summary>
    PeerLost,

    /// <summary>Time was up before or during it.</summary>
    NotRun,

    /// <summary>Its steps are somebody's own, and one of them cannot be taken where it stands.</summary>
    Misused,

    /// <summary>virtspec itself failed in it.</summary>
    InternalError,
}

/// <summary>One case and how it ended.</summary>
/// <param name="Case">The case.</param>
/// <param name="End">How it ended.</param>
/// <param name="Text">Why, where that needs saying.</param>
/// <param name="Time">How long it took.</param>
internal sealed record CaseResult(CheckCase Case, CaseEnd End, string Text, TimeSpan Time);

/// <summary>All that a check found.</summary>
/// <param name="Cases">The cases in the order they ran.</param>
/// <param name="Results">Requirements of the device in scope.</param>
/// <param name="OwnBreaches">Requirements of the driver that virtspec itself broke: a bug of ours.</param>
/// <param name="Offered">Features the peer offered.</param>
/// <param name="Transitions">How much of the drawn machines the run went through.</param>
internal sealed record CheckResult(
    IReadOnlyList<CaseResult> Cases, IReadOnlyList<RequirementResult> Results, IReadOnlyList<RequirementResult> OwnBreaches, ulong Offered,
    IReadOnlyList<TransitionsTaken> Transitions)
{
    /// <summary>What came of each attack, in the order they were made.</summary>
    internal IReadOnlyList<RobustnessOutcome> Robustness { get; init; } = [];
}

/// <summary>The peer is not a device of the type it was said to be.</summary>
internal sealed class WrongDeviceException(string message) : Exception(message);

/// <summary>Runs the cases of the suite against one peer.</summary>
internal sealed class CheckRun(RequirementCatalogue catalogue, DeviceType type, SessionOptions options)
{
    private const string Robustness = "robustness";

    private static readonly CheckCase Shrinker = new("shrinking", "the fewest steps that show a finding", [], _ => { });

    private readonly Judge _judge = new(catalogue, type);
    private readonly List<CaseResult> _cases = [];
    private readonly List<RobustnessOutcome> _robustness = [];
    private FindingShrinker? _shrinker;
    private ulong _offered;

    /// <summary>Every case of the suite, in the order they run.</summary>
    internal static IReadOnlyList<CheckCase> AllCases { get; } =
    [
        .. Group("connection", ConnectionCases.All),
        .. Group("block device", [.. BlkRequestCases.All, .. BlkRangeCases.All, .. BlkLoadCases.All]),
        .. Group("descriptor chains", ChainCases.All),
        .. Group("notifications", NotificationCases.All),
        .. Group("ring", RingCases.All),
        .. Group("life cycle", LifecycleCases.All),
        .. Group("seldom met", SeldomCases.All),
        .. Group("memory", MemoryCases.All),
        .. Group("device status", StatusTour.All),
        .. Group("file system device", FsCases.All),
        .. Group(Robustness, RobustnessCases.All),
    ];

    /// <summary>Told when a case begins, moves on, or ends.</summary>
    internal Action<CheckCase, string, int>? Progress { get; init; }

    /// <summary>Brings the peer back after it went away; null when nobody can.</summary>
    internal Func<bool>? Revive { get; init; }

    /// <summary>Ends the peer, which is well, and starts it anew; <see cref="Revive"/> when null.</summary>
    internal Func<bool>? Renew { get; init; }

    /// <summary>A requirement after whose first breach no further case is begun; null to run them all.</summary>
    internal string? UntilBroken { get; init; }

    /// <summary>How much to spend on making findings smaller; null for nothing.</summary>
    internal ShrinkBudget? Shrinking { get; init; }

    /// <summary>Told which requirement's finding is being made smaller, to how many steps so far, and how many programs were tried.</summary>
    internal Action<string, int, int>? ShrinkProgress { get; init; }

    /// <summary>A case of given steps.</summary>
    internal static CheckCase CaseOf(IReadOnlyList<Step> steps) => new("steps", "the steps given", [], context => context.TakeWritten(steps));

    /// <summary>What a check is about unless it is told otherwise: the chapters that bind a device of this type behind a vhost-user socket.</summary>
    internal static IEnumerable<Requirement> ScopeFor(RequirementCatalogue catalogue, DeviceType type)
    {
        var others = SuiteDevice.All.Where(device => device.Type != type).Select(device => $"inv.{device.Name}.").ToArray();
        string[] chapters = ["core", "split", "invariants", "vhost-user", "robustness", SuiteDevice.Of(type).Name];
        return catalogue.All.Where(
            requirement => chapters.Contains(requirement.Chapter.Name) && !others.Any(prefix => requirement.Id.StartsWith(prefix, StringComparison.Ordinal)));
    }

    /// <summary>The cases for a type of device.</summary>
    internal static IReadOnlyList<CheckCase> CasesOf(DeviceType type) => [.. AllCases.Where(check => check.Only is null || check.Only == type)];

    /// <summary>The cases for a type of device that exercise any of the selected requirements.</summary>
    internal static IReadOnlyList<CheckCase> CasesFor(RequirementCatalogue catalogue, DeviceType type, IReadOnlySet<string> selected) =>
        [.. CasesOf(type).Where(check => catalogue.Match(check.Exercises).Any(requirement => selected.Contains(requirement.Id)))];

    /// <summary>Runs cases until they are done, time is up or the user stops.</summary>
    /// <param name="cases">Which.</param>
    /// <param name="scope">Requirements to conclude on.</param>
    /// <param name="limit">Time for all of them; null without limit.</param>
    /// <param name="stop">The user's wish to stop: what was found so far is returned.</param>
    /// <exception cref="PeerLostException">The peer did not answer at all.</exception>
    /// <exception cref="WrongDeviceException">The peer is another type of device.</exception>
    internal CheckResult Run(IReadOnlyList<CheckCase> cases, IReadOnlyList<Requirement> scope, TimeSpan? limit, CancellationToken stop)
    {
        var began = Stopwatch.GetTimestamp();
        var lost = !Recognise();
        _shrinker = Shrinking is { } budget ? new FindingShrinker(new Reproduction(catalogue, type, options.Hurried(), Revive) { Stop = stop, StartAnew = Renew ?? Revive }, budget, stop) { Progress = ShrinkProgress } : null;
        foreach (var check in cases)
        {
            // An attack may end the peer for good: what was found before is made smaller before.
            if (check.Group == Robustness && _cases is [.., { Case.Group: not Robustness }])
                _ = Results(scope);
            if (UntilBroken is { } id && _judge.Tally.Broken(id) > 0)
                break;
            var over = stop.IsCancellationRequested || Stopwatch.GetElapsedTime(began) > limit;
            if (over || lost)
            {
                _cases.Add(new CaseResult(check, CaseEnd.NotRun, lost ? "the peer is gone" : stop.IsCancellationRequested ? "stopped" : "time was up", TimeSpan.Zero));
                continue;
            }

            var result = RunCase(check, stop);
            _cases.Add(result);
            // What broke a ring may have ended the peer: the next case is not to find that out.
            lost = (result.End == CaseEnd.PeerLost || (result.End == CaseEnd.Done && result.Text.Length > 0)) && !IsBack();
        }

        return Conclude(scope);
    }

    private static IEnumerable<CheckCase> Group(string name, IEnumerable<CheckCase> cases) => cases.Select(check => check with { Group = name, Exercises = name == Robustness ? check.Exercises : [.. check.Exercises, "inv.connection"] });

    private CaseResult RunCase(CheckCase check, CancellationToken stop)
    {
        var began = Stopwatch.GetTimestamp();
        Progress?.Invoke(check, string.Empty, _judge.Tally.BreachesByDevice);
        _judge.Begin(check.Name, newSession: true);
        _judge.DriverBreaksRulesOnPurpose = false;
        using var player = new Player(_judge, options, Revive) { Stop = stop };
        var context = new CaseContext(player, text =>
        {
            stop.ThrowIfCancellationRequested();
            Progress?.Invoke(check, text, _judge.Tally.BreachesByDevice);
        });
        var (end, text) = (CaseEnd.Done, string.Empty);
        try
        {
            check.Run(context);
        }
        catch (NotApplicableException exception)
        {
            (end, text) = (CaseEnd.NotApplicable, exception.Message);
        }
        catch (RingBrokenException exception)
        {
            text = $"ended early: {exception.Message}";
        }
        catch (PeerLostException exception)
        {
            (end, text) = (CaseEnd.PeerLost, exception.Message);
        }
        catch (MisusedStepException exception)
        {
            (end, text) = (CaseEnd.Misused, exception.Message);
        }
        catch (OperationCanceledException)
        {
            (end, text) = (CaseEnd.NotRun, "stopped in the middle");
        }
        catch (Exception exception)
        {
            // A bug of ours in one case must not cost the findings of the others.
            (end, text) = (CaseEnd.InternalError, exception.ToString());
        }

        _robustness.AddRange(player.Robustness.Outcomes);
        return new CaseResult(check, end, text, Stopwatch.GetElapsedTime(began));
    }

    /// <summary>A first look at the peer: whether it answers, what it is, and what cannot be seen of it.</summary>
    /// <returns>False when it answered wrongly and nothing more can be said of it.</returns>
    private bool Recognise()
    {
        _judge.Begin("recognise", newSession: true);
        try
        {
            // A player of its own, so that what is found here is found again by its steps.
            using var player = new Player(_judge, options);
            player.Do(new Connect());
            _offered = player.Session.RawFeatures;
            DeviceRecognition.Require(player, _judge.Type);
            Observability.Tell(_judge.Tally, player.Session, catalogue);
            return true;
        }
        catch (PeerLostException) when (_judge.Tally.BreachesByDevice > 0)
        {
            return false;
        }
    }

    /// <summary>A peer that broke one connection may well take the next.</summary>
    private bool IsBack()
    {
        for (var tries = 0; tries < 2; tries++)
        {
            try
            {
                using var session = JudgedSession.Connect(_judge, options);
                return true;
            }
            catch (PeerLostException) when (tries == 0 && Revive?.Invoke() == true)
            {
                // Revived: one more try.
            }
            catch (PeerLostException)
            {
                return false;
            }
        }

        return false;
    }

    private CheckResult Conclude(IReadOnlyList<Requirement> scope)
    {
        var own = _judge.Tally.Conclude(catalogue.All.Where(requirement => requirement.Role == Role.Driver));
        return new CheckResult(_cases, Results(scope), [.. own.Where(result => result.Verdict == Verdict.Failed)], _offered, _judge.Coverage.Conclude()) { Robustness = _robustness };
    }

    private IReadOnlyList<RequirementResult> Results(IReadOnlyList<Requirement> scope)
    {
        var results = _judge.Tally.Conclude(scope.Where(requirement => requirement.Role == Role.Device));
        return _shrinker is { } shrinker ? [.. results.Select(result => result.Verdict == Verdict.Failed ? Shrink(shrinker, result) : result)] : results;
    }

    private RequirementResult Shrink(FindingShrinker shrinker, RequirementResult result)
    {
        try
        {
            return shrinker.Shrink(result);
        }
        catch (Exception exception)
        {
            // As in a case: a bug of ours here must not cost the findings.
            _cases.Add(new CaseResult(Shrinker, CaseEnd.InternalError, $"{result.Requirement.Id}: {exception}", TimeSpan.Zero));
            return result;
        }
    }
}
