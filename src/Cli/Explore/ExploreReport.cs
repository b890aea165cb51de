using System.Globalization;
using System.Text.Json;
using Virtspec.Cli.Report;
using Virtspec.Exploration;
using Virtspec.Exploration.Schedules;
using Virtspec.Exploration.Search;

namespace Virtspec.Cli.Explore;

/// <summary>What an exploration says: a line for each search and what it means, findings drawn, how to see them again.</summary>
internal sealed class ExploreReport(ExploreRequest request, ScenarioSource source, ulong seed, TextWriter output)
{
    private const int PipeWidth = 100;

    internal static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Executions given up for each that came to its end.</summary>
    internal static string Ratio(Tally counts) =>
        (counts.Complete == 0 ? 0 : (double)counts.Redundant / counts.Complete).ToString("0.00", CultureInfo.InvariantCulture);

    internal static LaneOptions LanesFor(int? width) => new()
    {
        Width = Math.Max(LaneOptions.LeastWidth, width ?? (Console.IsOutputRedirected ? PipeWidth : Math.Min(Console.WindowWidth, 160))),
        Boxes = !Console.IsOutputRedirected,
    };

    internal static void List(TextWriter output, IReadOnlyList<Scenario> scenarios)
    {
        output.WriteLine("scenarios");
        foreach (var scenario in scenarios)
        {
            output.WriteLine($"  {scenario.Name}");
            output.WriteLine($"      {scenario.Summary}");
            foreach (var parameter in scenario.Parameters)
                output.WriteLine($"      --set {parameter.Name}={parameter.Value}  {parameter.Least} to {parameter.Most}: {parameter.Meaning}");
        }

        output.WriteLine("memory models");
        foreach (var (name, _, meaning) in ExploreNames.Models)
            output.WriteLine($"  {name,-10} {meaning}");
        output.WriteLine("strategies");
        foreach (var (name, _, meaning) in ExploreNames.Strategies)
            output.WriteLine($"  {name,-10} {meaning}");
    }

    internal void Begin(Scenario scenario)
    {
        if (request.Json)
            return;
        output.WriteLine($"virtspec {CheckReport.Version} · explore {scenario}");
    }

    internal void Add(SearchReport search)
    {
        if (request.Json)
            return;
        output.WriteLine($"  {ExploreNames.Of(search.Memory),-4} {Meaning(search.Result)} · {search.Result.Elapsed.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)} s");
        foreach (var found in search.Found)
            Add(search, found);
    }

    internal void End(IReadOnlyList<SearchReport> searches, int exit)
    {
        if (request.Json)
        {
            WriteJson(searches, exit);
            return;
        }

        var found = searches.Sum(search => search.Found.Count);
        var sampled = searches.Any(search => search.Result.Coverage == Coverage.Sampled) ? $" · seed {seed}" : string.Empty;
        output.WriteLine(found switch { 0 => "nothing found", 1 => "1 finding", _ => $"{found} findings" } + $"{sampled} · exit code {exit}");
    }

    /// <summary>What was covered, and so what it means that nothing was found.</summary>
    private static string Meaning(ExplorationResult result)
    {
        var counts = result.Counts;
        var redundant = $"redundant {Ratio(counts)} per complete · depth {counts.Depth}";
        var states = counts.States > 0 ? $" through {Count(counts.States)} states" : string.Empty;
        return result.Coverage switch
        {
            Coverage.Exhausted when counts.States > 0 => $"exhausted: every schedule{states}, {Count(counts.Complete)} ends · {redundant}",
            Coverage.Exhausted when result.Options.Strategy == Strategy.Brute => $"exhausted: all {Count(counts.Complete)} schedules · {redundant}",
            Coverage.Exhausted => $"exhausted: {Count(counts.Complete)} executions stand for every schedule · {redundant}",
            Coverage.Bounded when counts.Truncated > 0 => $"inconclusive: {Count(counts.Truncated)} executions cut off after {result.Options.StepLimit} steps, {Count(counts.Complete)} came to their end · {redundant}",
            Coverage.Bounded => $"bounded: every schedule with up to {result.Options.Bound} deviations{states}, {Count(counts.Complete)} ends · {redundant}",
            Coverage.Sampled => Sampled(result) + (counts.Truncated > 0 ? $", {Count(counts.Truncated)} cut off after {result.Options.StepLimit} steps" : string.Empty) + $" · {redundant}",
            _ => $"stopped after {Count(counts.Executions)} executions{states} · {redundant}",
        };
    }

