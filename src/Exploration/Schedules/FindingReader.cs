using System.Text.Json;
using Virtspec.Exploration.Execution;
using Virtspec.Exploration.MemoryModels;
using Virtspec.Exploration.Search;

namespace Virtspec.Exploration.Schedules;

/// <summary>Reads what <see cref="FindingFile"/> wrote, and trusts nothing in it.</summary>
internal static class FindingReader
{
    /// <summary>A file is not larger, or it is something else.</summary>
    private const int MostBytes = 64 << 20;

    private static readonly JsonDocumentOptions _json = new() { MaxDepth = 8 };

    /// <summary>Reads a file.</summary>
    /// <param name="path">Which.</param>
    /// <param name="scenarios">Those it may name.</param>
    /// <exception cref="FindingFileException">It is no finding file, or not one of this version and these scenarios.</exception>
    internal static SavedFinding Read(string path, IReadOnlyList<Scenario> scenarios)
    {
        byte[] bytes;
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > MostBytes } large)
                throw new FindingFileException($"{path}: {large.Length} bytes, expected at most {MostBytes}");
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new FindingFileException($"{path}: {exception.Message}", exception);
        }

        return Parse(path, bytes, scenarios);
    }

    /// <summary>Reads the text of a file.</summary>
    /// <param name="file">What to call it in errors.</param>
    /// <param name="bytes">In UTF-8.</param>
    /// <param name="scenarios">Those it may name.</param>
    /// <exception cref="FindingFileException">As for a file.</exception>
    internal static SavedFinding Parse(string file, byte[] bytes, IReadOnlyList<Scenario> scenarios)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes, _json);
            return Read(new FindingField(file, string.Empty, document.RootElement), scenarios);
        }
        catch (JsonException exception)
        {
            throw new FindingFileException($"{file}: line {exception.LineNumber + 1} is no JSON: {exception.Message}", exception);
        }
    }

    private static SavedFinding Read(FindingField root, IReadOnlyList<Scenario> scenarios)
    {
        if (root["format"].Text() != FindingFile.Format)
            throw root["format"].Wrong($"\"{FindingFile.Format}\"");
        if (root["version"].Number() != FindingFile.Version)
            throw root["version"].Wrong($"{FindingFile.Version}, which is all this virtspec ({typeof(FindingReader).Assembly.GetName().Version}) can read; it was written by {root["tool"].Text()}");
        var name = root["scenario"].Text();
        var scenario = scenarios.FirstOrDefault(known => known.Name == name)
            ?? throw root["scenario"].Wrong($"one of {string.Join(", ", scenarios.Select(known => known.Name))}");
        var shown = Parameters(root["parameters"], scenario);
        var memory = ModelNames.FindInFile(root["memory"].Text()) ?? throw root["memory"].Wrong($"one of {ModelNames.Listed}");
        var original = root["original"];
        var found = Parameters(original["parameters"], scenario);
        var failure = root["failure"];
        var finding = new SavedFinding(
            shown,
            memory,
            root["stepLimit"].Number(1, int.MaxValue),
            root["strategy"].Text(),
            root["seed"].Number(),
            new Failure(failure["kind"].OneOf<FailureKind>(), failure["property"].Text(), failure["text"].Text()),
            Schedule(root["schedule"], shown, memory),
            found,
            Schedule(original["schedule"], found, memory)) { Tool = root["tool"].Text() };
        if (root.Find("id") is { } id && id.Text() != finding.Id)
            throw id.Wrong($"\"{finding.Id}\", which is what the rest comes to: it was changed after it was written. Without an id it is read as it is");
        return finding;
    }

    private static Scenario Parameters(FindingField field, Scenario scenario)
    {
        foreach (var name in field.Names)
        {
            if (scenario.Parameters.All(parameter => parameter.Name != name))
                throw field[name].Wrong($"no such parameter: {scenario.Name} has {string.Join(", ", scenario.Parameters.Select(parameter => parameter.Name))}");
        }

        foreach (var parameter in scenario.Parameters)
            scenario = scenario.With(parameter.Name, field[parameter.Name].Number(parameter.Least, parameter.Most));
        return scenario;
    }

    private static Pick[] Schedule(FindingField field, Scenario scenario, MemoryModel model)
    {
        var names = PlaceNames.Of(scenario);
        var stores = new StoreNames(names, model);
        return [.. field.Items.Select(item => Pick(item, names, stores))];
    }

    private static Pick Pick(FindingField field, PlaceNames names, StoreNames stores)
    {
        var who = field["who"];
        var agent = names.Agents.ToList().IndexOf(who.Text());
        if (agent < 0)
            throw who.Wrong($"one of {string.Join(", ", names.Agents)}");
        var place = -1;
        if (field.Find("store") is { } store && (place = stores.Find(store.Text())) < 0)
            throw store.Wrong(stores.Expected());
        return new Pick(agent, place, field.Find("way") is { } way ? way.Number(0, ushort.MaxValue) : 0);
    }
}
