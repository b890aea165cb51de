using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Virtspec.Oracle;
using Virtspec.Specification.Catalogue;

namespace Virtspec.Cli.Report;

/// <summary>The report for machines. Fields are added, never renamed or removed, without a new value of v.</summary>
internal static class JsonReport
{
    /// <summary>Commands and names are to be read by people too: what needs no escape in JSON gets none. Nothing here ends up in HTML.</summary>
    private static readonly JsonReportContext Context =
        new(new JsonSerializerOptions(JsonReportContext.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    internal static string Serialize(CheckReport report, int exit) =>
        JsonSerializer.Serialize(Document(report, exit), Context.JsonDocument);

    private static JsonDocument Document(CheckReport report, int exit) => new(
        V: 2,
        Tool: "virtspec",
        Version: CheckReport.Version,
        Standard: CatalogueReader.Standard,
        Target: report.Options.Target,
        Seed: report.Seed,
        FeaturesOffered: $"0x{report.Result.Offered:x}",
        Stopped: report.Stopped,
        ExitCode: exit,
        Again: report.Again,
        Deaths: [.. report.Deaths.Select(death => new JsonDeath(death.Case, death.End, death.Output))],
        Cases: [.. report.Result.Cases.Select(check => new JsonCase(check.Case.Name, check.Case.Title, Camel(check.End), Empty(check.Text), (long)check.Time.TotalMilliseconds))],
        Requirements: [.. report.Shown.Select(result => Requirement(report, result))],
        BrokenByVirtspec: [.. report.Result.OwnBreaches.Select(result => Requirement(report, result))],
        Sections: [.. ReportSection.Of(report.Shown).Select(section => new JsonSection(section.Section, section.Heading, section.Source, VerdictCounts.Of(section.Results)))],
        Totals: Totals(report.Result.Results),
        Robustness: [.. report.Result.Robustness.Select(outcome => new JsonRobustness(Camel(outcome.Family), outcome.Attack, Camel(outcome.Recovery), Empty(outcome.Detail)))]);

    private static JsonTotals Totals(IReadOnlyList<RequirementResult> results) => new(
        VerdictCounts.Of(results, Strength.Must), VerdictCounts.Of(results, Strength.Should), VerdictCounts.Of(results, Strength.May), VerdictCounts.Of(results));

    private static JsonRequirement Requirement(CheckReport report, RequirementResult result) => new(
        result.Requirement.Id,
        result.Requirement.Level.Keyword(),
        Camel(result.Requirement.Role),
        result.Requirement.Source,
        result.Requirement.Chapter.Name,
        result.Requirement.Clause,
        result.Requirement.Section,
        result.Requirement.Heading,
        result.Requirement.Text,
        ObservableText.Of(result.Requirement.Observable),
        Camel(result.Verdict),
        result.BrokenIn,
        result.Reason,
        [.. result.Findings.Select(finding => Finding(report, finding, result.Requirement.Id))]);

    private static JsonFinding Finding(CheckReport report, Finding finding, string id)
    {
        var story = Story.Of(finding);
        return new(finding.Case, story.Seen, story.Expected, story.Log, story.Program, finding.Shrunk?.Shown, finding.Shrunk?.Of, report.Reproduce(finding, id));
    }

    private static string Camel(Enum value) => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    private static string? Empty(string text) => text.Length == 0 ? null : text;
}

/// <summary>The whole report.</summary>
internal sealed record JsonDocument(
    int V, string Tool, string Version, string Standard, string Target, ulong Seed, string FeaturesOffered, bool Stopped, int ExitCode,
    string Again, IReadOnlyList<JsonDeath> Deaths,
    IReadOnlyList<JsonCase> Cases, IReadOnlyList<JsonRequirement> Requirements, IReadOnlyList<JsonRequirement> BrokenByVirtspec,
    IReadOnlyList<JsonSection> Sections, JsonTotals Totals, IReadOnlyList<JsonRobustness> Robustness);

/// <summary>One case.</summary>
internal sealed record JsonCase(string Name, string Title, string End, string? Text, long Milliseconds);

/// <summary>A back-end that ended or stopped answering in a case and was started again, and the last lines it printed.</summary>
internal sealed record JsonDeath(string Case, string End, IReadOnlyList<string> Output);

/// <summary>One requirement and its verdict. How often its premise arose hangs on time, and is in the record of the run.</summary>
internal sealed record JsonRequirement(
    string Id, string Level, string Role, string Source, string Chapter, string Clause, string Section, string Heading, string Summary,
    IReadOnlyList<string> Observable, string Verdict, int BrokenIn, string? Reason, IReadOnlyList<JsonFinding> Findings);

/// <summary>One section of a document and what came of the requirements in it.</summary>
internal sealed record JsonSection(string Section, string Heading, string Source, VerdictCounts Counts);

/// <summary>What came of the requirements of each level, and of all.</summary>
internal sealed record JsonTotals(VerdictCounts Must, VerdictCounts Should, VerdictCounts May, VerdictCounts All);

/// <summary>One attack on the back-end, and where the next good request was served.</summary>
internal sealed record JsonRobustness(string Family, string Attack, string Recovery, string? Detail);

/// <summary>One breach with its evidence: what happened (steps), the fewest steps that show it (program), and in how many of so many runs they did.</summary>
internal sealed record JsonFinding(
    string Case, string Seen, string Expected, IReadOnlyList<string> Steps, IReadOnlyList<string> Program, int? Shown, int? Of, string Reproduce);

/// <summary>Source-generated serializers.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(JsonDocument))]
internal sealed partial class JsonReportContext : JsonSerializerContext;
