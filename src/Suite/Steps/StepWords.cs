using System.Globalization;

namespace Virtspec.Suite.Steps;

/// <summary>The words of one step, taken one after the other; those of the form <c>name=value</c> in any order.</summary>
internal sealed class StepWords
{
    private readonly string _line;
    private readonly Queue<string> _words;
    private readonly Dictionary<string, string> _named = new(StringComparer.Ordinal);

    internal StepWords(string line)
    {
        _line = line;
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        _words = new Queue<string>(words.Where(word => !word.Contains('=', StringComparison.Ordinal)));
        foreach (var word in words.Where(word => word.Contains('=', StringComparison.Ordinal)))
        {
            var at = word.IndexOf('=', StringComparison.Ordinal);
            if (!_named.TryAdd(word[..at], word[(at + 1)..]))
                throw new FormatException($"step '{line}': {word[..at]} is given twice");
        }
    }

    /// <summary>Takes the next word if it is this one.</summary>
    internal bool Take(string word)
    {
        if (!_words.TryPeek(out var next) || next != word)
            return false;
        _words.Dequeue();
        return true;
    }

    /// <summary>Takes the next word.</summary>
    /// <param name="expected">What it should be, for the error.</param>
    /// <exception cref="FormatException">There is none.</exception>
    internal string Next(string expected) => _words.TryDequeue(out var word) ? word : throw Error(expected);

    /// <summary>Takes the next word as a number, decimal or with <c>0x</c>.</summary>
    internal ulong Number(string expected) => ToNumber(Next(expected), expected);

    /// <summary>Takes the next word as two numbers with a plus between them.</summary>
    internal (ulong First, int Second) Pair(string expected)
    {
        var parts = Next(expected).Split('+');
        return parts.Length == 2 ? (ToNumber(parts[0], expected), (int)ToNumber(parts[1], expected)) : throw Error(expected);
    }

    /// <summary>Takes the value of a name.</summary>
    internal string Named(string name, string otherwise) => _named.Remove(name, out var value) ? value : otherwise;

    /// <summary>Takes the value of a name as a number.</summary>
    internal ulong NamedNumber(string name, ulong otherwise) => _named.Remove(name, out var value) ? ToNumber(value, $"a number as {name}") : otherwise;

    /// <summary>Takes the value of a name as numbers between commas.</summary>
    internal int[] NamedNumbers(string name) =>
        _named.Remove(name, out var value) ? [.. value.Split(',').Select(part => (int)ToNumber(part, $"numbers between commas as {name}"))] : [];

    /// <summary>Checks that every word was taken.</summary>
    /// <exception cref="FormatException">Some were not.</exception>
    internal void RequireEnd()
    {
        var left = _words.Concat(_named.Keys).ToList();
        if (left.Count > 0)
            throw new FormatException($"step '{_line}': '{left[0]}' is not expected there");
    }

    internal FormatException Error(string expected) => new($"step '{_line}': {expected} is expected");

    private ulong ToNumber(string word, string expected)
    {
        var hexadecimal = word.StartsWith("0x", StringComparison.Ordinal);
        return ulong.TryParse(hexadecimal ? word[2..] : word, hexadecimal ? NumberStyles.HexNumber : NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Error(expected);
    }
}
