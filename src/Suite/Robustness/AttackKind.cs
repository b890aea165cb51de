using Virtspec.Model.Robustness;

namespace Virtspec.Suite.Robustness;

/// <summary>One way to attack a peer.</summary>
/// <param name="Family">What it is about.</param>
/// <param name="Name">Name within all attacks: the family, a slash, and what it does.</param>
/// <param name="Parameter">Name of what can be varied; empty when nothing can.</param>
/// <param name="Values">What the suite tries for it, the smallest first; a single 0 when nothing can be varied.</param>
/// <param name="Act">Does it.</param>
internal sealed record AttackKind(AttackFamily Family, string Name, string Parameter, IReadOnlyList<ulong> Values, Action<Assault, ulong> Act);

/// <summary>A table of attacks of one family, in the form in which they are written down.</summary>
/// <param name="family">What they are about.</param>
/// <param name="prefix">What their names begin with.</param>
internal sealed class AttackTable(AttackFamily family, string prefix) : List<AttackKind>
{
    internal void Add(string name, Action<Assault> act) => Add(new AttackKind(family, $"{prefix}/{name}", string.Empty, [0], (assault, _) => act(assault)));

    internal void Add(string name, string parameter, IReadOnlyList<ulong> values, Action<Assault, ulong> act) =>
        Add(new AttackKind(family, $"{prefix}/{name}", parameter, values, act));

    internal void Add(string name, Action<HostileRing> write) => Add(name, assault => assault.Launch(write));

    internal void Add(string name, string parameter, IReadOnlyList<ulong> values, Action<HostileRing, ulong> write) =>
        Add(name, parameter, values, (Assault assault, ulong value) => assault.Launch(ring => write(ring, value)));
}

/// <summary>Every attack there is.</summary>
internal static class Attacks
{
    internal static IReadOnlyList<AttackKind> All { get; } =
        [.. DescriptorAttacks.Table, .. IndirectAttacks.Table, .. RingAttacks.Table, .. QueueSetupAttacks.Table, .. MessageAttacks.Table, .. MemoryTableAttacks.Table];

    /// <summary>An attack by its name; null when there is none.</summary>
    internal static AttackKind? Find(string name) => All.FirstOrDefault(kind => kind.Name == name);
}
