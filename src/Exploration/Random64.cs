namespace Virtspec.Exploration;

/// <summary>A generator of 64-bit numbers whose seed means the same in every release: SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).</summary>
internal struct Random64(ulong seed)
{
    private const ulong Increment = 0x9e3779b97f4a7c15;

    private ulong _state = seed;

    /// <summary>64 random bits.</summary>
    internal ulong Next() => Mix(_state += Increment);

    /// <summary>A number below <paramref name="count"/>, which is positive; the bias is below count / 2^64.</summary>
    internal int Below(int count) => (int)Math.BigMul(Next(), (ulong)count, out _);

    /// <summary>The seed of one of many streams that have nothing to do with one another.</summary>
    internal static ulong Stream(ulong seed, ulong number) => Mix(Mix(seed + Increment) ^ (number * 0xd1342543de82ef95));

    /// <summary>A bijection after which no bit is left to recognize (the finalizer of SplitMix64).</summary>
    internal static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
        value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
        return value ^ (value >> 31);
    }
}
