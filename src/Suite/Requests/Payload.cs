using Virtspec.Suite.Steps;

namespace Virtspec.Suite.Requests;

/// <summary>Bytes that a request carries, small to write down: given outright, or random ones of a length and a seed.</summary>
/// <param name="Length">Bytes of random data; 0 when given outright.</param>
/// <param name="Seed">Seed of the random data.</param>
/// <param name="Hex">Bytes given outright, two hexadecimal digits each; empty when random.</param>
internal readonly record struct Payload(int Length, ulong Seed, string Hex)
{
    internal static Payload None => new(0, 0, string.Empty);

    /// <summary>How many bytes there are.</summary>
    internal int Count => Length + (Hex.Length / 2);

    internal static Payload Random(int length, Chooser chooser) => new(length, (uint)chooser.NextU64(), string.Empty);

    internal static Payload Of(ReadOnlySpan<byte> bytes) => new(0, 0, Convert.ToHexStringLower(bytes));

    internal byte[] Bytes()
    {
        if (Length == 0)
            return Convert.FromHexString(Hex);
        var bytes = new byte[Length];
        new Chooser(Seed).Fill(bytes);
        return bytes;
    }

    /// <summary><c>LENGTH:SEED</c>, or <c>0x</c> and digits.</summary>
    public override string ToString() => Length > 0 ? $"{Length}:{Seed}" : "0x" + Hex;

    /// <summary>Takes what <see cref="ToString"/> writes as the value of <c>data</c>.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    internal static Payload Parse(StepWords words)
    {
        const string Expected = "LENGTH:SEED or 0x and hexadecimal digits as data";
        var text = words.Named("data", "0x");
        if (text.StartsWith("0x", StringComparison.Ordinal))
            return text.Length % 2 == 0 && text[2..].All(char.IsAsciiHexDigit) ? Of(Convert.FromHexString(text[2..])) : throw words.Error(Expected);
        var parts = text.Split(':');
        return parts.Length == 2 && int.TryParse(parts[0], out var length) && length > 0 && ulong.TryParse(parts[1], out var seed)
            ? new Payload(length, seed, string.Empty)
            : throw words.Error(Expected);
    }
}
