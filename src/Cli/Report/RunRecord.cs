using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Virtspec.Cli.Report;

/// <summary>What a run said of one requirement.</summary>
/// <param name="Held">How often its premise arose and it was kept.</param>
/// <param name="Broken">How often it was broken.</param>
internal sealed record RunCount(long Held, long Broken);

/// <summary>What is remembered of a run: which requirements it exercised, and how often. That hangs on how fast either side was, and is not in the report.</summary>
/// <param name="V">Version of the format.</param>
/// <param name="Began">When it began.</param>
/// <param name="Command">The command that does it again.</param>
/// <param name="Target">What it was about.</param>
/// <param name="ExitCode">How it ended.</param>
/// <param name="Exercised">The requirements that it exercised, by id.</param>
/// <param name="Transitions">How much of each drawn machine of the model it went through; null in older records.</param>
internal sealed record RunRecord(
    int V, DateTimeOffset Began, string Command, string Target, int ExitCode, IReadOnlyDictionary<string, RunCount> Exercised,
    IReadOnlyDictionary<string, RunTransitions>? Transitions = null);

/// <summary>How many of the transitions drawn of a machine a run took.</summary>
internal sealed record RunTransitions(int Taken, int All);

/// <summary>The records of past runs: files in the folder for what runs leave behind, the newest of which are kept.</summary>
internal sealed class RunStore
{
    private const int Kept = 100;
    private const string Extension = ".json";

    private readonly string _folder;

    /// <summary>Takes hold of the records in a folder.</summary>
    /// <param name="output">What <c>--out</c> says; null for the usual folder.</param>
    internal RunStore(string? output) => _folder = Path.Combine(output ?? ReportOutput.UsualFolder, "runs");

    /// <summary>Adds a record. That it cannot be written is said, and costs the run nothing.</summary>
    internal void Add(RunRecord record)
    {
        try
        {
            Directory.CreateDirectory(_folder);
            var name = record.Began.UtcDateTime.ToString("yyyyMMdd-HHmmss-fff", CultureInfo.InvariantCulture);
            // Two at once are told apart by their process.
            File.WriteAllText(Path.Combine(_folder, $"{name}-{Environment.ProcessId}{Extension}"), JsonSerializer.Serialize(record, RunRecordContext.Default.RunRecord));
            foreach (var old in Newest().Skip(Kept))
                File.Delete(old);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"virtspec: the record of this run cannot be kept: {exception.Message}");
        }
    }

    /// <summary>Records, the newest first. What cannot be read is left out.</summary>
    internal IEnumerable<RunRecord> Read() => Newest().Select(ReadFile).OfType<RunRecord>();

    private IEnumerable<string> Newest() =>
        Directory.Exists(_folder) ? Directory.GetFiles(_folder, "*" + Extension).OrderDescending(StringComparer.Ordinal) : [];

    private static RunRecord? ReadFile(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(path), RunRecordContext.Default.RunRecord) is { V: 1, Exercised: not null } record ? record : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }
}

/// <summary>Source-generated serializers.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RunRecord))]
internal sealed partial class RunRecordContext : JsonSerializerContext;
