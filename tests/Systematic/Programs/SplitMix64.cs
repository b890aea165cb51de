namespace Virtspec.Systematic.Programs;

/// <summary>
/// SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, OOPSLA 2014): a seed gives the same numbers on every
/// version of .NET.
/// </summary>
internal sealed class SplitMix64(ulong seed)
{
    private ulong _state = seed;

    internal ulong Next()
    {
        _state += 0x9e3779b97f4a7c15;
        var mixed = _state;
        mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
        return mixed ^ (mixed >> 31);
    }

    /// <summary>From 0 up to <paramref name="bound"/>, which it does not reach. The bounds are small, so the bias is none to speak of.</summary>
    internal int Below(int bound) => (int)(Next() % (ulong)bound);

    internal bool OneIn(int count) => Below(count) == 0;
}
