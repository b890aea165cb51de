using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Virtspec.Exploration.MemoryModels;
using Virtspec.Exploration.Search;

namespace Virtspec.Exploration.Schedules;

/// <summary>Writes findings to files, in JSON with a line for each pick. Fields are added, never renamed or removed, without a new version.</summary>
internal static class FindingFile
{
    internal const string Format = "virtspec finding";
    internal const int Version = 1;

    // What needs no escape in JSON gets none. Nothing here ends up in HTML.
    private static readonly JsonWriterOptions _lines = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonWriterOptions _oneLine = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes a file whole or not at all.</summary>
    /// <exception cref="IOException">It cannot be written; what was there before is still there.</exception>
    internal static void Write(string path, SavedFinding finding)
    {
        var bytes = Serialize(finding);
        var temporary = $"{path}.{Path.GetRandomFileName()}";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                stream.Write(bytes);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>The text of a file, in UTF-8.</summary>
    internal static byte[] Serialize(SavedFinding finding)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, _lines))
        {
            json.WriteStartObject();
            json.WriteString("format", Format);
            json.WriteNumber("version", Version);
            json.WriteString("id", finding.Id);
            json.WriteString("tool", finding.Tool);
            json.WriteString("scenario", finding.Scenario.Name);
            WriteParameters(json, finding.Scenario);
            json.WriteString("memory", ModelNames.Of(finding.Memory));
            json.WriteNumber("stepLimit", finding.StepLimit);
            json.WriteString("strategy", finding.Strategy);
            json.WriteNumber("seed", finding.Seed);
            json.WriteStartObject("failure");
            json.WriteString("kind", FindingNames.Of(finding.Failure.Kind));
            json.WriteString("property", finding.Failure.Property);
            json.WriteString("text", finding.Failure.Text);
            json.WriteEndObject();
            WriteSchedule(json, finding.Scenario, finding.Memory, finding.Schedule);
            json.WriteStartObject("original");
            WriteParameters(json, finding.OriginalScenario);
            WriteSchedule(json, finding.OriginalScenario, finding.Memory, finding.Original);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return [.. buffer.WrittenSpan, (byte)'\n'];
    }

    private static void WriteParameters(Utf8JsonWriter json, Scenario scenario)
    {
        json.WriteStartObject("parameters");
        foreach (var parameter in scenario.Parameters)
            json.WriteNumber(parameter.Name, parameter.Value);
        json.WriteEndObject();
    }

    private static void WriteSchedule(Utf8JsonWriter json, Scenario scenario, MemoryModel model, Pick[] picks)
    {
        var names = PlaceNames.Of(scenario);
        var stores = new StoreNames(names, model);
        var line = new ArrayBufferWriter<byte>();
        json.WriteStartArray("schedule");

        // The writer breaks lines between values of its own only.
        var lineBreak = Encoding.UTF8.GetBytes('\n' + new string(' ', 2 * json.CurrentDepth));
        foreach (var pick in picks)
        {
            line.ResetWrittenCount();
            line.Write(lineBreak);
            using (var one = new Utf8JsonWriter(line, _oneLine))
            {
                one.WriteStartObject();
                one.WriteString("who", names.Agents[pick.Agent]);
                if (pick.IsDrain)
                    one.WriteString("store", stores.Of(pick.Place));
                if (pick.Alternative > 0)
                    one.WriteNumber("way", pick.Alternative);
                one.WriteEndObject();
            }

            json.WriteRawValue(line.WrittenSpan);
        }

        json.WriteEndArray();
    }
}
