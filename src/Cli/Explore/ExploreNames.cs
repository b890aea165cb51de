using Virtspec.Exploration;
using Virtspec.Exploration.MemoryModels;

namespace Virtspec.Cli.Explore;

/// <summary>Memory models and strategies as they are written on a command line.</summary>
internal static class ExploreNames
{
    internal static readonly IReadOnlyList<(string Name, MemoryModel Model, string Meaning)> Models =
    [
        ("sc", MemoryModel.Sequential, "sequentially consistent"),
        ("tso", MemoryModel.TotalStoreOrder, "stores arrive late, in order: x86"),
        ("pso", MemoryModel.PartialStoreOrder, "stores arrive late, in any order: write combining, the store side of ARM"),
        ("ra", MemoryModel.ReleaseAcquire, "release and acquire: loads may return old values too"),
    ];

    internal static readonly IReadOnlyList<(string Name, Strategy Strategy, string Meaning)> Strategies =
    [
        ("exhaustive", Strategy.Exhaustive, "every schedule: dpor, and states under ra"),
        ("dpor", Strategy.PartialOrder, "every schedule but for the order of steps that commute"),
        ("states", Strategy.States, "every schedule, leaving states met before"),
        ("brute", Strategy.Brute, "every schedule, one by one"),
        ("bounded", Strategy.Bounded, "those with at most --bound deviations from the simplest"),
        ("pct", Strategy.Pct, "drawn: random priorities with a few changes"),
        ("pos", Strategy.Pos, "drawn: random priorities of pending operations"),
        ("urw", Strategy.Urw, "drawn: a walk weighted by what is left to do"),
        ("random", Strategy.Random, "drawn: anybody, anytime"),
        ("portfolio", Strategy.Portfolio, "drawn: the four in turn"),
    ];

    internal static string Of(MemoryModel model) => Models.First(known => known.Model == model).Name;

    internal static string Of(Strategy strategy) => Strategies.First(known => known.Strategy == strategy).Name;

    /// <exception cref="UsageException">There is none of that name.</exception>
    internal static IReadOnlyList<MemoryModel> ParseModels(IReadOnlyList<string> names) => names.Count == 0 || names.Contains("all")
        ? [.. Models.Select(known => known.Model)]
        : [.. names.Distinct().Select(name => Find(Models.Select(known => (known.Name, known.Model)), "--memory", name, ", or all"))];

    /// <exception cref="UsageException">There is none of that name.</exception>
    internal static Strategy ParseStrategy(string name) => Find(Strategies.Select(known => (known.Name, known.Strategy)), "--strategy", name, string.Empty);

    private static T Find<T>(IEnumerable<(string Name, T Value)> known, string option, string name, string more)
    {
        var all = known.ToList();
        var at = all.FindIndex(one => one.Name == name);
        return at >= 0 ? all[at].Value : throw new UsageException($"{option} {name}: one of {string.Join(", ", all.Select(one => one.Name))}{more} is expected");
    }
}
