namespace Virtspec.Exploration.States;

/// <summary>
/// The shared objects that something reads and writes, one bit each. Two objects may share a bit: that loses reduction, never states.
/// </summary>
/// <param name="Reads">Objects read, those of guards included.</param>
/// <param name="Writes">Objects written.</param>
internal readonly record struct Footprint(ulong Reads, ulong Writes)
{
    /// <summary>Conflicts with whatever is not empty: what a machine says that does not know better.</summary>
    internal static readonly Footprint Everything = new(ulong.MaxValue, ulong.MaxValue);

    /// <summary>Conflicts with nothing: a local step.</summary>
    internal static readonly Footprint Nothing;

    /// <summary>Whether both touch an object that one of them writes.</summary>
    internal bool Conflicts(in Footprint other) => (Writes & (other.Reads | other.Writes)) != 0 || (Reads & other.Writes) != 0;

    /// <summary>What either touches.</summary>
    public static Footprint operator |(Footprint left, Footprint right) => new(left.Reads | right.Reads, left.Writes | right.Writes);
}
