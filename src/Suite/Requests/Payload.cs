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

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    internal static Payload Parse(string text)
    {
        if (text.StartsWith("0x", StringComparison.Ordinal))
            return Of(Convert.FromHexString(text[2..]));
        var parts = text.Split(':');
        return parts.Length == 2
            ? new Payload(int.Parse(parts[0], null), ulong.Parse(parts[1], null), string.Empty)
            : throw new FormatException($"data '{text}': LENGTH:SEED or 0x and hexadecimal digits are expected");
    }
}
