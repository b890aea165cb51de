using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Virtspec.Exploration.Execution;

/// <summary>
/// 128 bits that stand for a state. Two lanes of multiply and fold; of n states, two are taken for one with probability below n²/2^129.
/// </summary>
internal struct Fingerprint : IEquatable<Fingerprint>
{
    private ulong _low;
    private ulong _high;

    internal static Fingerprint Empty => new() { _low = 0x9e3779b97f4a7c15, _high = 0xc2b2ae3d27d4eb4f };

    internal readonly ulong Low => _low;

    internal readonly ulong High => _high;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Add(ulong value)
    {
        _low = Fold(_low ^ value, 0xa0761d6478bd642f);
        _high = Fold(_high + value, 0xe7037ed1a0b428db);
    }

    internal void Add(in Fingerprint other)
    {
        Add(other._low);
        Add(other._high);
    }

    internal void Add(ReadOnlySpan<byte> bytes)
    {
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (var word in words)
            Add(word);
        foreach (var rest in bytes[(words.Length * 8)..])
            Add(rest);
    }

    public readonly bool Equals(Fingerprint other) => _low == other._low && _high == other._high;

    public override readonly bool Equals(object? obj) => obj is Fingerprint other && Equals(other);

    public override readonly int GetHashCode() => (int)_low;

    public override readonly string ToString() => $"{_high:x16}{_low:x16}";

    // The constant is added so that a product with zero does not wipe out what came before.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Fold(ulong left, ulong right)
    {
        var high = Math.BigMul(left, right, out var low);
        return (high ^ low) + right;
    }
}
