using System.Globalization;
using System.Runtime.CompilerServices;

namespace Virtspec.Model.Rules;

/// <summary>
/// A line about a breach. Written as an interpolated string it is made only where there is a breach to tell of: most checks hold, and the text of those
/// would cost more than the checks.
/// </summary>
[InterpolatedStringHandler]
internal ref struct BreachText
{
    private readonly string? _text;
    private DefaultInterpolatedStringHandler _parts;

    /// <summary>Called by the compiler for an interpolated string.</summary>
    /// <param name="literalLength">Characters outside the holes.</param>
    /// <param name="formattedCount">Holes.</param>
    /// <param name="held">Whether the check holds: then nothing is made, and what stands in the holes is not even evaluated.</param>
    /// <param name="isNeeded">Whether it is made.</param>
    public BreachText(int literalLength, int formattedCount, bool held, out bool isNeeded)
    {
        isNeeded = !held;
        if (isNeeded)
            _parts = new DefaultInterpolatedStringHandler(literalLength, formattedCount, CultureInfo.InvariantCulture);
    }

    private BreachText(string text) => _text = text;

    public static implicit operator BreachText(string text) => new(text);

    public void AppendLiteral(string literal) => _parts.AppendLiteral(literal);

    public void AppendFormatted<T>(T value) => _parts.AppendFormatted(value);

    public void AppendFormatted<T>(T value, string? format) => _parts.AppendFormatted(value, format);

    public void AppendFormatted(object? value, string? format = null) => _parts.AppendFormatted(value, 0, format);

    public void AppendFormatted(scoped ReadOnlySpan<char> value) => _parts.AppendFormatted(value);

    /// <summary>The line, once.</summary>
    internal string Finish() => _text ?? _parts.ToStringAndClear();
}
