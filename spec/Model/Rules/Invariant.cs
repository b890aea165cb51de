namespace Virtspec.Model.Rules;

/// <summary>Conditions that our own code keeps, whatever a peer does. Always checked: a broken one is a bug of ours.</summary>
internal static class Invariant
{
    /// <summary>Throws when the condition is broken.</summary>
    /// <exception cref="InvalidOperationException">It is.</exception>
    internal static void Check(bool condition, string what)
    {
        if (!condition)
            throw new InvalidOperationException($"internal invariant broken: {what}");
    }
}
