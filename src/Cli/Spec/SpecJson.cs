using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Virtspec.Specification.Catalogue;
using Virtspec.Specification.Coverage;
using Virtspec.Specification.Machines;

namespace Virtspec.Cli.Spec;

/// <summary>Statements and counts for machines. Fields are added, never renamed or removed, without a new value of v.</summary>
internal static class SpecJson
{
    private static readonly SpecJsonContext Context =
        new(new JsonSerializerOptions(SpecJsonContext.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    internal static string Serialize(IEnumerable<JsonStatement> statements) =>
        JsonSerializer.Serialize(new JsonStatements(1, [.. statements]), Context.JsonStatements);

    internal static string Serialize(CoverageTable table) =>
        JsonSerializer.Serialize(
            new JsonCoverage(1, table.Suites, [.. table.Chapters.Select(row => Row(row, table.Suites))], [.. table.Roles.Select(row => Row(row, table.Suites))], Row(table.Total, table.Suites)),
            Context.JsonCoverage);

    internal static string Serialize(MachineGraph graph) => JsonSerializer.Serialize(
        new JsonMachine(
            1, graph.Machine.Name, graph.Machine.Title, graph.Machine.Source, graph.States.Count, graph.Drawing.Names,
            [.. MachineTable.Rows(graph.Drawing).Select(row => new JsonTransition(row.State, row.Event, row.Actor, row.Targets, row.Rules))]),
        Context.JsonMachine);

    /// <summary>A statement and what stands behind it.</summary>
    internal static JsonStatement Statement(Requirement requirement, Evidence? evidence, IReadOnlyList<string>? cases = null, IReadOnlyList<JsonExercise>? runs = null) => new(
        requirement.Id, requirement.Clause, requirement.Label, requirement.Section, requirement.Source, requirement.Chapter.Name,
        Lower(requirement.Role), requirement.Level.Keyword(), requirement.Summary, requirement.Features, Lower(requirement.Judged),
        ObservableText.Of(requirement.Observable), requirement.Reason, requirement.Rationale,
        evidence?.Rule, evidence?.AppliedIn ?? [], evidence?.Code ?? [], evidence?.Tests ?? [], evidence?.Suites ?? [], cases, runs);

    private static JsonCounts Row(CoverageRow row, IReadOnlyList<string> suites) => new(
        row.Name, row.Title, row.Statements, row.Rules, row.Exceptions, row.Open, row.Binding, row.BindingRules,
        suites.Zip(row.Exercised).ToDictionary(pair => pair.First, pair => pair.Second), row.Untested);

    private static string Lower(Enum value) => value.ToString().ToLowerInvariant();
}

/// <summary>Statements.</summary>
internal sealed record JsonStatements(int V, IReadOnlyList<JsonStatement> Statements);

/// <summary>One statement.</summary>
internal sealed record JsonStatement(
    string Id, string Clause, string Label, string Section, string Source, string Chapter, string Role, string Level, string? Summary,
    IReadOnlyList<string> Features, string Judged, IReadOnlyList<string> Observable, string? Reason, string? Rationale,
    string? Rule, IReadOnlyList<string> AppliedIn, IReadOnlyList<string> Code, IReadOnlyList<string> Tests, IReadOnlyList<string> Suites,
    IReadOnlyList<string>? Cases, IReadOnlyList<JsonExercise>? Runs);

/// <summary>What one run said of a statement.</summary>
internal sealed record JsonExercise(DateTimeOffset Began, string Command, string Target, long Held, long Broken);

/// <summary>Counts of all chapters.</summary>
internal sealed record JsonCoverage(int V, IReadOnlyList<string> Suites, IReadOnlyList<JsonCounts> Chapters, IReadOnlyList<JsonCounts> Roles, JsonCounts Total);

/// <summary>Counts of one chapter.</summary>
internal sealed record JsonCounts(
    string Name, string Title, int Statements, int Rule, int Exception, int Open, int Must, int MustWithRule, IReadOnlyDictionary<string, int> Exercised, int Unexercised);

/// <summary>A machine as it is drawn.</summary>
internal sealed record JsonMachine(
    int V, string Name, string Title, string Source, int StatesBehind, IReadOnlyList<string> States, IReadOnlyList<JsonTransition> Transitions);

/// <summary>Where an event leads from a state, and what it breaks.</summary>
internal sealed record JsonTransition(string State, string Event, string Actor, IReadOnlyList<string> Targets, IReadOnlyList<string> Breaks);

/// <summary>Source-generated serializers.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(JsonStatements))]
[JsonSerializable(typeof(JsonCoverage))]
[JsonSerializable(typeof(JsonMachine))]
internal sealed partial class SpecJsonContext : JsonSerializerContext;
