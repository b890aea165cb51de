namespace Virtspec.Model.Rules;

/// <summary>
/// The rule behind one statement of the catalogue. The id is the citation: a test checks that every rule's id is in the catalogue
/// and that every statement the catalogue calls ruled has its rule.
/// </summary>
public sealed class Rule
{
    private static readonly List<Rule> Registered = [];

    internal Rule(string id)
    {
        Id = id;
        lock (Registered)
        {
            Index = Registered.Count;
            Registered.Add(this);
        }
    }

    /// <summary>Id of the statement in <c>spec/requirements</c>.</summary>
    public string Id { get; }

    /// <summary>Position among all rules, for counting in arrays.</summary>
    public int Index { get; }

    /// <summary>Every rule there is, in the order of <see cref="Index"/>.</summary>
    public static IReadOnlyList<Rule> All
    {
        get
        {
            CoreRules.Register();
            SplitRules.Register();
            BlkRules.Register();
            FsRules.Register();
            VhostUserRules.Register();
            MmioRules.Register();
            PackedRules.Register();
            PciRules.Register();
            RobustRules.Register();
            FabricRules.Register();
            EpfRules.Register();
            lock (Registered)
                return [.. Registered];
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Id;
}
