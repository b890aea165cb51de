using Virtspec.Exploration;
using Virtspec.Exploration.MemoryModels;

namespace Virtspec.Cli.Explore;

/// <summary>Memory models as <c>--memory</c> takes them.</summary>
internal static class ModelChoice
{
    internal const string Every = "all";

    /// <summary>Those named, each once, in the order of the list.</summary>
    /// <exception cref="UsageException">There is none of that name.</exception>
    internal static IReadOnlyList<MemoryModel> Parse(IReadOnlyList<string> names)
    {
        if (names.FirstOrDefault(name => name != Every && ModelNames.Find(name) is null) is { } unknown)
            throw new UsageException($"--memory {unknown}: one of {ModelNames.Listed}, {Every} is expected");
        return [.. ModelNames.All.Where(known => names.Contains(Every) || names.Contains(known.Name)).Select(known => known.Value)];
    }
}

/// <summary>Strategies as the command line calls them.</summary>
internal static class StrategyNames
{
    internal static IReadOnlyList<(string Name, Strategy Value, string Meaning)> All { get; } =
    [
        ("exhaustive", Strategy.Exhaustive, "everything: dpor under sc, tso and pso, states under ra"),
        ("dpor", Strategy.PartialOrder, "everything but for the order of steps that commute; sc, tso and pso"),
        ("states", Strategy.States, "everything, leaving states that were met before"),
        ("brute", Strategy.Brute, "everything, one by one: to compare with"),
        ("bounded", Strategy.Bounded, "at most --bound deviations from the simplest schedule, fewest first"),
        ("pct", Strategy.Pct, "samples: random priorities with a few changes"),
        ("pos", Strategy.Pos, "samples: random priorities of pending accesses"),
        ("urw", Strategy.Urw, "samples: a walk weighted by what each agent has left"),
        ("random", Strategy.Random, "samples: anybody, anytime"),
        ("portfolio", Strategy.Portfolio, "samples: the four before in turn"),
    ];

    internal static string Of(Strategy strategy) => All.Single(known => known.Value == strategy).Name;

    /// <exception cref="UsageException">There is none of that name.</exception>
    internal static Strategy Parse(string name) => All.FirstOrDefault(known => known.Name == name) is { Name: not null } found
        ? found.Value
        : throw new UsageException($"--strategy {name}: one of {string.Join(", ", All.Select(known => known.Name))} is expected");
}
