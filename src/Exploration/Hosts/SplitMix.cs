namespace Virtspec.Exploration.Hosts;

/// <summary>A generator of 64-bit numbers whose seed means the same in every release (Steele, Lea and Flood, OOPSLA 2014).</summary>
internal struct SplitMix(ulong seed)
{
    private ulong _state = seed;

    internal ulong Next()
    {
        var mixed = _state += 0x9e3779b97f4a7c15;
        mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
        return mixed ^ (mixed >> 31);
    }

    /// <summary>A number below <paramref name="count"/>; the bias is below count / 2^64.</summary>
    internal int Below(int count) => (int)Math.BigMul(Next(), (ulong)count, out _);
}
