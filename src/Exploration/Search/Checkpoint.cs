using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using Virtspec.Exploration.Execution;

namespace Virtspec.Exploration.Search;

/// <summary>
/// A search on disk: which of its parts are done and what they came to. Parts under way are begun again by the run that goes on.
/// </summary>
internal sealed class Checkpoint
{
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(5);

    private readonly string _path;
    private readonly Contents _contents;
    private readonly HashSet<int> _done;
    private readonly Lock _lock = new();
    private readonly Stopwatch _sinceSaved = Stopwatch.StartNew();
    private bool _changed;

    private Checkpoint(string path, Contents contents)
    {
        (_path, _contents) = (path, contents);
        _done = [.. contents.Done];
        contents.Findings.ForEach(finding => Findings.Add(finding.ToFinding()));
        Outcomes.UnionWith(contents.Outcomes);
    }

    /// <summary>What the parts that are done came to.</summary>
    internal Tally Tally => _contents.Tally;

    internal List<Finding> Findings { get; } = [];

    internal HashSet<string> Outcomes { get; } = [];

    internal int PartsDone => _done.Count;

    /// <summary>Goes on from a file, or begins one.</summary>
    /// <param name="path">Of the file; it need not exist.</param>
    /// <param name="scenario">What is explored.</param>
    /// <param name="options">How. Workers and limits may differ from those of the run that began.</param>
    /// <exception cref="CheckpointException">The file is of another search, or no such file.</exception>
    internal static Checkpoint Open(string path, Scenario scenario, ExplorationOptions options) => Open(path, Search(scenario, options));

    /// <summary>Goes on from a file, or begins one.</summary>
    /// <param name="path">Of the file; it need not exist.</param>
    /// <param name="search">All that the parts and what they come to depend on, as text.</param>
    /// <exception cref="CheckpointException">The file is of another search, or no such file.</exception>
    internal static Checkpoint Open(string path, string search)
    {
        if (!File.Exists(path))
            return new Checkpoint(path, new Contents { Search = search });
        Contents? contents;
        try
        {
            contents = JsonSerializer.Deserialize(File.ReadAllText(path), CheckpointJson.Default.Contents);
        }
        catch (JsonException exception)
        {
            throw new CheckpointException($"{path} is no search to resume: {exception.Message}");
        }

        if (contents is not { Format: Contents.ThisFormat })
            throw new CheckpointException($"{path} has format {contents?.Format}, {Contents.ThisFormat} was expected");
        if (contents.Search != search)
            throw new CheckpointException($"{path} is of another search: {contents.Search}; {search} was expected");
        if (!contents.IsWhole)
            throw new CheckpointException($"{path} is no search to resume: something is missing in it");
        return new Checkpoint(path, contents);
    }

    /// <summary>All that the parts and what they come to depend on, as text for people.</summary>
    private static string Search(Scenario scenario, ExplorationOptions options)
    {
        var text = $"{scenario}, {options.Memory}, {options.For(scenario).Chosen}, step limit {options.StepLimit}, shard {options.Shard.Index + 1}/{options.Shard.Count}";
        if (options.Samples)
            text += $", seed {options.Seed}, {(options.MaxExecutions == long.MaxValue ? "any number of" : options.MaxExecutions)} executions";
        if (options.Chosen == Strategy.Bounded)
            text += $", bound {options.Bound}";
        return options.CollectOutcomes ? text + ", with outcomes" : text;
    }

    internal bool IsDone(int part)
    {
        lock (_lock)
            return _done.Contains(part);
    }

    internal void Done(int part, Tally tally)
    {
        lock (_lock)
        {
            _done.Add(part);
            Tally.Add(tally);
            _changed = true;
        }
    }

    internal void CameTo(string outcome)
    {
        lock (_lock)
        {
            Outcomes.Add(outcome);
            _changed = true;
        }
    }

    internal void Found(Finding finding)
    {
        lock (_lock)
        {
            Findings.Add(finding);
            _changed = true;
        }
    }

    internal void SaveNowAndThen()
    {
        if (_changed && _sinceSaved.Elapsed > _pause)
            Save();
    }

    /// <summary>Writes beside the file and puts it in its place, so that there is a whole one at any time.</summary>
    internal void Save()
    {
        string text;
        lock (_lock)
        {
            _contents.Done = [.. _done.Order()];
            _contents.Findings = [.. Findings.Select(SavedFinding.Of)];
            _contents.Outcomes = [.. Outcomes.Order(StringComparer.Ordinal)];
            text = JsonSerializer.Serialize(_contents, CheckpointJson.Default.Contents);
            _changed = false;
        }

        File.WriteAllText(_path + ".new", text);
        File.Move(_path + ".new", _path, overwrite: true);
        _sinceSaved.Restart();
    }

    internal sealed class Contents
    {
        internal const int ThisFormat = 1;

        public int Format { get; set; } = ThisFormat;

        public string Search { get; set; } = string.Empty;

        public List<int> Done { get; set; } = [];

        public Tally Tally { get; set; } = new();

        public List<SavedFinding> Findings { get; set; } = [];

        public List<string> Outcomes { get; set; } = [];

        /// <summary>A file may be valid JSON and yet have been cut or edited.</summary>
        internal bool IsWhole =>
            Done is not null && Tally is not null && Outcomes is not null && Findings is not null
            && Findings.TrueForAll(finding => finding?.Schedule is not null && Array.TrueForAll(finding.Schedule, pick => pick is { Length: 3 }));
    }

    internal sealed record SavedFinding(FailureKind Kind, string Property, string Text, long Execution, long Times, int[][] Schedule)
    {
        internal static SavedFinding Of(Finding finding) => new(
            finding.Failure.Kind,
            finding.Failure.Property,
            finding.Failure.Text,
            finding.Execution,
            finding.Times,
            [.. finding.Schedule.Select(pick => new[] { pick.Agent, pick.Place, pick.Alternative })]);

        internal Finding ToFinding() =>
            new(new Failure(Kind, Property, Text), [.. Schedule.Select(pick => new Pick(pick[0], pick[1], pick[2]))], Execution) { Times = Times };
    }
}

[JsonSerializable(typeof(Checkpoint.Contents))]
internal sealed partial class CheckpointJson : JsonSerializerContext;

/// <summary>A file cannot be gone on from.</summary>
public sealed class CheckpointException : Exception
{
    /// <summary>Names the file and what was expected.</summary>
    /// <param name="message">One line.</param>
    public CheckpointException(string message)
        : base(message)
    {
    }
}