    private static string Sampled(ExplorationResult result) => result.Classes is { } classes
        ? $"sampled: {Count(result.Executions)} executions, {Count(classes.Seen)} different, at least {Count((long)Math.Ceiling(classes.Estimate))} in all by estimate"
        : $"sampled: {Count(result.Executions)} executions";

    private void Add(SearchReport search, FoundReport found)
    {
        var saved = found.Saved;
        output.WriteLine();
        output.WriteLine($"FAIL  #{saved.Id}  {saved.Scenario} under {ExploreNames.Of(search.Memory)}");
        output.WriteLine($"  seen      {saved.Failure.Text}");
        output.WriteLine($"  found     in execution {Count(found.Execution)} of {search.Scenario}, {ExploreNames.Of(search.Result.Options.Chosen)}");
        if (found.Shrunk is { } shrunk)
            output.WriteLine($"  shrunk    from {shrunk.Before} to {shrunk.After}, {Count(shrunk.Tries)} replays{(shrunk.Complete ? string.Empty : ", not to the end")}");
        output.WriteLine();
        output.WriteLine(Lanes.Draw(Recording.Of(saved.Scenario, saved.Memory, saved.Schedule, saved.StepLimit), LanesFor(request.Width)));
        output.WriteLine("  reproduce");
        var folder = request.Out == FindingFolder.Default ? string.Empty : $" --out {Shell.Quote(request.Out)}";
        output.WriteLine($"    virtspec replay {saved.Id}{folder}{source.Argument}");
        output.WriteLine($"    virtspec explore {Command(search)}");
        output.WriteLine();
    }

    private string Command(SearchReport search)
    {
        var options = search.Result.Options;
        var settings = string.Concat(request.Settings.Select(setting => $" --set {Shell.Quote(setting)}"));
        var drawn = options.Samples ? $" --seed {seed}" : string.Empty;
        var bound = options.Strategy == Strategy.Bounded ? $" --bound {options.Bound}" : string.Empty;
        return $"{search.Scenario.Name}{source.Argument}{settings} --memory {ExploreNames.Of(options.Memory)} --strategy {ExploreNames.Of(options.Strategy)}{bound}{drawn}";
    }

    private void WriteJson(IReadOnlyList<SearchReport> searches, int exit)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("virtspec", CheckReport.Version);
            json.WriteNumber("exitCode", exit);
            json.WriteNumber("seed", seed);
            json.WriteStartArray("searches");
            foreach (var search in searches)
                WriteJson(json, search);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        output.WriteLine(System.Text.Encoding.UTF8.GetString(stream.ToArray()));
    }

    private static void WriteJson(Utf8JsonWriter json, SearchReport search)
    {
        var counts = search.Result.Counts;
        json.WriteStartObject();
        json.WriteString("scenario", search.Scenario.Name);
        json.WriteStartObject("parameters");
        foreach (var parameter in search.Scenario.Parameters)
            json.WriteNumber(parameter.Name, parameter.Value);
        json.WriteEndObject();
        json.WriteString("memory", ExploreNames.Of(search.Memory));
        json.WriteString("strategy", ExploreNames.Of(search.Result.Options.Chosen));
        json.WriteString("coverage", JsonNamingPolicy.CamelCase.ConvertName(search.Result.Coverage.ToString()));
        foreach (var (name, value) in new[]
        {
            ("complete", counts.Complete), ("redundant", counts.Redundant), ("merged", counts.Merged), ("truncated", counts.Truncated),
            ("states", counts.States), ("depth", counts.Depth), ("steps", counts.Steps), ("rechecked", search.Result.Rechecked),
        })
            json.WriteNumber(name, value);
        json.WriteNumber("seconds", Math.Round(search.Result.Elapsed.TotalSeconds, 3));
        if (search.Result.Classes is { } classes)
        {
            json.WriteNumber("different", classes.Seen);
            json.WriteNumber("differentEstimate", Math.Ceiling(classes.Estimate));
        }

        json.WriteStartArray("findings");
        foreach (var found in search.Found)
        {
            json.WriteStartObject();
            json.WriteString("id", found.Saved.Id);
            json.WriteString("property", found.Saved.Failure.Property);
            json.WriteString("text", found.Saved.Failure.Text);
            json.WriteString("file", found.Path);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
