using System.Text.Json;

namespace Virtspec.Exploration.Schedules;

/// <summary>A finding file cannot be read.</summary>
public sealed class FindingFileException : Exception
{
    /// <summary>Says why.</summary>
    /// <param name="message">Names the file, the field, its value and what was expected.</param>
    public FindingFileException(string message)
        : base(message)
    {
    }

    /// <summary>Says why, with the error below.</summary>
    /// <param name="message">Names the file, the field, its value and what was expected.</param>
    /// <param name="inner">The error below.</param>
    public FindingFileException(string message, Exception inner)
        : base(message, inner)
    {
    }
}

/// <summary>One value of a finding file, which knows where it stands there.</summary>
internal readonly struct FindingField(string file, string path, JsonElement element)
{
    private const int MostShown = 60;

    internal FindingField this[string name] => Find(name) ?? throw new FindingFileException($"{file}: {Inside(name)} is missing");

    internal IEnumerable<string> Names => Is(JsonValueKind.Object, "an object").EnumerateObject().Select(property => property.Name);

    internal IEnumerable<FindingField> Items
    {
        get
        {
            var (inFile, of) = (file, path);
            return Is(JsonValueKind.Array, "a list").EnumerateArray().Select((item, index) => new FindingField(inFile, $"{of}[{index}]", item));
        }
    }

    internal FindingField? Find(string name) =>
        Is(JsonValueKind.Object, "an object").TryGetProperty(name, out var value) ? new FindingField(file, Inside(name), value) : null;

    internal string Text() => Is(JsonValueKind.String, "a text").GetString()!;

    internal int Number(int least, int most) =>
        element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out var value) && value >= least && value <= most
            ? value
            : throw Wrong($"a number from {least} to {most}");

    internal ulong Number() =>
        element.ValueKind == JsonValueKind.Number && element.TryGetUInt64(out var value) ? value : throw Wrong("a number from 0");

    internal T OneOf<T>()
        where T : struct, Enum => FindingNames.Find<T>(Text()) ?? throw Wrong($"one of {FindingNames.All<T>()}");

    internal FindingFileException Wrong(string expected)
    {
        var raw = element.GetRawText();
        var shown = raw.Length <= MostShown ? raw : $"{raw.AsSpan(0, MostShown)}...";
        return new FindingFileException($"{file}: {(path.Length == 0 ? "the whole" : path)} is {shown}, expected {expected}");
    }

    private JsonElement Is(JsonValueKind kind, string expected) => element.ValueKind == kind ? element : throw Wrong(expected);

    private string Inside(string name) => path.Length == 0 ? name : $"{path}.{name}";
}
