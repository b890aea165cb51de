using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Virtspec.Exploration.Search;

/// <summary>
/// Vector clocks in one array, one row for each event of an execution: for each process, how many of its steps come before or are the event.
/// </summary>
internal sealed class Clocks(int processes)
{
    private readonly int _width = (processes + Vector<ushort>.Count - 1) / Vector<ushort>.Count * Vector<ushort>.Count;
    private ushort[] _values = [];

    internal int Width => _width;

    internal Span<ushort> this[int row]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _values.AsSpan(row * _width, _width);
    }

    internal void Grow(int rows)
    {
        if (rows * _width > _values.Length)
            Array.Resize(ref _values, Math.Max(2 * _values.Length, rows * _width));
    }

    /// <summary>What either has seen.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Join(Span<ushort> into, ReadOnlySpan<ushort> other)
    {
        var left = MemoryMarshal.Cast<ushort, Vector<ushort>>(into);
        var right = MemoryMarshal.Cast<ushort, Vector<ushort>>(other);
        for (var i = 0; i < left.Length; i++)
            left[i] = Vector.Max(left[i], right[i]);
    }

    /// <summary>Whether all of one is in the other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool Within(ReadOnlySpan<ushort> clock, ReadOnlySpan<ushort> other)
    {
        var left = MemoryMarshal.Cast<ushort, Vector<ushort>>(clock);
        var right = MemoryMarshal.Cast<ushort, Vector<ushort>>(other);
        for (var i = 0; i < left.Length; i++)
        {
            if (Vector.GreaterThanAny(left[i], right[i]))
                return false;
        }

        return true;
    }
}
