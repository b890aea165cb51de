namespace Virtspec.Systematic.Programs;

/// <summary>A relation on the events of one execution, at most 64: rows of bits.</summary>
internal sealed class Relation
{
    private readonly ulong[] _rows;

    private Relation(ulong[] rows) => _rows = rows;

    internal bool this[int from, int to] => (_rows[from] >> to & 1) != 0;

    /// <summary>The pairs for which something holds.</summary>
    internal static Relation Where(int count, Func<int, int, bool> holds)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, 64);
        var rows = new ulong[count];
        for (var from = 0; from < count; from++)
        {
            for (var to = 0; to < count; to++)
                rows[from] |= holds(from, to) ? 1ul << to : 0;
        }

        return new Relation(rows);
    }

    /// <summary>Everything with itself, if it is in a set.</summary>
    internal static Relation On(int count, Func<int, bool> holds) => Where(count, (from, to) => from == to && holds(from));

    public static Relation operator |(Relation left, Relation right) => new([.. left._rows.Zip(right._rows, (a, b) => a | b)]);

    public static Relation operator &(Relation left, Relation right) => new([.. left._rows.Zip(right._rows, (a, b) => a & b)]);

    /// <summary>One after the other.</summary>
    public static Relation operator *(Relation left, Relation right)
    {
        var rows = new ulong[left._rows.Length];
        for (var from = 0; from < rows.Length; from++)
        {
            for (var by = 0; by < rows.Length; by++)
                rows[from] |= left[from, by] ? right._rows[by] : 0;
        }

        return new Relation(rows);
    }

    internal Relation OrSame() => this | On(_rows.Length, _ => true);

    internal Relation Inverse() => Where(_rows.Length, (from, to) => this[to, from]);

    /// <summary>Once or more often.</summary>
    internal Relation Closure()
    {
        var rows = (ulong[])_rows.Clone();
        for (var by = 0; by < rows.Length; by++)
        {
            for (var from = 0; from < rows.Length; from++)
                rows[from] |= (rows[from] >> by & 1) != 0 ? rows[by] : 0;
        }

        return new Relation(rows);
    }

    internal bool IsIrreflexive => !Enumerable.Range(0, _rows.Length).Any(i => this[i, i]);

    internal bool IsAcyclic => Closure().IsIrreflexive;
}
