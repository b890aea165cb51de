namespace Virtspec.Suite;

/// <summary>
/// The one source of chance in a run: everything that a seed decides is drawn here, so a seed is enough to see a run again. The
/// generator is SplitMix64 (Steele, Lea, Flood 2014).
/// </summary>
internal sealed class Chooser(ulong seed)
{
    private ulong _state = seed;

    /// <summary>64 random bits.</summary>
    internal ulong NextU64()
    {
        var z = _state += 0x9E37_79B9_7F4A_7C15;
        z = (z ^ (z >> 30)) * 0xBF58_476D_1CE4_E5B9;
        z = (z ^ (z >> 27)) * 0x94D0_49BB_1331_11EB;
        return z ^ (z >> 31);
    }

    /// <summary>A number below <paramref name="count"/>, which is positive.</summary>
    internal int Choose(int count) => (int)(NextU64() % (ulong)count);

    /// <summary>Yes or no.</summary>
    internal bool Flip() => (NextU64() & 1) != 0;

    internal void Fill(Span<byte> bytes)
    {
        for (var i = 0; i < bytes.Length; i++)
            bytes[i] = (byte)NextU64();
    }
}
