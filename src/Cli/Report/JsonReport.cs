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
        V: 1,
        Tool: "virtspec",
        Version: CheckReport.Version,
        Standard: CatalogueReader.Standard,
        Target: report.Options.Target,
        Seed: report.Seed,
        FeaturesOffered: $"0x{report.Result.Offered:x}",
        Stopped: report.Stopped,
        ExitCode: exit,
        Again: report.Again,
        Deaths: report.Deaths,
        Cases: [.. report.Result.Cases.Select(check => new JsonCase(check.Case.Name, check.Case.Title, Camel(check.End), Empty(check.Text), (long)check.Time.TotalMilliseconds))],
        Requirements: [.. report.Result.Results.Select(result => Requirement(report, result))],
        BrokenByVirtspec: [.. report.Result.OwnBreaches.Select(result => Requirement(report, result))],
        Sections: [.. ReportSection.Of(report.Result.Results).Select(section => new JsonSection(section.Section, section.Heading, section.Source, VerdictCounts.Of(section.Results)))],
        Totals: Totals(report.Result.Results),
        Transitions: [.. report.Result.Transitions.Select(machine => new JsonTransitions(machine.Machine, machine.Taken, machine.All, machine.NotTaken))]);

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
        result.Held,
        result.Broken,
        result.Reason,
        [.. result.Findings.Select(finding => new JsonFinding(finding.Case, finding.Seen, finding.Expected, finding.Steps, report.Reproduce(finding, result.Requirement.Id)))]);

    private static string Camel(Enum value) => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    private static string? Empty(string text) => text.Length == 0 ? null : text;
}

/// <summary>The whole report.</summary>
internal sealed record JsonDocument(
    int V, string Tool, string Version, string Standard, string Target, ulong Seed, string FeaturesOffered, bool Stopped, int ExitCode,
    string Again, IReadOnlyList<string> Deaths,
    IReadOnlyList<JsonCase> Cases, IReadOnlyList<JsonRequirement> Requirements, IReadOnlyList<JsonRequirement> BrokenByVirtspec,
    IReadOnlyList<JsonSection> Sections, JsonTotals Totals, IReadOnlyList<JsonTransitions> Transitions);

/// <summary>One case.</summary>
internal sealed record JsonCase(string Name, string Title, string End, string? Text, long Milliseconds);

/// <summary>One requirement and its verdict.</summary>
internal sealed record JsonRequirement(
    string Id, string Level, string Role, string Source, string Chapter, string Clause, string Section, string Heading, string Summary,
    IReadOnlyList<string> Observable, string Verdict, int Held, int Broken, string? Reason, IReadOnlyList<JsonFinding> Findings);

/// <summary>One section of a document and what came of the requirements in it.</summary>
internal sealed record JsonSection(string Section, string Heading, string Source, VerdictCounts Counts);

/// <summary>What came of the requirements of each level, and of all.</summary>
internal sealed record JsonTotals(VerdictCounts Must, VerdictCounts Should, VerdictCounts May, VerdictCounts All);

/// <summary>How many drawn transitions of a machine of the model the run took, and which it did not.</summary>
internal sealed record JsonTransitions(string Machine, int Taken, int All, IReadOnlyList<string> NotTaken);

/// <summary>One breach with its evidence.</summary>
internal sealed record JsonFinding(string Case, string Seen, string Expected, IReadOnlyList<string> Steps, string Reproduce);

/// <summary>Source-generated serializers.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(JsonDocument))]
internal sealed partial class JsonReportContext : JsonSerializerContext;
