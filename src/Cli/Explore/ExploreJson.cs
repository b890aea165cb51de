using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Virtspec.Cli.Report;
using Virtspec.Exploration;
using Virtspec.Exploration.MemoryModels;
using Virtspec.Exploration.Schedules;

namespace Virtspec.Cli.Explore;

/// <summary>The report for machines. Fields are added, never renamed or removed, without a new value of v.</summary>
internal static class ExploreJson
{
    private static readonly ExploreJsonContext Context =
        new(new JsonSerializerOptions(ExploreJsonContext.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    internal static string Serialize(ExploreReport report) => JsonSerializer.Serialize(Document(report), Context.ExploreDocument);

    private static ExploreDocument Document(ExploreReport report) => new(
        V: 1,
        Tool: "virtspec",
        Version: CheckReport.Version,
        Command: "explore",
        Seed: report.Plan.Seed,
        Stopped: report.Signal != 0,
        ExitCode: report.Exit,
        Again: report.Again,
        Canaries: [.. report.Canaries.Select(canary => new ExploreCanary(canary.Scenario.Name, ModelNames.Of(canary.Memory), canary.Execution))],
        Searches: [.. report.Searches.Select(search => Search(report, search))]);

    private static ExploreSearch Search(ExploreReport report, SearchReport search)
    {
        var (options, tally) = (search.Search.Options, search.Result?.Counts);
        return new ExploreSearch(
            search.Search.Scenario.Name,
            Parameters(search.Search.Scenario),
            ModelNames.Of(options.Memory),
            StrategyNames.Of(options.Chosen),
            options.Shard.Count > 1 ? $"{options.Shard.Index + 1}/{options.Shard.Count}" : null,
            search.Result is { } result ? JsonNamingPolicy.CamelCase.ConvertName(result.Coverage.ToString()) : "notRun",
            search.Complete,
            CoverageText.Counts(search, report.Signal != 0),
            CoverageText.Meaning(search),
            tally?.Complete ?? 0,
            tally?.Redundant ?? 0,
            tally?.Merged ?? 0,
            tally?.Truncated ?? 0,
            tally?.States ?? 0,
            tally?.Steps ?? 0,
            tally?.Depth ?? 0,
            search.Result?.Rechecked ?? 0,
            new SortedDictionary<string, ExploreJudged>(search.Judged.ToDictionary(count => count.Key, count => new ExploreJudged(count.Value.Held, count.Value.Broken)), StringComparer.Ordinal),
            search.Result?.Classes is { } classes ? new ExploreClasses(classes.Seen, Math.Round(classes.Estimate)) : null,
            (long)(search.Result?.Elapsed.TotalMilliseconds ?? 0),
            [.. search.Findings.Select(finding => Finding(report, finding))]);
    }

    private static ExploreFinding Finding(ExploreReport report, FindingReport finding) => new(
        finding.Saved.Id,
        JsonNamingPolicy.CamelCase.ConvertName(finding.Saved.Failure.Kind.ToString()),
        finding.Saved.Failure.Property,
        finding.Saved.Failure.Text,
        [.. finding.Broken.Select(broken => new ExploreBroken(broken.Id, broken.Seen, broken.Expected, broken.Step))],
        finding.Found.Execution,
        finding.Found.Times,
        Parameters(finding.Saved.Scenario),
        ScheduleText.Write(finding.Saved.Schedule),
        report.Schedule(finding),
        finding.Shrunk?.After.Deviations,
        finding.Path,
        finding.Problem,
        report.Reproduce(finding));

    private static SortedDictionary<string, int> Parameters(Scenario scenario) =>
        new(scenario.Parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Value), StringComparer.Ordinal);
}

/// <summary>The whole report.</summary>
internal sealed record ExploreDocument(
    int V, string Tool, string Version, string Command, ulong? Seed, bool Stopped, int ExitCode, string Again,
    IReadOnlyList<ExploreCanary> Canaries, IReadOnlyList<ExploreSearch> Searches);

/// <summary>A mistake that was looked for first, and found.</summary>
internal sealed record ExploreCanary(string Scenario, string Memory, long Execution);

/// <summary>One search.</summary>
internal sealed record ExploreSearch(
    string Scenario, IReadOnlyDictionary<string, int> Parameters, string Memory, string Strategy, string? Shard, string Coverage, bool Complete, string Text,
    string Meaning, long Executions, long Redundant, long Merged, long Truncated, long States, long Steps, int Depth, long Rechecked,
    IReadOnlyDictionary<string, ExploreJudged> Judged, ExploreClasses? Classes, long Milliseconds, IReadOnlyList<ExploreFinding> Findings);

/// <summary>How often a statement held, and was broken.</summary>
internal sealed record ExploreJudged(long Held, long Broken);

/// <summary>Of samples: how many differ, and how many there may be.</summary>
internal sealed record ExploreClasses(long Seen, double Estimate);

/// <summary>One finding.</summary>
internal sealed record ExploreFinding(
    string Id, string Kind, string Property, string Text, IReadOnlyList<ExploreBroken> Broken, long Execution, long Times, IReadOnlyDictionary<string, int> Parameters, string Schedule, string Replay,
    int? Deviations, string? File, string? Problem, string Reproduce);

/// <summary>A statement broken along the schedule, at which step.</summary>
internal sealed record ExploreBroken(string Statement, string Seen, string Expected, int Step);

/// <summary>Source-generated serializers.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ExploreDocument))]
internal sealed partial class ExploreJsonContext : JsonSerializerContext;
