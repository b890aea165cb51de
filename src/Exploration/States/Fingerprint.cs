using System.IO.Hashing;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Virtspec.Exploration.States;

/// <summary>States are told apart by 128 bits of their bytes.</summary>
internal static class Fingerprint
{
    /// <summary>The fingerprint of a state: XxHash128, the same on every machine of the same byte order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static UInt128 Of<TState>(in TState state)
        where TState : unmanaged =>
        XxHash128.HashToUInt128(MemoryMarshal.AsBytes(new ReadOnlySpan<TState>(in state)));

    /// <summary>
    /// The probability, at most, that some state was taken for another and left out: that of two equal values among
    /// <paramref name="states"/> random ones.
    /// </summary>
    internal static double MissProbability(long states) => Math.Min(1, (double)states * states / Math.Pow(2, 129));

    /// <summary>Padding has no defined content, so equal states could differ in their bytes.</summary>
    /// <exception cref="ArgumentException">The type has bytes that belong to no field.</exception>
    internal static void RequireNoPadding<TState>()
        where TState : unmanaged
    {
        if (FieldBytes(typeof(TState)) != Unsafe.SizeOf<TState>())
            throw new ArgumentException($"{typeof(TState)} has padding: {FieldBytes(typeof(TState))} bytes of fields in {Unsafe.SizeOf<TState>()}");
    }

    private static int FieldBytes(Type type)
    {
        if (type.IsEnum)
            return FieldBytes(Enum.GetUnderlyingType(type));
        if (type.IsPrimitive)
            return type == typeof(char) ? 2 : type == typeof(bool) ? 1 : Marshal.SizeOf(type);
        var sum = type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).Sum(field => FieldBytes(field.FieldType));
        return sum * (type.GetCustomAttribute<InlineArrayAttribute>()?.Length ?? 1);
    }
}
