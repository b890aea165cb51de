using System.Collections.Immutable;

namespace Virtspec.Model;

/// <summary>Comparison by content of what compares by identity otherwise: states are values, and their collections are persistent.</summary>
internal static class Contents
{
    /// <summary>Whether both map the same keys to equal values. Identity answers the common case at once.</summary>
    internal static bool Same<TKey, TValue>(ImmutableDictionary<TKey, TValue> left, ImmutableDictionary<TKey, TValue> right)
        where TKey : notnull
    {
        if (ReferenceEquals(left, right))
            return true;
        if (left.Count != right.Count)
            return false;
        foreach (var (key, value) in left)
        {
            if (!right.TryGetValue(key, out var other) || !EqualityComparer<TValue>.Default.Equals(value, other))
                return false;
        }

        return true;
    }
}
