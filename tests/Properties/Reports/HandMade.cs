using Virtspec.Cli.Check;
using Virtspec.Cli.Report;
using Virtspec.Model.Features;
using Virtspec.Oracle;
using Virtspec.Specification.Catalogue;
using Virtspec.Suite;

namespace Virtspec.Properties.Reports;

/// <summary>Reports of checks that never ran.</summary>
internal static class HandMade
{
    private static readonly RequirementCatalogue Catalogue = RequirementCatalogue.Load();

    /// <summary>Every requirement that a check is about, the four verdicts in turn.</summary>
    public static IReadOnlyList<RequirementResult> AllInScope { get; } =
    [
        .. CheckRun.ScopeFor(Catalogue, DeviceType.Blk).Where(requirement => requirement.Role == Role.Device).Select((requirement, place) => (place % 4) switch
        {
            0 => Passed(requirement.Id, held: place + 1),
            1 => Failed(requirement.Id, Finding("requests")),
            2 => NotExercised(requirement.Id),
            _ => NotObservable(requirement.Id, "nobody looks there"),
        }),
    ];

    public static CheckReport Report(
        IReadOnlyList<RequirementResult> results,
        IReadOnlyList<CaseResult>? cases = null,
        IReadOnlyList<RequirementResult>? own = null,
        Strength? failOn = Strength.Must,
        IReadOnlyList<Strength>? levels = null) => new(
            new CheckOptions("blk", "vhost.sock", null, [], [], [], null, 3, false, 7, null, [], null, levels ?? [], failOn, null),
            Seed: 7, new CheckResult(cases ?? [], results, own ?? [], Offered: 0, Transitions: []), Deaths: [], Stopped: false);

    public static RequirementResult Passed(string id, int held = 1) => new(Catalogue[id], Verdict.Passed, held, 0, null, []);

    public static RequirementResult Failed(string id, params IReadOnlyList<Finding> findings) =>
        new(Catalogue[id], Verdict.Failed, 3, findings.Count, null, findings) { BrokenIn = findings.Count };

    public static RequirementResult NotExercised(string id) => new(Catalogue[id], Verdict.NotExercised, 0, 0, "it never came to it", []);

    public static RequirementResult NotObservable(string id, string reason) => new(Catalogue[id], Verdict.NotObservable, 0, 0, reason, []);

    public static Finding Finding(string check, string seen = "what was seen") => new(check, seen, "what was expected", ["one step", "another step"], []);

    /// <summary>A finding that was made smaller.</summary>
    /// <param name="check">The case it was seen in.</param>
    /// <param name="shrunkShown">How often of three times its steps showed it.</param>
    /// <param name="program">The fewest steps.</param>
    public static Finding Shrunk(string check, int shrunkShown, params IReadOnlyList<string> program) => Finding(check) with
    {
        Shrunk = new Shrunk(program, shrunkShown > 0 ? "what the fewest showed" : string.Empty, "what was expected of them", ["the last of it"], Tries: 9, shrunkShown, Of: 3),
    };

    /// <summary>How a case of the suite ended that took a second and a half.</summary>
    public static CaseResult Case(string name, CaseEnd end, string text = "") =>
        new(CheckRun.AllCases.Single(check => check.Name == name), end, text, TimeSpan.FromSeconds(1.5));
}
