using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using Virtspec.Cli.Report;
using Virtspec.Specification.Catalogue;
using Virtspec.Specification.Coverage;
using Virtspec.Suite;
using Virtspec.Suite.Faults;

namespace Virtspec.Cli.Spec;

/// <summary><c>virtspec spec show</c>: all that is known of a statement.</summary>
internal static class SpecShow
{
    private const int RunsShown = 5;

    // Patterns are matched with the whole catalogue: once, not for each statement.
    private static readonly Lazy<ILookup<string, string>> CasesById = new(() => CheckRun.AllCases
        .SelectMany(check => RequirementCatalogue.Load().Match(check.Exercises).Select(requirement => (requirement.Id, check.Name)))
        .ToLookup(pair => pair.Id, pair => pair.Name));

    internal static Command Create()
    {
        var ids = new Argument<string[]>("ID") { Description = "An id, the beginning of one, or a pattern with * and ?.", Arity = ArgumentArity.OneOrMore, HelpName = "ID" };
        var json = SpecCommand.Json();
        var output = RunsFolder();
        var command = new Command("show", "Shows what a statement asks for, where it stands, its rule, its tests, and the runs that last exercised it.") { ids, json, output };
        command.SetAction(parsed =>
        {
            var evidence = SpecCommand.Evidence();
            List<RunRecord> runs = [.. new RunStore(parsed.GetValue(output)).Read()];
            var requirements = SpecCommand.Select(parsed.GetValue(ids));
            if (parsed.GetValue(json))
            {
                Console.Out.WriteLine(SpecJson.Serialize(requirements.Select(requirement =>
                    SpecJson.Statement(requirement, evidence.GetValueOrDefault(requirement.Id), Cases(requirement), [.. Exercises(requirement, runs)]))));
                return ExitCode.NothingFound;
            }

            var console = ReportConsole.ForTerminal();
            foreach (var (index, requirement) in requirements.Index())
            {
                if (index > 0)
                    console.WriteLine();
                Write(console, requirement, evidence.GetValueOrDefault(requirement.Id), runs);
            }

            return ExitCode.NothingFound;
        });
        return command;
    }

    /// <summary>The option that says where runs are on record.</summary>
    internal static Option<string?> RunsFolder() =>
        new("--out") { Description = $"The folder that was --out for the runs; {ReportOutput.UsualFolder} by default.", HelpName = "DIR" };

    private static void Write(IAnsiConsole console, Requirement requirement, Evidence? evidence, List<RunRecord> runs)
    {
        console.MarkupLineInterpolated($"[bold]{requirement.Id}[/]  {requirement.Level.Keyword()}  {requirement.Role.ToString().ToLowerInvariant()}");
        List<(string Name, string Text)> rows = [("requires", requirement.Text), ("stands in", TextReport.Place(requirement)), ("label", requirement.Label)];
        if (requirement.Features.Count > 0)
            rows.Add(("applies", string.Join(", ", requirement.Features.Select(feature => feature[0] == '!' ? $"without {feature[1..]}" : $"with {feature}"))));
        rows.Add(("judged", JudgedBy(requirement, evidence)));
        if (requirement.Judged == Judged.Rule)
            rows.Add(("observable", string.Join(", ", ObservableText.Of(requirement.Observable))));
        Add("code", evidence?.Code);
        Add("tests", evidence?.Tests);
        Add("suites", evidence?.Suites);
        Add("cases", Cases(requirement));
        Add("faults", Faults(requirement));
        if (requirement.Judged == Judged.Rule)
            rows.Add(("runs", RunsOf(requirement, runs)));
        new ReportLayout(console).Rows(rows);

        void Add(string name, IReadOnlyList<string>? values)
        {
            if (values is { Count: > 0 })
                rows.Add((name, string.Join(", ", values)));
        }
    }

    private static string JudgedBy(Requirement requirement, Evidence? evidence) => requirement.Judged switch
    {
        Judged.Rule => $"by {evidence?.Rule ?? "a rule"}{(evidence is { AppliedIn.Count: > 0 } ? $", applied in {string.Join(", ", evidence.AppliedIn)}" : string.Empty)}",
        Judged.Exception => $"not: {requirement.Reason}",
        _ => requirement.Reason is null ? "not yet" : $"not yet: {requirement.Reason}",
    };

    private static string RunsOf(Requirement requirement, List<RunRecord> runs)
    {
        List<string> lines = [.. Exercises(requirement, runs).Take(RunsShown).Select(exercise => string.Create(
            CultureInfo.InvariantCulture,
            $"{exercise.Began.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z {exercise.Target}: kept {TextReport.Times(exercise.Held)}, broken {TextReport.Times(exercise.Broken)}"))];
        return lines.Count > 0 ? string.Join('\n', lines) : "none on record exercised it";
    }

    /// <summary>What runs said of a statement, the newest first.</summary>
    internal static IEnumerable<JsonExercise> Exercises(Requirement requirement, IEnumerable<RunRecord> runs) =>
        from run in runs
        where run.Exercised.ContainsKey(requirement.Id)
        let count = run.Exercised[requirement.Id]
        select new JsonExercise(run.Began, run.Command, run.Target, count.Held, count.Broken);

    /// <summary>Cases of a check that are meant to exercise it; only statements of the device are judged there.</summary>
    internal static List<string> Cases(Requirement requirement) => requirement.Role == Role.Device && requirement.Observable.HasFlag(Observable.BackEnd)
        ? [.. CasesById.Value[requirement.Id]]
        : [];

    /// <summary>Faults to plant into the embedded back-end that break it.</summary>
    internal static List<string> Faults(Requirement requirement) => [.. Fault.All.Where(fault => fault.Breaks == requirement.Id).Select(fault => fault.Name)];
}
